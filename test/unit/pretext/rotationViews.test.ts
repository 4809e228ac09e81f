import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { LabError } from '../../../src/engine/labError.js';
import type { SquareImage, ViewMode } from '../../../src/engine/pretext/pretextViews.js';
import { rotateQuarter } from '../../../src/engine/pretext/rotation/rotateQuarter.js';
import {
  createRotationViews,
  type RotationViewsSpec,
} from '../../../src/engine/pretext/rotation/rotationViews.js';
import { createRandom, type Random } from '../../../src/engine/random.js';
import { drawnImage, noiseImage } from './testImages.js';

const plain: RotationViewsSpec = {
  task: 'rotation',
  turns: 'all',
  sourceSizePx: 12,
  viewSizePx: 12,
  shrink: 1,
  shiftPx: 0,
  augment: true,
};

const render = (
  spec: RotationViewsSpec,
  image: SquareImage,
  mode: ViewMode,
  random: Random,
): { views: Float32Array; labels: Int32Array } => {
  const maker = createRotationViews(spec);
  const { viewsPerImage, viewSizePx, labelsPerImage } = maker.layout;
  const views = new Float32Array(viewsPerImage * viewSizePx * viewSizePx * 3).fill(Number.NaN);
  const labels = new Int32Array(labelsPerImage).fill(-1);
  maker.render(image, mode, random, views, labels);
  return { views, labels };
};

/** Where a pixel of a view turned once counter-clockwise comes from: the top row was the right column. */
const turnedOnce = (upright: Float32Array, sizePx: number): Float32Array =>
  Float32Array.from(upright, (_, i) => {
    const [row, column, channel] = [Math.floor(i / 3 / sizePx), Math.floor(i / 3) % sizePx, i % 3];
    return upright[(column * sizePx + (sizePx - 1 - row)) * 3 + channel] ?? Number.NaN;
  });

const normalised = (value: number): number => (value / 255 - 0.5) / 0.25;

describe('rotateQuarter', () => {
  it.each([1, 2, 3] as const)('equals %i slow counter-clockwise turns', (turns) => {
    const upright = Float32Array.from(noiseImage(7, 1).pixels);
    let expected: Float32Array = upright;
    for (let turn = 0; turn < turns; turn++) expected = turnedOnce(expected, 7);
    const actual = new Float32Array(upright.length);
    rotateQuarter(upright, 7, turns, actual, 0);
    expect(actual).toEqual(expected);
  });

  it('gives the image back after four quarter turns', () => {
    const upright = Float32Array.from(noiseImage(8, 2).pixels);
    let turned = upright;
    for (let turn = 0; turn < 4; turn++) {
      const next = new Float32Array(upright.length);
      rotateQuarter(turned, 8, 1, next, 0);
      turned = next;
    }
    expect(turned).toEqual(upright);
  });
});

