/** The parts of a map that need no TensorFlow, each against its definition. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { fuzzyGraph } from '../../../src/engine/evaluation/map/fuzzyGraph.js';
import { fitLayoutCurve } from '../../../src/engine/evaluation/map/layoutCurve.js';
import { layOut } from '../../../src/engine/evaluation/map/layOut.js';
import { mapCsv } from '../../../src/engine/evaluation/map/mapCsv.js';
import type { NearestOthers } from '../../../src/engine/evaluation/map/nearestOthers.js';
import { createRandom } from '../../../src/engine/random.js';
import type { ImageMap } from '../../../src/protocol/embedding.js';

const noPause = (): Promise<void> => Promise.resolve();

describe('the curve of a map', () => {
  // Of the authors' program, umap-learn 0.5, find_ab_params(1.0, min_dist).
  it.each([
    [0.0, 1.9328, 0.7904],
    [0.1, 1.5769, 0.8951],
    [0.5, 0.583, 1.3342],
  ])('of least distance %f is the known one', (leastDistance, a, b) => {
    const curve = fitLayoutCurve(leastDistance);
    expect(curve.a).toBeCloseTo(a, 3);
    expect(curve.b).toBeCloseTo(b, 3);
  });

  it('can be fitted to every least distance', () => {
    for (let i = 0; i <= 20; i++) {
      const { a, b } = fitLayoutCurve(i / 20);
      expect(a).toBeGreaterThan(0);
      expect(b).toBeGreaterThan(0);
    }
  });
});

/** Neighbours by sorting all distances of points in space. */
const neighborsOf = (points: readonly (readonly number[])[], count: number): NearestOthers => {
  const sorted = points.map((point, image) =>
    points
      .map((other, row) => ({ row, distance: Math.hypot(...point.map((x, d) => x - other[d]!)) }))
      .filter(({ row }) => row !== image)
      .sort((a, b) => a.distance - b.distance)
      .slice(0, count),
  );
  return {
    images: points.length,
    count,
    rows: Int32Array.from(sorted.flat(), ({ row }) => row),
    distances: Float32Array.from(sorted.flat(), ({ distance }) => distance),
  };
};

describe('the graph of a map', () => {
  const random = createRandom(4);
  const points = Array.from({ length: 40 }, () => [random.normal(), random.normal()]);
  const neighbors = neighborsOf(points, 7);

  it('joins what two images say of each other, each of which has log2(k) neighbours in all', async () => {
    const { heads, tails, weights } = await fuzzyGraph(neighbors, noPause);
    const { images, count, rows, distances } = neighbors;
    /** By bisection over the logarithm of the scale, in double precision. */
    const say = (image: number): Map<number, number> => {
      const own = [...distances.subarray(image * count, (image + 1) * count)];
      const nearest = Math.min(...own);
      const of = (scale: number) => own.map((d) => Math.exp(-(d - nearest) / scale));
      let [low, high] = [-30, 30];
      for (let i = 0; i < 200; i++) {
        const middle = (low + high) / 2;
        const sum = of(Math.exp(middle)).reduce((a, b) => a + b, 0);
        if (sum > Math.log2(count)) high = middle;
        else low = middle;
      }
      return new Map(of(Math.exp(low)).map((weight, i) => [rows[image * count + i]!, weight]));
    };
    const said = Array.from({ length: images }, (_, image) => say(image));
    const expected = new Map<string, number>();
    for (let a = 0; a < images; a++) {
      for (let b = a + 1; b < images; b++) {
        const [forth, back] = [said[a]?.get(b) ?? 0, said[b]?.get(a) ?? 0];
        if (forth + back > 0) expected.set(`${a} ${b}`, forth + back - forth * back);
      }
    }
    expect(weights).toHaveLength(expected.size);
    for (const [edge, weight] of weights.entries()) {
      const [a, b] = [heads[edge]!, tails[edge]!].sort((x, y) => x - y);
      expect(weight).toBeCloseTo(expected.get(`${a} ${b}`) ?? NaN, 3);
    }
  });

  it('has weights from 0 to 1 whatever the distances are', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom(0, 1e-9, 0.1, 1, 2), { minLength: 6, maxLength: 6 }),
        async (drawn) => {
          const distances = Float32Array.from([
            ...drawn.slice(0, 2).sort(),
            ...drawn.slice(2, 4).sort(),
            ...drawn.slice(4, 6).sort(),
          ]);
          const rows = Int32Array.of(1, 2, 0, 2, 0, 1);
          const { weights } = await fuzzyGraph({ images: 3, count: 2, rows, distances }, noPause);
          expect(weights).toHaveLength(3);
          expect(weights.every((weight) => weight >= 0 && weight <= 1)).toBe(true);
        },
      ),
    );
  });
});

describe('laying out', () => {
  const options = (epochs: number) => ({
    curve: fitLayoutCurve(0.1),
    epochs,
    random: createRandom(3),
    onEpoch: (): void => undefined,
    pause: noPause,
  });

  it('pulls an edge as often as its weight says', async () => {
    // Two pairs, far from each other: pushes hardly reach, and a pair of less weight closes less.
    const graph = {
      heads: Int32Array.of(0, 2),
      tails: Int32Array.of(1, 3),
      weights: Float32Array.of(1, 0.01),
    };
    const points = Float64Array.of(0, 0, 0, 6, 1e5, 0, 1e5, 6);
    await layOut(points, graph, options(50));
    const gap = (pair: number): number =>
      Math.hypot(
        points[pair * 4]! - points[pair * 4 + 2]!,
        points[pair * 4 + 1]! - points[pair * 4 + 3]!,
      );
    expect(gap(0)).toBeLessThan(3);
    expect(gap(1)).toBeGreaterThanOrEqual(6);
  });

  it('tells every epoch, and ends when the pause throws', async () => {
    const graph = {
      heads: Int32Array.of(0),
      tails: Int32Array.of(1),
      weights: Float32Array.of(1),
    };
    const epochs: number[] = [];
    const onEpoch = (done: number): void => void epochs.push(done);
    await layOut(Float64Array.of(0, 0, 1, 1), graph, { ...options(3), onEpoch });
    expect(epochs).toEqual([1, 2, 3]);
    const pause = (): Promise<void> => Promise.reject(new Error('Enough.'));
    const given = layOut(Float64Array.of(0, 0, 1, 1), graph, { ...options(3), pause });
    await expect(given).rejects.toThrow('Enough.');
  });
});

it('a map as CSV quotes what needs it', () => {
  const map: ImageMap = {
    ...{ folder: '/photos', block: 'block6', step: 3, neighbors: 1, seed: 0 },
    ...{ minDistance: 0.1, leftOut: 0, file: null, paths: ['a,b.png', 'c.png'] },
    ...{ x: [1.5, -2], y: [0, 3], classes: ['cat'], labels: [0, null], rotation: null },
    kind: 'map',
  };
  expect(mapCsv(map)).toBe('path,x,y,label\r\n"a,b.png",1.5,0,cat\r\nc.png,-2,3,\r\n');
  const rotation = { turns: [1, 3], right: [0.5, 1], upright: null, score: [0.25, 0] };
  expect(mapCsv({ ...map, rotation })).toContain('"a,b.png",1.5,0,cat,0.5,,0.25\r\n');
});
