import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { StepColumns } from '../../../src/protocol/runContents.js';
import {
  columnsOfSteps,
  createStepSeries,
  emptyColumns,
  type StepSeries,
} from '../../../src/protocol/stepSeries.js';

/** Steps `first`..`last` with figures that differ from step to step. */
const steps = (first: number, last: number): StepColumns => {
  const step = Uint32Array.from({ length: last - first + 1 }, (_, index) => first + index);
  return {
    step,
    loss: Float32Array.from(step, (at) => 1 + ((at * 37) % 101) / 101),
    accuracy: Float32Array.from(step, (at) => ((at * 53) % 89) / 89),
    learningRate: Float32Array.from(step, (at) => 0.1 / at),
    viewsPerSecond: Float32Array.from(step, (at) => 500 + ((at * 7) % 31)),
  };
};

const seriesOf = (capacity: number, columns: StepColumns): StepSeries => {
  const series = createStepSeries(capacity);
  series.add(columns);
  return series;
};

/** Adds steps 1..count in portions of the given lengths, and tells of each portion. */
const addInPortions = (
  series: StepSeries,
  count: number,
  lengths: readonly number[],
  after?: () => void,
): void => {
  let done = 0;
  for (let portion = 0; done < count; portion++) {
    const end = Math.min(count, done + (lengths[portion % lengths.length] ?? 1));
    series.add(steps(done + 1, end));
    done = end;
    after?.();
  }
};

const capacities = fc.integer({ min: 1, max: 70 });
const counts = fc.integer({ min: 1, max: 700 });
const portions = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 12 });

/** The mean over all steps that the points stand for. */
const meanLoss = (columns: StepColumns): number => {
  let sum = 0;
  let before = 0;
  columns.step.forEach((step, index) => {
    sum += (columns.loss[index] ?? NaN) * (step - before);
    before = step;
  });
  return sum / before;
};