describe('createRotationViews', () => {
  it('puts view r, labelled r, at r counter-clockwise quarter turns', () => {
    const image = noiseImage(12, 3);
    const { views, labels } = render(plain, image, 'validation', createRandom(1));
    let expected: Float32Array = Float32Array.from(image.pixels, normalised);
    for (let r = 0; r < 4; r++) {
      const view = views.subarray(r * expected.length, (r + 1) * expected.length);
      view.forEach((value, i) => {
        expect(value).toBeCloseTo(expected[i] ?? Number.NaN, 5);
      });
      expected = turnedOnce(expected, 12);
    }
    expect([...labels]).toEqual([0, 1, 2, 3]);
  });

  it('shows the sky on the left after 90 degrees counter-clockwise', () => {
    const sky = drawnImage(12, (row) => (row < 2 ? 255 : 0));
    const { views } = render({ ...plain, turns: 'quarter' }, sky, 'validation', createRandom(1));
    const at = (view: number, row: number, column: number): number | undefined =>
      views[((view * 12 + row) * 12 + column) * 3];
    expect(at(0, 6, 0)).toBeCloseTo(2, 5);
    expect(at(0, 6, 11)).toBeCloseTo(-2, 5);
    expect(at(1, 6, 11)).toBeCloseTo(2, 5);
  });

  it.each([
    ['half', [0, 2]],
    ['quarter', [1, 3]],
  ] as const)('takes the turns of %s from the four', (turns, picked) => {
    const image = noiseImage(12, 4);
    const all = render(plain, image, 'train', createRandom(9)).views;
    const { views, labels } = render({ ...plain, turns }, image, 'train', createRandom(9));
    const length = all.length / 4;
    const expected = picked.flatMap((r) => [...all.subarray(r * length, (r + 1) * length)]);
    expect([...views]).toEqual(expected);
    expect([...labels]).toEqual([0, 1]);
  });

  it('cuts, shifts, shrinks and mirrors as a slow version does', () => {
    const cases: Partial<RotationViewsSpec>[] = [
      { sourceSizePx: 15, viewSizePx: 9 },
      { sourceSizePx: 12, viewSizePx: 12, shiftPx: 4 },
      { sourceSizePx: 21, viewSizePx: 8, shrink: 2 },
      { sourceSizePx: 16, viewSizePx: 8, shrink: 2, shiftPx: 3 },
    ];
    for (const change of cases) {
      const spec = { ...plain, ...change };
      const image = noiseImage(spec.sourceSizePx, 5);
      const maker = createRotationViews(spec);
      for (let seed = 0; seed < 12; seed++) {
        const { views } = render(spec, image, 'train', createRandom(seed));
        const plan = maker.plan('train', createRandom(seed));
        for (let i = 0; i < spec.viewSizePx ** 2 * 3; i++) {
          const pixel = Math.floor(i / 3);
          const column = pixel % spec.viewSizePx;
          const row = Math.floor(pixel / spec.viewSizePx);
          const unflipped = plan.flip ? spec.viewSizePx - 1 - column : column;
          let sum = 0;
          for (let dy = 0; dy < spec.shrink; dy++) {
            for (let dx = 0; dx < spec.shrink; dx++) {
              const x = plan.leftPx + unflipped * spec.shrink + dx;
              const y = plan.topPx + row * spec.shrink + dy;
              const inside = Math.min(x, y) >= 0 && Math.max(x, y) < spec.sourceSizePx;
              const value = image.pixels[(y * spec.sourceSizePx + x) * 3 + (i % 3)] ?? 0;
              sum += inside ? normalised(value) : 0;
            }
          }
          expect(views[i]).toBeCloseTo(sum / spec.shrink ** 2, 4);
        }
      }
    }
  });

  it('draws every crop, shift and flip in train mode, and only the centre otherwise', () => {
    const seeds = Array.from({ length: 200 }, (_, seed) => seed);
    const shifting = createRotationViews({ ...plain, shiftPx: 2 });
    const shifts = seeds.map((seed) => shifting.plan('train', createRandom(seed)));
    expect(new Set(shifts.map(({ leftPx }) => leftPx))).toEqual(new Set([-2, -1, 0, 1, 2]));
    expect(new Set(shifts.map(({ flip }) => flip))).toEqual(new Set([true, false]));
    const cropping = createRotationViews({ ...plain, sourceSizePx: 15 });
    const crops = seeds.map((seed) => cropping.plan('train', createRandom(seed)));
    expect(new Set(crops.map(({ topPx }) => topPx))).toEqual(new Set([0, 1, 2, 3]));

    const centre = { leftPx: 1, topPx: 1, flip: false };
    expect(cropping.plan('validation', createRandom(1))).toEqual(centre);
    const still = createRotationViews({ ...plain, sourceSizePx: 15, augment: false });
    expect(still.plan('train', createRandom(1))).toEqual(centre);
  });

  it('gives the same views for the same stream, and overwrites all of them', () => {
    fc.assert(
      fc.property(fc.nat(), fc.constantFrom<ViewMode>('train', 'validation'), (seed, mode) => {
        const spec = { ...plain, shiftPx: 4 };
        const image = noiseImage(12, 6);
        const first = render(spec, image, mode, createRandom(seed));
        // A maker that has already drawn gives the same as a new one.
        const maker = createRotationViews(spec);
        const views = new Float32Array(first.views.length);
        const labels = new Int32Array(first.labels.length);
        maker.render(image, mode, createRandom(seed + 1), views, labels);
        maker.render(image, mode, createRandom(seed), views, labels);
        expect({ views, labels }).toEqual(first);
        expect(first.views.every(Number.isFinite)).toBe(true);
      }),
      { seed: 11, numRuns: 40 },
    );
  });

  it('refuses a view larger than its source, and an image of another size', () => {
    expect(() => createRotationViews({ ...plain, viewSizePx: 8, shrink: 2 })).toThrow(LabError);
    expect(() => render(plain, noiseImage(11, 1), 'train', createRandom(1))).toThrow(/11 px/);
  });
});
