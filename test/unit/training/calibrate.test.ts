import { describe, expect, it } from 'vitest';

import { gradientDeviation } from '../../../src/engine/training/calibrate.js';

const gradients = (values: Record<string, number[]>): Map<string, Float32Array> =>
  new Map(Object.entries(values).map(([name, data]) => [name, Float32Array.from(data)]));

describe('the deviation of a gradient', () => {
  const reference = gradients({ filter: [3, 0], bias: [4] });

  it('is the distance over all parameters together, relative to the reference', () => {
    expect(gradientDeviation(reference, reference)).toBe(0);
    expect(gradientDeviation(reference, gradients({ filter: [3, 1], bias: [4] }))).toBeCloseTo(0.2);
    expect(gradientDeviation(reference, gradients({ filter: [0, 0], bias: [0] }))).toBe(1);
  });

  it('takes a missing gradient as zero', () => {
    expect(gradientDeviation(reference, gradients({ filter: [3, 0] }))).toBeCloseTo(0.8);
  });

  it('does not pass a gradient that is not finite', () => {
    const broken = gradientDeviation(reference, gradients({ filter: [NaN, 0], bias: [4] }));
    expect(broken <= 0.1).toBe(false);
  });
});
