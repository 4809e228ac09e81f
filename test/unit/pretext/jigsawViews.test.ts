import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { LabError } from '../../../src/engine/labError.js';
import {
  createJigsawViews,
  type JigsawViewsSpec,
} from '../../../src/engine/pretext/jigsaw/jigsawViews.js';
import { jigsawGeometry } from '../../../src/engine/pretext/jigsaw/tiles.js';
import type { SquareImage, ViewMode } from '../../../src/engine/pretext/pretextViews.js';
import { createRandom } from '../../../src/engine/random.js';
import { drawnImage, noiseImage } from './testImages.js';

/** All guards off, room for a crop. */
const plain: JigsawViewsSpec = {
  task: 'jigsaw',
  grid: 3,
  permutations: 10,
  permutationsPerImage: 4,
  sourceSizePx: 33,
  cropSizePx: 30,
  tileSizePx: 8,
  randomGap: false,
  normaliseTiles: false,
  grayShare: 0,
  channelShiftPx: 0,
  augment: true,
};
const guarded: JigsawViewsSpec = {
  ...plain,
  randomGap: true,
  normaliseTiles: true,
  grayShare: 0.3,
  channelShiftPx: 2,
};

const render = (
  spec: JigsawViewsSpec,
  image: SquareImage,
  mode: ViewMode,
  seed: number,
): { views: Float32Array; labels: Int32Array } => {
  const maker = createJigsawViews(spec);
  const { viewsPerImage, viewSizePx, labelsPerImage } = maker.layout;
  const views = new Float32Array(viewsPerImage * viewSizePx * viewSizePx * 3).fill(Number.NaN);
  const labels = new Int32Array(labelsPerImage).fill(-1);
  maker.render(image, mode, createRandom(seed), views, labels);
  return { views, labels };
};

const plansOf = (spec: JigsawViewsSpec, mode: ViewMode, count = 200) =>
  Array.from({ length: count }, (_, seed) =>
    createJigsawViews(spec).plan(mode, createRandom(seed)),
  );

const pixelValue = (normalised: number): number => Math.round((normalised * 0.25 + 0.5) * 255);

const channelOf = (tile: Float32Array, channel: number): number[] =>
  [...tile].filter((_, i) => i % 3 === channel);

const tilesOf = (views: Float32Array, tiles = 9): Float32Array[] => {
  const length = views.length / tiles;
  return Array.from({ length: tiles }, (_, i) => views.subarray(i * length, (i + 1) * length));
};

