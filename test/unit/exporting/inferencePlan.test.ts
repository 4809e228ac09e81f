import { describe, expect, it } from 'vitest';

import {
  filterOutputFirst,
  filterOutputLast,
  foldedWeights,
  permuteAxes,
  transposeMatrix,
} from '../../../src/engine/exporting/exportedWeights.js';
import { planTrunk, samePadding } from '../../../src/engine/exporting/inferencePlan.js';
import { networkSpec } from '../../../src/engine/model/presets.js';
import { blockShapes } from '../../../src/engine/model/trunk.js';
import { presetNameSchema } from '../../../src/protocol/run.js';

describe('padding', () => {
  it.each([
    // An even side at stride 2 is padded on one side only.
    [32, 3, 2, { before: 0, after: 1 }],
    [33, 3, 2, { before: 1, after: 1 }],
    [32, 5, 1, { before: 2, after: 2 }],
    [16, 1, 2, { before: 0, after: 0 }],
    [7, 4, 1, { before: 1, after: 2 }],
  ])(
    'of a side of %i px under a window of %i and stride %i is %o',
    (side, size, stride, padding) => {
      expect(samePadding(side, size, stride)).toEqual(padding);
    },
  );

  it.each(presetNameSchema.options)('leaves %s as many positions as TensorFlow does', (preset) => {
    const { trunk } = networkSpec(preset);
    for (const viewSizePx of [64, 75, 248]) {
      const blocks = planTrunk(trunk, viewSizePx);
      expect(blocks.map(({ output }) => output)).toEqual(blockShapes(trunk, viewSizePx));
      let side = viewSizePx;
      for (const { layers, output } of blocks) {
        for (const { size, stride, padding } of layers) {
          side = Math.floor((side + padding.before + padding.after - size) / stride) + 1;
        }
        expect(side).toBe(output.height);
      }
    }
  });
});

describe('weights', () => {
  it('change their axes and back', () => {
    const filter = { shape: [2, 2, 3, 4], data: Float32Array.from({ length: 48 }, (_, i) => i) };
    const moved = filterOutputFirst(filter);
    expect(moved.shape).toEqual([4, 3, 2, 2]);
    for (let o = 0; o < 4; o++) {
      for (let i = 0; i < 3; i++) {
        for (let y = 0; y < 2; y++) {
          for (let x = 0; x < 2; x++) {
            const at = ((o * 3 + i) * 2 + y) * 2 + x;
            expect(moved.data[at]).toBe(filter.data[((y * 2 + x) * 3 + i) * 4 + o]);
          }
        }
      }
    }
    expect(filterOutputLast(moved)).toEqual(filter);
    const matrix = { shape: [2, 3], data: Float32Array.of(1, 2, 3, 4, 5, 6) };
    expect(transposeMatrix(matrix)).toEqual({
      shape: [3, 2],
      data: Float32Array.of(1, 4, 2, 5, 3, 6),
    });
    expect(permuteAxes(matrix, [0, 1])).toEqual(matrix);
  });

  it('take in the batch norm that follows them', () => {
    const values = (...data: number[]) => ({
      shape: [data.length],
      data: Float32Array.from(data),
    });
    const source = new Map([
      ['fc.matrix', { shape: [2, 2], data: Float32Array.of(1, 2, 3, 4) }],
      ['fc.gamma', values(2, 0.5)],
      ['fc.beta', values(1, -1)],
      ['fc.mean', values(3, -2)],
      ['fc.variance', values(4, 0.25)],
    ]);
    const layer = { name: 'fc', inputs: 2, units: 2, activation: 'batchNormRelu' } as const;
    const { weights, bias } = foldedWeights(layer, source);
    const product = [5, -7];
    for (const c of [0, 1]) {
      const at = (name: string, i: number): number => source.get(name)?.data[i] ?? NaN;
      const sum = product[0]! * at('fc.matrix', c) + product[1]! * at('fc.matrix', 2 + c);
      const deviation = Math.sqrt(at('fc.variance', c) + 1e-5);
      const normalised =
        ((sum - at('fc.mean', c)) / deviation) * at('fc.gamma', c) + at('fc.beta', c);
      const folded =
        product[0]! * weights.data[c]! + product[1]! * weights.data[2 + c]! + bias.data[c]!;
      expect(folded).toBeCloseTo(normalised, 4);
    }
    source.delete('fc.beta');
    expect(() => foldedWeights(layer, source)).toThrow('fc.beta');
  });
});
