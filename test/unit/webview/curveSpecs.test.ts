import { expect, it } from 'vitest';

import { createStepSeries } from '../../../src/protocol/stepSeries.js';
import { createCurveColumns } from '../../../webview/lab/curves/curveColumns.js';
import {
  curveFigures,
  curveSpecs,
  nearest,
  valuesAt,
  withLossScale,
} from '../../../webview/lab/curves/curveSpecs.js';
import { makeSnapshot, makeStatus } from '../../panel/labHost.js';

const figuresOf = (changes: Parameters<typeof makeSnapshot>[0]) => {
  const { steps, epochs } = makeSnapshot(changes);
  const series = createStepSeries(10_000);
  series.add(steps);
  const columns = createCurveColumns();
  columns.update(series, 0);
  return {
    steps,
    figures: curveFigures(
      { status: makeStatus(changes), series, epochs, problem: null, version: 1 },
      columns,
    ),
  };
};

it('reads the values at a step, and the last validation before it', () => {
  const { steps, figures } = figuresOf({ step: 600 });
  const [spec] = curveSpecs();
  if (spec === undefined) throw new Error('There is no chart.');
  expect(spec.id).toBe('loss');
  expect(valuesAt(spec, figures.loss, 250.4)).toEqual([
    steps.loss[249],
    steps.loss[249],
    3 / 2 + 0.7,
  ]);
  expect(valuesAt(spec, figures.loss, 20)).toEqual([steps.loss[19], steps.loss[19], null]);
  expect(valuesAt(spec, figures.loss, null)).toEqual([
    steps.loss[599],
    steps.loss[599],
    3 / 5 + 0.7,
  ]);
});

it('has no values before the first step', () => {
  const { figures } = figuresOf({ step: 0, epoch: 0 });
  for (const spec of curveSpecs()) {
    expect(valuesAt(spec, figures[spec.id], null).every((value) => value === null)).toBe(true);
  }
});

it('draws the accuracy of guessing, also before the first validation', () => {
  expect(figuresOf({ step: 50, epoch: 0 }).figures.accuracy.level).toEqual({
    value: (1 / 4 + 1 / 64) / 2,
    label: 'Chance 13.3 %',
  });
  expect(figuresOf({ step: 600 }).figures.accuracy.level).toEqual({
    value: 0.1328,
    label: 'Chance 13.3 %',
  });
});

it('finds the nearest point among those in use', () => {
  const step = new Uint32Array([10, 20, 40, 0, 0]);
  expect([1, 14, 16, 29, 31, 99, null].map((wanted) => nearest(step, 3, wanted))).toEqual([
    0, 0, 1, 1, 2, 2, 2,
  ]);
  expect(nearest(step, 0, 5)).toBeNull();
});

it('changes the scale of the loss, and no other chart', () => {
  const linear = curveSpecs();
  expect(withLossScale(linear, false)).toEqual(linear);
  const [loss, ...others] = withLossScale(linear, true);
  expect(loss).toEqual({ ...linear[0], isLogarithmic: true });
  others.forEach((spec, place) => expect(spec).toBe(linear[place + 1]));
});
