import { describe, expect, it } from 'vitest';

import { measureAuroc } from '../../../src/engine/evaluation/anomalies/auroc.js';
import { createRandom } from '../../../src/engine/random.js';

const random = createRandom(1).split('test');

/** Counts pairs, straight from the definition. */
const countPairs = (scores: Float64Array, anomalous: Uint8Array): number => {
  let won = 0;
  let pairs = 0;
  scores.forEach((high, i) => {
    if (anomalous[i] === 0) return;
    scores.forEach((low, j) => {
      if (anomalous[j] !== 0) return;
      pairs += 1;
      won += high > low ? 1 : high === low ? 0.5 : 0;
    });
  });
  return won / pairs;
};

/**
 * The standard error of DeLong et al. (1988): the variance over images of the share of the other kind
 * that each one is on the right side of.
 */
const standardError = (scores: Float64Array, anomalous: Uint8Array): number => {
  const normal = scores.filter((_, i) => anomalous[i] === 0);
  const unusual = scores.filter((_, i) => anomalous[i] === 1);
  const wins = (high: number, low: number): number => (high > low ? 1 : high === low ? 0.5 : 0);
  const mean = (values: readonly number[]): number =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = (values: readonly number[]): number => {
    const middle = mean(values);
    return values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / (values.length - 1);
  };
  const ofUnusual = [...unusual].map((high) => mean([...normal].map((low) => wins(high, low))));
  const ofNormal = [...normal].map((low) => mean([...unusual].map((high) => wins(high, low))));
  return Math.sqrt(variance(ofUnusual) / unusual.length + variance(ofNormal) / normal.length);
};

/** Two bell curves, `apart` standard deviations from each other. */
const draw = (normal: number, anomalous: number, apart: number) => {
  const kinds = Uint8Array.from({ length: normal + anomalous }, (_, i) => Number(i >= normal));
  const scores = Float64Array.from(kinds, (kind) => random.normal() + apart * kind);
  return { scores, kinds };
};

describe('the area under the ROC curve', () => {
  it.each(Array.from({ length: 40 }, (_, i) => i))('is what counting pairs gives, case %i', () => {
    const length = 2 + random.below(60);
    const kinds = Uint8Array.from({ length }, (_, i) => (i < 2 ? i : random.below(2)));
    // Few different values, so that most are tied.
    const scores = Float64Array.from({ length }, () => random.below(7) / 3 - 1);
    expect(measureAuroc(scores, kinds, random)?.auroc).toBeCloseTo(countPairs(scores, kinds), 12);
  });

  it('is 1, 0 and one half where all is clear', () => {
    const kinds = Uint8Array.of(1, 0, 0, 1);
    const areas = (...scores: number[]) => measureAuroc(Float64Array.from(scores), kinds, random);
    expect(areas(5, -1, 0, 3)).toEqual({ auroc: 1, low: 1, high: 1 });
    expect(areas(-5, 1, 0, -3)).toEqual({ auroc: 0, low: 0, high: 0 });
    expect(areas(2, 2, 2, 2)).toEqual({ auroc: 0.5, low: 0.5, high: 0.5 });
  });

  it('is none where one of the kinds is missing', () => {
    const scores = Float64Array.of(1, 2, 3);
    expect(measureAuroc(scores, Uint8Array.of(1, 1, 1), random)).toBeNull();
    expect(measureAuroc(scores, Uint8Array.of(0, 0, 0), random)).toBeNull();
    expect(measureAuroc(new Float64Array(), new Uint8Array(), random)).toBeNull();
  });

  it.each([
    [60, 240, 1],
    [200, 50, 0.3],
    [150, 150, 1.8],
  ])('has the interval that its standard error asks for: %i and %i, %f apart', (n, a, apart) => {
    const { scores, kinds } = draw(n, a, apart);
    const interval = measureAuroc(scores, kinds, random);
    const { auroc = NaN, low = NaN, high = NaN } = interval ?? {};
    expect(low).toBeLessThan(auroc);
    expect(high).toBeGreaterThan(auroc);
    const expected = 2 * 1.96 * standardError(scores, kinds);
    expect((high - low) / expected).toBeGreaterThan(0.85);
    expect((high - low) / expected).toBeLessThan(1.15);
  });

  it('has the same interval for the same stream', () => {
    const { scores, kinds } = draw(30, 30, 1);
    const measure = () => measureAuroc(scores, kinds, createRandom(3));
    expect(measure()).toEqual(measure());
  });
});
