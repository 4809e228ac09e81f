import { describe, expect, it } from 'vitest';

import { layerOutputShape, type LayerSpec } from '../../../src/engine/model/layers.js';
import { trunkMultiplyAdds } from '../../../src/engine/model/networkSize.js';
import { networkSpec } from '../../../src/engine/model/presets.js';
import { blockShapes, trunkOutputShape } from '../../../src/engine/model/trunk.js';
import { presetNameSchema } from '../../../src/protocol/run.js';

describe('the shape of a layer’s output', () => {
  /** Places a window wherever TensorFlow would. */
  const oracle = (
    side: number,
    size: number,
    stride: number,
    padding: 'same' | 'valid',
  ): number => {
    let places = 0;
    for (let start = 0; start < side; start += stride) {
      if (padding === 'same' || start + size <= side) places += 1;
    }
    return places;
  };

  it('agrees with counting windows', () => {
    for (let side = 5; side <= 20; side++) {
      for (const size of [1, 2, 3, 5]) {
        for (const stride of [1, 2, 3]) {
          for (const padding of ['same', 'valid'] as const) {
            const pool: LayerSpec = {
              kind: 'pool',
              name: 'p',
              method: 'max',
              size,
              stride,
              padding,
            };
            const expected = oracle(side, size, stride, padding);
            expect(layerOutputShape(pool, { height: side, width: side + 4, channels: 7 })).toEqual({
              height: expected,
              width: oracle(side + 4, size, stride, padding),
              channels: 7,
            });
          }
        }
      }
    }
  });
});

describe('the presets', () => {
  it('have blocks with names of their own, and layers with names of their own', () => {
    for (const preset of presetNameSchema.options) {
      const { blocks } = networkSpec(preset).trunk;
      expect(new Set(blocks.map(({ name }) => name)).size).toBe(blocks.length);
      for (const { layers } of blocks) {
        expect(new Set(layers.map(({ name }) => name)).size).toBe(layers.length);
      }
    }
  });

  it('halve CIFAR images as RotNet does', () => {
    const sides = blockShapes(networkSpec('rotation-paper-4').trunk, 32);
    expect(sides.map(({ height, channels }) => [height, channels])).toEqual([
      [16, 96],
      [8, 192],
      [8, 192],
      [8, 192],
    ]);
    expect(
      [3, 4, 5].map(
        (n) =>
          networkSpec(
            n === 3 ? 'rotation-paper-3' : n === 4 ? 'rotation-paper-4' : 'rotation-paper-5',
          ).trunk.blocks.length,
      ),
    ).toEqual([3, 4, 5]);
  });

  it('leave 3x3 features of a 64 px tile, as the context-free network does', () => {
    expect(trunkOutputShape(networkSpec('jigsaw-paper').trunk, 64)).toEqual({
      height: 3,
      width: 3,
      channels: 256,
    });
  });
});

describe('the multiply-adds of a trunk', () => {
  it('are those counted by hand for rotation-small at 32 px', () => {
    const byHand = [
      [32, 3, 32],
      [16, 32, 64],
      [16, 64, 64],
      [8, 64, 128],
      [8, 128, 128],
      [8, 128, 128],
    ].reduce((sum, [side = 0, input = 0, output = 0]) => sum + side ** 2 * 9 * input * output, 0);
    expect(byHand).toBe(38_633_472);
    expect(trunkMultiplyAdds(networkSpec('rotation-small').trunk, 32)).toBe(byHand);
  });
});