describe('createJigsawViews', () => {
  it.each([2, 3, 4] as const)('writes the tiles of a %ix grid in reading order', (grid) => {
    const cell = 10;
    const cropSizePx = grid * cell;
    const spec = { ...plain, grid, sourceSizePx: cropSizePx, cropSizePx, randomGap: true };
    // Each cell is painted with its own number.
    const image = drawnImage(
      cropSizePx,
      (row, column) => (Math.floor(row / cell) * grid + Math.floor(column / cell)) * 10,
    );
    const { views } = render(spec, image, 'validation', 1);
    for (const [index, tile] of tilesOf(views, grid * grid).entries()) {
      expect(new Set([...tile].map(pixelValue))).toEqual(new Set([index * 10]));
    }
  });

  it('mirrors the order within a row together with the pixels', () => {
    const spec = { ...plain, sourceSizePx: 30 };
    const image = drawnImage(30, (row, column) => Math.floor(row / 10) * 80 + column);
    const seed = plansOf(spec, 'train').findIndex(({ flip }) => flip);
    const [first] = tilesOf(render(spec, image, 'train', seed).views);
    expect(
      channelOf(first ?? new Float32Array(), 0)
        .slice(0, 8)
        .map(pixelValue),
    ).toEqual([28, 27, 26, 25, 24, 23, 22, 21]);
  });

  it('cuts what the plan says, as a slow version does', () => {
    const spec = { ...guarded, normaliseTiles: false, grayShare: 0 };
    const image = noiseImage(33, 1);
    for (let seed = 0; seed < 20; seed++) {
      const plan = createJigsawViews(spec).plan('train', createRandom(seed));
      const { views } = render(spec, image, 'train', seed);
      for (const [index, tile] of tilesOf(views).entries()) {
        const shift = [...plan.channelShiftsPx.subarray(index * 4, index * 4 + 4)];
        for (let i = 0; i < tile.length; i++) {
          const [row, column, channel] = [Math.floor(i / 3 / 8), Math.floor(i / 3) % 8, i % 3];
          const inCrop = (plan.tileLeftsPx[index] ?? 0) + column;
          const x = plan.cropLeftPx + (plan.flip ? 29 - inCrop : inCrop);
          const y = plan.cropTopPx + (plan.tileTopsPx[index] ?? 0) + row;
          const dx = [shift[0], 0, shift[2]][channel] ?? 0;
          const dy = [shift[1], 0, shift[3]][channel] ?? 0;
          const clamp = (value: number): number => Math.min(32, Math.max(0, value));
          const expected = image.pixels[(clamp(y + dy) * 33 + clamp(x + dx)) * 3 + channel];
          expect(pixelValue(tile[i] ?? Number.NaN)).toBe(expected);
        }
      }
    }
  });

  it('places tiles at random in their cells only with the gap guard, in validation too', () => {
    for (const mode of ['train', 'validation'] as const) {
      const lefts = plansOf(guarded, mode).map(({ tileLeftsPx }) => tileLeftsPx[4]);
      expect(new Set(lefts)).toEqual(new Set([10, 11, 12]));
      const centred = plansOf({ ...guarded, randomGap: false }, mode);
      expect(new Set(centred.map(({ tileLeftsPx }) => tileLeftsPx[4]))).toEqual(new Set([11]));
    }
  });

  it('crops, mirrors, shifts and greys in train mode only', () => {
    const train = plansOf(guarded, 'train');
    expect(new Set(train.map(({ cropLeftPx }) => cropLeftPx))).toEqual(new Set([0, 1, 2, 3]));
    expect(new Set(train.map(({ flip }) => flip)).size).toBe(2);
    const gray = train.filter((plan) => plan.gray).length;
    expect(gray).toBeGreaterThan(35);
    expect(gray).toBeLessThan(85);
    const shifts = train.flatMap(({ channelShiftsPx }) => [...channelShiftsPx]);
    expect(new Set(shifts)).toEqual(new Set([-2, -1, 0, 1, 2]));

    const still = [
      ...plansOf(guarded, 'validation'),
      ...plansOf({ ...guarded, augment: false }, 'train'),
    ];
    for (const plan of still) {
      expect([plan.cropLeftPx, plan.cropTopPx, plan.flip, plan.gray]).toEqual([1, 1, false, false]);
      expect(plan.channelShiftsPx.every((shift) => shift === 0)).toBe(true);
    }
  });

  it('changes nothing but the labels from stream to stream without augmentation', () => {
    const image = noiseImage(33, 2);
    const spec = { ...guarded, augment: false };
    const first = render(spec, image, 'train', 1);
    const second = render(spec, image, 'train', 2);
    expect(second.views).toEqual(first.views);
    expect(render(spec, image, 'validation', 3).views).toEqual(first.views);
    expect(second.labels).not.toEqual(first.labels);
  });

  it('shows a grey image with equal channels of the same luma', () => {
    const image = drawnImage(33, (_row, _column, channel) => [200, 100, 50][channel] ?? 0);
    const { views } = render({ ...plain, grayShare: 1 }, image, 'train', 1);
    expect(new Set([...views].map(pixelValue))).toEqual(new Set([124]));
    const colored = render({ ...plain, grayShare: 0 }, image, 'train', 1);
    expect([...colored.views.subarray(0, 3)].map(pixelValue)).toEqual([200, 100, 50]);
  });

  it('gives each channel of each tile mean 0 and standard deviation 1', () => {
    const { views } = render(guarded, noiseImage(33, 3), 'train', 4);
    for (const tile of tilesOf(views)) {
      for (const channel of [0, 1, 2]) {
        const values = channelOf(tile, channel);
        const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
        const variance =
          values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
        expect(mean).toBeCloseTo(0, 5);
        expect(Math.sqrt(variance)).toBeCloseTo(1, 4);
      }
    }
  });

  it('keeps a flat tile at 0 and does not blow up faint noise', () => {
    const flat = render(
      guarded,
      drawnImage(33, () => 255),
      'train',
      1,
    ).views;
    expect(Math.max(...flat.map(Math.abs))).toBe(0);
    const faint = drawnImage(33, (row, column) => 128 + ((row + column) % 2));
    const noise = render({ ...guarded, channelShiftPx: 0 }, faint, 'train', 1).views;
    expect(Math.max(...noise.map(Math.abs))).toBeCloseTo(0.125, 5);
  });

  it('draws labels in range, without repetition while the set lasts, from the stream alone', () => {
    const image = noiseImage(33, 5);
    const setting = fc.record({
      permutations: fc.integer({ min: 2, max: 30 }),
      permutationsPerImage: fc.integer({ min: 1, max: 70 }),
      seed: fc.nat(),
      mode: fc.constantFrom<ViewMode>('train', 'validation'),
    });
    fc.assert(
      fc.property(setting, ({ permutations, permutationsPerImage, seed, mode }) => {
        const spec = { ...guarded, permutations, permutationsPerImage };
        const { views, labels } = render(spec, image, mode, seed);
        expect(views.every(Number.isFinite)).toBe(true);
        for (let start = 0; start < labels.length; start += permutations) {
          const round = labels.subarray(start, start + permutations);
          expect(new Set(round).size).toBe(round.length);
        }
        expect(labels.every((label) => label >= 0 && label < permutations)).toBe(true);
        // A maker that has already drawn gives the same as a new one.
        const maker = createJigsawViews(spec);
        const again = {
          views: new Float32Array(views.length),
          labels: new Int32Array(labels.length),
        };
        maker.render(image, mode, createRandom(seed + 1), again.views, again.labels);
        maker.render(image, mode, createRandom(seed), again.views, again.labels);
        expect(again).toEqual({ views, labels });
      }),
      { seed: 12, numRuns: 60 },
    );
  });

  it('draws every label equally often', () => {
    const counts = new Int32Array(10);
    const image = noiseImage(33, 6);
    for (let seed = 0; seed < 1000; seed++) {
      for (const label of render(plain, image, 'train', seed).labels) counts[label]! += 1;
    }
    // 400 expected, standard deviation about 16.
    expect(Math.min(...counts)).toBeGreaterThan(330);
    expect(Math.max(...counts)).toBeLessThan(470);
  });

  it('refuses sizes that do not fit, in words', () => {
    expect(() => createJigsawViews({ ...plain, tileSizePx: 11 })).toThrow(LabError);
    expect(() => createJigsawViews({ ...plain, cropSizePx: 31 })).toThrow(/31 px/);
    expect(() => createJigsawViews({ ...plain, cropSizePx: 36 })).toThrow(/33 px/);
    expect(() => createJigsawViews({ ...plain, permutations: 1 })).toThrow(/1 permutations/);
  });
});

describe('jigsawGeometry', () => {
  it('keeps the proportions of the paper', () => {
    expect(jigsawGeometry(225, 3)).toEqual({
      sourceSizePx: 248,
      cropSizePx: 225,
      cellSizePx: 75,
      tileSizePx: 64,
    });
    expect(jigsawGeometry(120, 3)).toEqual({
      sourceSizePx: 132,
      cropSizePx: 120,
      cellSizePx: 40,
      tileSizePx: 32,
    });
  });

  it('fits for every size and grid, with a gap wherever a cell has room for one', () => {
    const size = fc.integer({ min: 16, max: 1024 });
    fc.assert(
      fc.property(size, fc.constantFrom(2, 3, 4), (imageSizePx, grid) => {
        const sizes = jigsawGeometry(imageSizePx, grid);
        expect(() => createJigsawViews({ ...plain, ...sizes, grid })).not.toThrow();
        expect(sizes.cropSizePx).toBeLessThanOrEqual(imageSizePx);
        expect(sizes.cropSizePx).toBe(sizes.cellSizePx * grid);
        if (sizes.cellSizePx > 8) expect(sizes.tileSizePx).toBeLessThan(sizes.cellSizePx);
      }),
      { seed: 13, numRuns: 300 },
    );
  });
});
