import { describe, expect, it } from 'vitest';

import { benchNetwork } from '../../bench/benchNetworks.js';
import { firstLayerMultiplyAdds, stepGflop } from '../../bench/stepGflop.js';
import { trunkMultiplyAdds } from '../../../src/engine/model/networkSize.js';
import { blockShapes } from '../../../src/engine/model/trunk.js';

/** Multiply-adds of a convolution whose output has `side` px. */
const conv = (side: number, filter: number, inputs: number, outputs: number): number =>
  side ** 2 * filter ** 2 * inputs * outputs;

describe('the arithmetic of a step', () => {
  it('counts each product thrice, but the first layer only twice', () => {
    const work = { multiplyAddsPerImage: 10e6, firstLayerMultiplyAddsPerImage: 4e6, images: 50 };
    // 50 images, 2 operations each: (3 * 6 + 2 * 4) million.
    expect(stepGflop(work)).toBeCloseTo(2.6, 12);
  });

  it("finds the layers of RotNet's network in network", () => {
    const { spec } = benchNetwork('rotnet', 'max');
    const first = conv(32, 5, 3, 192);
    const others =
      conv(32, 1, 192, 160) +
      conv(32, 1, 160, 96) +
      conv(16, 5, 96, 192) +
      2 * conv(16, 1, 192, 192) +
      conv(8, 3, 192, 192) +
      2 * conv(8, 1, 192, 192);
    expect(firstLayerMultiplyAdds(spec, 32)).toBe(first);
    expect(trunkMultiplyAdds(spec.trunk, 32)).toBe(first + others);
    const work = {
      multiplyAddsPerImage: 4 * (first + others),
      firstLayerMultiplyAddsPerImage: 4 * first,
      images: 32,
    };
    expect(stepGflop(work)).toBeCloseTo((2 * 128 * (2 * first + 3 * others)) / 1e9, 9);
  });
});

describe('the networks of the comparison', () => {
  it('bring a tile of 64 px to 3 px as the context-free network does: 27, 13, 6, 3', () => {
    const { spec } = benchNetwork('cfn', 'max');
    const [firstBlock] = spec.trunk.blocks;
    const [firstLayer] = firstBlock?.layers ?? [];
    expect(firstLayer).toMatchObject({ kind: 'conv', size: 11, stride: 2, padding: 'valid' });
    expect(blockShapes(spec.trunk, 64).map(({ height }) => height)).toEqual([13, 6, 6, 6, 3]);
    const unpooled = { blocks: [{ name: 'conv', layers: firstLayer ? [firstLayer] : [] }] };
    expect(blockShapes(unpooled, 64)).toEqual([{ height: 27, width: 27, channels: 96 }]);
  });

  it.each(['rotnet', 'cfn'] as const)('with average pools have no max pool left: %s', (name) => {
    const poolsOf = (pool: 'max' | 'average'): string[] =>
      benchNetwork(name, pool)
        .spec.trunk.blocks.flatMap(({ layers }) => layers)
        .flatMap((layer) => (layer.kind === 'pool' ? [layer.method] : []));
    expect(poolsOf('max')).toContain('max');
    expect(new Set(poolsOf('average'))).toEqual(new Set(['average']));
    expect(poolsOf('average')).toHaveLength(poolsOf('max').length);
  });

  it.each([
    ['rotnet', 128, 'views'],
    ['cfn', 16, 'puzzles'],
    ['rotation-small', 256, 'views'],
    ['jigsaw-small', 64, 'images'],
  ] as const)('%s takes %d %s a step', (name, unitsPerStep, unit) => {
    expect(benchNetwork(name, 'max')).toMatchObject({ unitsPerStep, unit });
  });
});
