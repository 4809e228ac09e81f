import sharp from 'sharp';
import { describe, expect, it } from 'vitest';

import { LabError } from '../../../src/engine/labError.js';
import { renderContactSheet } from '../../../src/engine/pretext/contactSheet.js';
import type { JigsawViewsSpec } from '../../../src/engine/pretext/jigsaw/jigsawViews.js';
import type { RotationViewsSpec } from '../../../src/engine/pretext/rotation/rotationViews.js';
import type { PermutationSet } from '../../../src/protocol/run.js';
import { drawnImage } from './testImages.js';

const jigsaw: JigsawViewsSpec = {
  task: 'jigsaw',
  grid: 2,
  permutations: 2,
  permutationsPerImage: 2,
  sourceSizePx: 100,
  cropSizePx: 100,
  tileSizePx: 50,
  randomGap: false,
  normaliseTiles: false,
  grayShare: 0,
  channelShiftPx: 0,
  augment: false,
};
const rotation: RotationViewsSpec = {
  task: 'rotation',
  turns: 'all',
  sourceSizePx: 72,
  viewSizePx: 72,
  shrink: 1,
  shiftPx: 0,
  augment: false,
};
const permutationSet: PermutationSet = {
  kind: 'permutationSet',
  method: 'random',
  grid: 2,
  seed: 1,
  count: 2,
  minHamming: 4,
  meanHamming: 4,
  permutations: [
    [3, 2, 1, 0],
    [1, 3, 0, 2],
  ],
};
/** Four quarters in red, green, blue and white, in reading order. */
const quarters: readonly (readonly number[])[] = [
  [250, 0, 0],
  [0, 250, 0],
  [0, 0, 250],
  [250, 250, 250],
];
const quartered = (sizePx: number) =>
  drawnImage(sizePx, (row, column, channel) => {
    const quarter = Math.floor((2 * row) / sizePx) * 2 + Math.floor((2 * column) / sizePx);
    return quarters[quarter]?.[channel] ?? 0;
  });

/** Reads a picture: which quarter's colour a pixel has, or -1. */
const quarterAt = async (png: Uint8Array) => {
  const { data, info } = await sharp(png).raw().toBuffer({ resolveWithObject: true });
  return (x: number, y: number): number =>
    quarters.findIndex((color) =>
      color.every((value, channel) => {
        const shown = data[(y * info.width + x) * info.channels + channel] ?? -1;
        return Math.abs(shown - value) <= 1;
      }),
    );
};

describe('renderContactSheet', () => {
  it('shows at each position the tile that the permutation names', async () => {
    const sheet = await renderContactSheet({
      images: [{ path: 'a/b.png', image: quartered(100) }],
      spec: jigsaw,
      permutationSet,
      seed: 1,
      mode: 'validation',
    });
    const at = await quarterAt(sheet.png);
    // Tiles are doubled to 100 px, 5 px apart, after the source of 205 px; centres avoid the badges.
    const centres = [
      [50, 50],
      [155, 50],
      [50, 155],
      [155, 155],
    ] as const;
    const shown = [1, 2].map((panel) =>
      centres.map(([x, y]) => at(28 + panel * (205 + 16) + x, 28 + 34 + y)),
    );
    expect(shown).toHaveLength(2);
    expect(permutationSet.permutations).toEqual(expect.arrayContaining(shown));
    expect(shown[0]).not.toEqual(shown[1]);
  });

  it('shows the views in the order of their labels', async () => {
    const sheet = await renderContactSheet({
      images: [{ path: 'b.png', image: quartered(72) }],
      spec: rotation,
      permutationSet: null,
      seed: 1,
      mode: 'validation',
    });
    const at = await quarterAt(sheet.png);
    // The quarter that a counter-clockwise turn brings to the top left is the one from the top right.
    const corners = [1, 2, 3, 4].map((panel) => at(28 + panel * (144 + 16) + 10, 28 + 34 + 10));
    expect(corners).toEqual([0, 1, 3, 2]);
  });

  it('has the size it says, is the same every time, and grows with its images', async () => {
    const images = Array.from({ length: 3 }, (_, i) => ({
      path: `Übersicht ${i}.png`,
      image: quartered(100),
    }));
    const options = { spec: jigsaw, permutationSet, seed: 1, mode: 'train', columns: 2 } as const;
    const three = await renderContactSheet({ ...options, images });
    const meta = await sharp(three.png).metadata();
    expect([meta.format, meta.width, meta.height]).toEqual(['png', three.widthPx, three.heightPx]);
    expect(await renderContactSheet({ ...options, images })).toEqual(three);
    const two = await renderContactSheet({ ...options, images: images.slice(0, 2) });
    expect(two.widthPx).toBe(three.widthPx);
    expect(two.heightPx).toBeLessThan(three.heightPx);
  });

  it('refuses no images, and a puzzle without its permutation set', async () => {
    const options = { spec: jigsaw, permutationSet, seed: 1, mode: 'train' } as const;
    await expect(renderContactSheet({ ...options, images: [] })).rejects.toThrow(LabError);
    const images = [{ path: 'a.png', image: quartered(100) }];
    await expect(renderContactSheet({ ...options, images, permutationSet: null })).rejects.toThrow(
      /permutation set/,
    );
  });
});
