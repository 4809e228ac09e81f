import fc from 'fast-check';
import { expect, it } from 'vitest';

import { createStepSeries, type StepSeries } from '../../../src/protocol/stepSeries.js';
import { createCurveColumns } from '../../../webview/lab/curves/curveColumns.js';
import { noAverage, smoothInto } from '../../../webview/lab/curves/smoothing.js';
import { makeSteps } from '../../panel/labHost.js';

const fresh = (series: StepSeries, keep: number) => {
  const columns = createCurveColumns();
  columns.update(series, keep);
  return columns;
};

const held = (columns: ReturnType<typeof createCurveColumns>) => ({
  step: [...columns.step.subarray(0, columns.length)],
  loss: [...columns.raw('loss').subarray(0, columns.length)],
  rate: [...columns.raw('learningRate').subarray(0, columns.length)],
  smooth: [...columns.smooth('loss').subarray(0, columns.length)],
  speed: [...columns.smooth('viewsPerSecond').subarray(0, columns.length)],
});

it('holds after any portions what it holds after one', () => {
  const portions = fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(portions, fc.constantFrom(300, 5000), (lengths, capacity) => {
      const series = createStepSeries(capacity);
      const grown = createCurveColumns();
      let last = 0;
      for (const length of lengths) {
        series.add(makeSteps(last + 1, last + length, 5000));
        last += length;
        grown.update(series, 0.9);
      }
      expect(held(grown)).toEqual(held(fresh(series, 0.9)));
    }),
  );
});

it('starts anew with another run and with another smoothing', () => {
  const first = createStepSeries(100);
  first.add(makeSteps(1, 50));
  const second = createStepSeries(100);
  second.add(makeSteps(1, 60, 500));
  const columns = fresh(first, 0.5);
  columns.update(second, 0.5);
  expect(held(columns)).toEqual(held(fresh(second, 0.5)));
  columns.update(second, 0.8);
  expect(held(columns)).toEqual(held(fresh(second, 0.8)));
});

const smooth = (values: number[], keep: number): number[] => {
  const into = new Float32Array(values.length);
  smoothInto(Float32Array.from(values), into, 0, values.length, keep, noAverage);
  return [...into];
};

it('smooths nothing at 0 and never leaves the range of the values', () => {
  expect(smooth([3, 1, 2], 0)).toEqual([3, 1, 2]);
  fc.assert(
    fc.property(fc.array(fc.float({ min: 1, max: 2, noNaN: true }), { minLength: 1 }), (values) => {
      for (const value of smooth(values, 0.97)) {
        expect(value).toBeGreaterThanOrEqual(Math.min(...values) - 1e-5);
        expect(value).toBeLessThanOrEqual(Math.max(...values) + 1e-5);
      }
    }),
  );
});

it('weighs the newest step most, the first values without a pull to zero', () => {
  // Weights 1/3 and 2/3 of the half and the quarter that are there.
  expect(smooth([4, 10], 0.5)).toEqual([4, 8]);
});

it('carries the average over a value that is no number', () => {
  expect(smooth([4, NaN, 10], 0.5)).toEqual([4, 4, 8]);
});
