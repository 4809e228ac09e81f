/** Intervals, and how images are divided. */
import { describe, expect, it } from 'vitest';

import { bootstrapAccuracy } from '../../../src/engine/evaluation/bootstrap.js';
import { possibleAmounts, spreadOf } from '../../../src/engine/evaluation/fewLabels.js';
import { drawPerClass, holdOutShare } from '../../../src/engine/evaluation/stratify.js';
import { featureStatistics, standardise } from '../../../src/engine/evaluation/standardise.js';
import { createRandom } from '../../../src/engine/random.js';

const random = () => createRandom(11);
const hits = (right: number, images: number): Uint8Array =>
  Uint8Array.from({ length: images }, (_, i) => (i < right ? 1 : 0));

describe('the interval of an accuracy', () => {
  it('lies around it, as wide as the normal approximation says', () => {
    for (const [right, images] of [
      [300, 500],
      [1900, 2000],
    ] as const) {
      const { accuracy, low, high } = bootstrapAccuracy(hits(right, images), random());
      expect(accuracy).toBe(right / images);
      const expected = 1.96 * Math.sqrt((accuracy * (1 - accuracy)) / images);
      expect((high - low) / 2 / expected).toBeGreaterThan(0.85);
      expect((high - low) / 2 / expected).toBeLessThan(1.15);
      expect(low).toBeLessThan(accuracy);
      expect(high).toBeGreaterThan(accuracy);
    }
  });

  it('is the same from the same stream, and a point where all is right', () => {
    const correct = hits(30, 70);
    expect(bootstrapAccuracy(correct, random())).toEqual(bootstrapAccuracy(correct, random()));
    expect(bootstrapAccuracy(correct, createRandom(12))).not.toEqual(
      bootstrapAccuracy(correct, random()),
    );
    expect(bootstrapAccuracy(hits(9, 9), random())).toEqual({ accuracy: 1, low: 1, high: 1 });
  });

  it('holds the truth about 95 times in a hundred', () => {
    const draws = createRandom(5);
    let holds = 0;
    for (let trial = 0; trial < 300; trial++) {
      const correct = Uint8Array.from({ length: 200 }, () => (draws.uniform() < 0.7 ? 1 : 0));
      const { low, high } = bootstrapAccuracy(correct, draws.split('trial', trial));
      if (low <= 0.7 && 0.7 <= high) holds += 1;
    }
    expect(holds / 300).toBeGreaterThan(0.9);
    expect(holds / 300).toBeLessThan(0.99);
  });
});

describe('dividing labelled images', () => {
  const labels = Int32Array.from({ length: 103 }, (_, i) => (i < 100 ? i % 2 : 2));
  const countOf = (rows: Int32Array, label: number): number =>
    rows.filter((row) => labels[row] === label).length;

  it('holds out a share of each class, and never a whole one', () => {
    const { kept, heldOut } = holdOutShare(labels, 3, 0.2, random());
    expect([...kept, ...heldOut].sort((a, b) => a - b)).toEqual([...labels.keys()]);
    expect([0, 1, 2].map((label) => countOf(heldOut, label))).toEqual([10, 10, 1]);
    const most = holdOutShare(labels, 3, 1, random());
    expect([0, 1, 2].map((label) => countOf(most.kept, label))).toEqual([1, 1, 1]);
  });

  it('draws the same number of each class, others from another stream', () => {
    const rows = drawPerClass(labels, 3, 3, random());
    expect([0, 1, 2].map((label) => countOf(rows, label))).toEqual([3, 3, 3]);
    expect(drawPerClass(labels, 3, 3, random())).toEqual(rows);
    expect(drawPerClass(labels, 3, 3, createRandom(1))).not.toEqual(rows);
  });

  it('tries as many labels as each class has', () => {
    expect(possibleAmounts(labels, 3)).toEqual([1]);
    expect(possibleAmounts(labels.subarray(0, 100), 2)).toEqual([1, 5, 10, 20]);
  });
});

describe('statistics', () => {
  it('of draws are those of a sample', () => {
    expect(spreadOf([1, 2, 3, 4])).toEqual({ mean: 2.5, deviation: Math.sqrt(5 / 3) });
    expect(spreadOf([0.5])).toEqual({ mean: 0.5, deviation: 0 });
  });

  it('of features come from the given rows alone, and one that never varies is left out', () => {
    const values = Float32Array.of(1, 7, 3, 7, 5, 7, 1000, -1000);
    const features = { name: 'f', dimension: 2, values };
    const statistics = featureStatistics(features, Int32Array.of(0, 1, 2));
    expect([...statistics.mean]).toEqual([3, 7]);
    expect(statistics.scale[0]).toBeCloseTo(1 / Math.sqrt(8 / 3), 12);
    expect(statistics.scale[1]).toBe(0);
    const [first, constant] = standardise(features, Int32Array.of(3), statistics);
    expect(first).toBeCloseTo(997 / Math.sqrt(8 / 3), 2);
    expect(Math.abs(constant ?? NaN)).toBe(0);
  });
});