describe('a step series', () => {
  it('keeps every step as it is while there is room', () => {
    const series = seriesOf(50, steps(1, 50));
    expect(series.columns()).toEqual(steps(1, 50));
    expect(series).toMatchObject({ length: 50, lastStep: 50, stride: 1 });
  });

  it('merges neighbours into their mean at the later step when it is full', () => {
    const series = seriesOf(4, steps(1, 5));
    const { loss } = steps(1, 5);
    const mean = (first: number): number => ((loss[first] ?? 0) + (loss[first + 1] ?? 0)) / 2;
    expect([...series.columns().step]).toEqual([2, 4, 5]);
    [mean(0), mean(2), loss[4] ?? 0].forEach((expected, index) => {
      expect(series.columns().loss[index]).toBeCloseTo(expected, 6);
    });
    expect(series.stride).toBe(2);
  });

  it('is empty at first and after it was cleared', () => {
    const series = createStepSeries(3);
    expect(series.columns()).toEqual(emptyColumns());
    expect(series).toMatchObject({ length: 0, lastStep: 0 });
    series.add(steps(1, 20));
    series.clear();
    expect(series.columns()).toEqual(emptyColumns());
    expect(series.columns(0)).toEqual(emptyColumns());
    series.add(steps(1, 3));
    expect(series.columns()).toEqual(steps(1, 3));
  });

  it('leaves out what it has seen already', () => {
    const series = seriesOf(100, steps(1, 40));
    series.add(steps(31, 60));
    series.add(steps(1, 60));
    expect(series.columns()).toEqual(steps(1, 60));
  });

  it('begins anywhere', () => {
    const series = seriesOf(4, steps(5003, 5011));
    expect([...series.columns().step]).toEqual([5004, 5008, 5011]);
  });

  it('stays within its capacity where steps are missing', () => {
    const all = steps(1, 4000);
    const sparse = (column: StepColumns['loss']): StepColumns['loss'] =>
      column.filter((_, index) => index % 97 === 0);
    const series = seriesOf(8, {
      step: all.step.filter((_, index) => index % 97 === 0),
      loss: sparse(all.loss),
      accuracy: sparse(all.accuracy),
      learningRate: sparse(all.learningRate),
      viewsPerSecond: sparse(all.viewsPerSecond),
    });
    expect(series.length).toBeGreaterThan(3);
    expect(series.length).toBeLessThanOrEqual(8);
    expect(series.lastStep).toBe(3978 - ((3978 - 1) % 97));
  });

  it.each([0, -1, 2.5, NaN])('refuses a capacity of %s', (capacity) => {
    expect(() => createStepSeries(capacity)).toThrow(RangeError);
  });

  it('never holds more than its capacity, keeps the last step, and wastes at most half', () => {
    fc.assert(
      fc.property(capacities, counts, portions, (capacity, count, lengths) => {
        const series = createStepSeries(capacity);
        addInPortions(series, count, lengths, () => {
          expect(series.length).toBeLessThanOrEqual(capacity);
          expect(series.columns().step.length).toBe(series.length);
          expect(series.columns(0).step.length).toBeLessThanOrEqual(capacity);
        });
        expect(series.lastStep).toBe(count);
        expect(series.columns().step.at(-1)).toBe(count);
        expect(series.length).toBeGreaterThanOrEqual(Math.min(count, Math.floor(capacity / 2)));
      }),
    );
  });

  it('preserves the mean', () => {
    fc.assert(
      fc.property(capacities, counts, (capacity, count) => {
        const thinned = meanLoss(seriesOf(capacity, steps(1, count)).columns());
        expect(thinned).toBeCloseTo(meanLoss(steps(1, count)), 5);
      }),
    );
  });

  it('ends the same in whatever portions the steps come', () => {
    fc.assert(
      fc.property(capacities, counts, portions, (capacity, count, lengths) => {
        const series = createStepSeries(capacity);
        addInPortions(series, count, lengths);
        expect(series.columns()).toEqual(seriesOf(capacity, steps(1, count)).columns());
      }),
    );
  });

  it('keeps a copy the same that adds what it is told after its last step', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 41, max: 90 }),
        counts,
        portions,
        (capacity, count, lengths) => {
          const sender = createStepSeries(capacity);
          const receiver = createStepSeries(capacity);
          addInPortions(sender, count, lengths, () => {
            receiver.add(sender.columns(receiver.lastStep));
            expect(receiver.columns()).toEqual(sender.columns());
          });
        },
      ),
    );
  });

  it('lets a copy begin with all points and go on with single steps', () => {
    fc.assert(
      fc.property(counts, counts, (before, after) => {
        const sender = seriesOf(32, steps(1, before));
        const receiver = seriesOf(32, sender.columns());
        sender.add(steps(before + 1, before + after));
        receiver.add(steps(before + 1, before + after));
        expect(receiver.lastStep).toBe(sender.lastStep);
        expect(receiver.stride).toBeLessThanOrEqual(sender.stride);
        expect(meanLoss(receiver.columns())).toBeCloseTo(meanLoss(sender.columns()), 5);
        if (receiver.stride !== sender.stride) return;
        expect(receiver.columns().step).toEqual(sender.columns().step);
        receiver.columns().loss.forEach((loss, index) => {
          expect(loss).toBeCloseTo(sender.columns().loss[index] ?? NaN, 5);
        });
      }),
    );
  });

  it('answers with merged points where single steps are gone', () => {
    const series = seriesOf(2000, steps(1, 5000));
    expect(series.columns(4990)).toEqual(steps(4991, 5000));
    const long = series.columns(1000);
    expect([...long.step.slice(0, 2)]).toEqual([1004, 1008]);
    expect(long.step.at(-1)).toBe(5000);
  });
});

describe('columnsOfSteps', () => {
  it('turns metrics into columns', () => {
    const metrics = {
      epoch: 0,
      imagesPerSecond: 10,
      dataWaitShare: 0,
      elapsedMs: 5,
      learningRate: 0.5,
      viewsPerSecond: 40,
    };
    expect(
      columnsOfSteps([
        { ...metrics, step: 1, loss: 2, accuracy: 0.25 },
        { ...metrics, step: 2, loss: 1, accuracy: 0.75 },
      ]),
    ).toEqual({
      step: new Uint32Array([1, 2]),
      loss: new Float32Array([2, 1]),
      accuracy: new Float32Array([0.25, 0.75]),
      learningRate: new Float32Array([0.5, 0.5]),
      viewsPerSecond: new Float32Array([40, 40]),
    });
  });
});
