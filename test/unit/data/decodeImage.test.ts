import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import fc from 'fast-check';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';

import {
  configureSharp,
  decodeSquare,
  decodeSquareFile,
  type DecodedImage,
} from '../../../src/engine/data/decodeImage.js';
import { hashContent } from '../../../src/engine/data/split.js';
import { inEnglish, sentence } from '../../../src/protocol/sentence.js';
import { fromRaw, meanDifference, paint, scene, sceneJpeg, scenePng } from './makeImages.js';

const limits = { maxPixels: 1_000_000, maxFileBytes: 1_000_000 };

const decode = async (file: Uint8Array, sizePx: number): Promise<DecodedImage> => {
  const outcome = await decodeSquare(file, sizePx, limits);
  if (!outcome.ok) throw new Error(inEnglish(outcome.message));
  expect(outcome.pixels.length).toBe(sizePx * sizePx * 3);
  return outcome;
};
const pixelAt = ({ pixels }: DecodedImage, sizePx: number, x: number, y: number): number[] => [
  ...pixels.subarray((y * sizePx + x) * 3, (y * sizePx + x) * 3 + 3),
];

beforeAll(configureSharp);

describe('decodeSquare', () => {
  it('returns the very pixels of a lossless square', async () => {
    const decoded = await decode(await scenePng(24, 24), 24);
    expect(Buffer.from(decoded.pixels)).toEqual(scene(24, 24));
  });

  it('cuts the middle out of the long side', async () => {
    const wide = fromRaw(
      paint(60, 20, (x) => x),
      60,
      20,
    );
    const decoded = await decode(await wide.png().toBuffer(), 20);
    expect(pixelAt(decoded, 20, 0, 9)).toEqual([20, 20, 20]);
    expect(pixelAt(decoded, 20, 19, 9)).toEqual([39, 39, 39]);
    expect([decoded.widthPx, decoded.heightPx]).toEqual([60, 20]);
  });

  it.each([
    ['shrinks', 128],
    ['enlarges', 20],
  ])('%s to the wanted size', async (_, sidePx) => {
    const decoded = await decode(await scenePng(sidePx, sidePx), 50);
    expect(meanDifference(decoded.pixels, scene(50, 50))).toBeLessThan(1.5);
  });

  it.each(['jpeg', 'png', 'webp'] as const)(
    'shows a %s upright, whatever its EXIF orientation',
    async (format) => {
      const [width, height] = [48, 32];
      const upright = scene(width, height);
      const at = (x: number, y: number, c: number): number => upright[(y * width + x) * 3 + c] ?? 0;
      // Which pixel of the upright scene a camera stores at (x, y), for orientations 1 to 8.
      const stored: ((x: number, y: number) => [number, number])[] = [
        (x, y) => [x, y],
        (x, y) => [width - 1 - x, y],
        (x, y) => [width - 1 - x, height - 1 - y],
        (x, y) => [x, height - 1 - y],
        (x, y) => [y, x],
        (x, y) => [width - 1 - y, x],
        (x, y) => [width - 1 - y, height - 1 - x],
        (x, y) => [y, height - 1 - x],
      ];
      const file = await scenePng(width, height);
      const expected = [await decode(file, 32), await decode(file, 20)];
      for (const [i, store] of stored.entries()) {
        const [w, h] = i >= 4 ? [height, width] : [width, height];
        const pixels = paint(w, h, (x, y, c) => at(...store(x, y), c));
        const turned = await fromRaw(pixels, w, h)
          .withMetadata({ orientation: i + 1 })
          .toFormat(format, format === 'jpeg' ? { quality: 100 } : { lossless: true })
          .toBuffer();
        for (const [k, sizePx] of [32, 20].entries()) {
          const decoded = await decode(turned, sizePx);
          expect([decoded.widthPx, decoded.heightPx]).toEqual([48, 32]);
          const reference = expected[k]?.pixels ?? new Uint8Array();
          expect(meanDifference(decoded.pixels, reference)).toBeLessThan(
            format === 'jpeg' ? 1.5 : 0.6,
          );
        }
      }
    },
  );

  it('blends alpha onto mid-grey', async () => {
    const alpha = [0, 255, 128];
    const image = fromRaw(
      paint(3, 3, (x, _, c) => (c === 3 ? (alpha[x] ?? 0) : 255), 4),
      3,
      3,
      4,
    );
    for (const file of [
      await image.png().toBuffer(),
      await image.webp({ lossless: true }).toBuffer(),
    ]) {
      const decoded = await decode(file, 3);
      expect(pixelAt(decoded, 3, 0, 1)).toEqual([128, 128, 128]);
      expect(pixelAt(decoded, 3, 1, 1)).toEqual([255, 255, 255]);
      expect(Math.abs((pixelAt(decoded, 3, 2, 1)[0] ?? 0) - 191)).toBeLessThanOrEqual(2);
    }
  });

  it('reads grey, grey with alpha, palette and 16 bits as 8-bit RGB', async () => {
    const rgb = sharp(await scenePng(32, 32));
    const gray = await decode(await rgb.clone().grayscale().png().toBuffer(), 32);
    const grayJpeg = await decode(
      await rgb.clone().grayscale().jpeg({ quality: 95 }).toBuffer(),
      32,
    );
    expect(new Set(pixelAt(gray, 32, 5, 5)).size).toBe(1);
    expect(meanDifference(gray.pixels, grayJpeg.pixels)).toBeLessThan(2);

    const grayAlpha = fromRaw(
      paint(8, 8, (_, __, c) => (c === 1 ? 0 : 9), 2),
      8,
      8,
      2,
    );
    expect(pixelAt(await decode(await grayAlpha.png().toBuffer(), 8), 8, 3, 3)).toEqual([
      128, 128, 128,
    ]);

    const palette = await rgb.clone().png({ palette: true, colours: 64 }).toBuffer();
    expect(meanDifference((await decode(palette, 32)).pixels, scene(32, 32))).toBeLessThan(6);

    const deep = await rgb.clone().toColourspace('rgb16').png().toBuffer();
    expect((await sharp(deep).metadata()).depth).toBe('ushort');
    expect(meanDifference((await decode(deep, 32)).pixels, scene(32, 32))).toBeLessThan(1);

    const deepGray = await rgb.clone().grayscale().toColourspace('grey16').png().toBuffer();
    expect((await sharp(deepGray).metadata()).depth).toBe('ushort');
    expect(meanDifference((await decode(deepGray, 32)).pixels, gray.pixels)).toBeLessThan(1.5);
  });

  it('converts CMYK and wide gamut to sRGB', async () => {
    const rgb = sharp(await scenePng(32, 32));
    const cmyk = await rgb.clone().toColourspace('cmyk').jpeg({ quality: 95 }).toBuffer();
    expect((await sharp(cmyk).metadata()).space).toBe('cmyk');
    expect(meanDifference((await decode(cmyk, 32)).pixels, scene(32, 32))).toBeLessThan(25);

    for (const make of [rgb.clone().jpeg({ quality: 98 }), rgb.clone().png()]) {
      const wide = await make.withIccProfile('p3').toBuffer();
      const asStored = await sharp(wide, { ignoreIcc: true }).raw().toBuffer();
      expect(meanDifference(asStored, scene(32, 32))).toBeGreaterThan(2);
      expect(meanDifference((await decode(wide, 32)).pixels, scene(32, 32))).toBeLessThan(1.5);
    }
  });

  it('takes the first frame of an animation and the first page of a TIFF', async () => {
    const frames = [40, 200].map((value) =>
      fromRaw(
        paint(16, 16, () => value),
        16,
        16,
      )
        .png()
        .toBuffer(),
    );
    const joined = sharp(await Promise.all(frames), { join: { animated: true } });
    for (const format of ['gif', 'webp', 'tiff'] as const) {
      const file = await joined.clone().toFormat(format).toBuffer();
      expect((await sharp(file).metadata()).pages).toBe(2);
      const decoded = await decode(file, 16);
      expect(Math.abs((pixelAt(decoded, 16, 8, 8)[0] ?? 0) - 40)).toBeLessThan(4);
      expect(decoded.heightPx).toBe(16);
    }
  });

  it('returns a full square for any size and shape', async () => {
    const side = fc.integer({ min: 1, max: 70 });
    await fc.assert(
      fc.asyncProperty(
        side,
        side,
        side,
        fc.boolean(),
        async (widthPx, heightPx, sizePx, asJpeg) => {
          const file = await (asJpeg ? sceneJpeg(widthPx, heightPx) : scenePng(widthPx, heightPx));
          const decoded = await decode(file, sizePx);
          expect([decoded.widthPx, decoded.heightPx]).toEqual([widthPx, heightPx]);
        },
      ),
      { seed: 61, numRuns: 60 },
    );
  });

  it('refuses what is over the limits, from the header alone', async () => {
    const png = await scenePng(30, 30);
    const tight = { maxPixels: 899, maxFileBytes: 1_000_000 };
    expect(await decodeSquare(png, 8, tight)).toEqual({
      ok: false,
      code: 'tooManyPixels',
      message: sentence('The image has {0} x {1} pixels; the limit is {2}.', 30, 30, 899),
    });
    expect(await decodeSquare(png, 8, { ...limits, maxFileBytes: 50 })).toMatchObject({
      code: 'tooManyBytes',
    });
    const webp = await sharp(png).webp().toBuffer();
    expect(await decodeSquare(webp, 8, tight)).toMatchObject({ code: 'tooManyPixels' });
  });

  it('refuses truncated files rather than training on their grey halves', async () => {
    const noise = fromRaw(
      paint(64, 64, (x, y, c) => (x * 97 + y * 57 + c * 31) % 251),
      64,
      64,
    );
    for (const format of ['jpeg', 'png', 'webp', 'tiff', 'avif'] as const) {
      const file = await noise.clone().toFormat(format).toBuffer();
      expect(await decodeSquare(file, 64, limits)).toMatchObject({ ok: true });
      const half = file.subarray(0, Math.floor(file.length / 2));
      expect(await decodeSquare(half, 64, limits), format).toMatchObject({
        ok: false,
        code: 'corrupt',
      });
    }
  });
});

describe('decodeSquareFile', () => {
  it('reads, hashes and decodes a file, and reports one that is missing or too large', async () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'decode '));
    const file = path.join(folder, 'a.png');
    const bytes = await scenePng(12, 12);
    fs.writeFileSync(file, bytes);
    const { outcome, contentHash } = await decodeSquareFile(file, 12, limits);
    const tooLarge = await decodeSquareFile(file, 12, { ...limits, maxFileBytes: 20 });
    fs.rmSync(folder, { recursive: true });
    const missing = await decodeSquareFile(file, 12, limits);
    expect(outcome).toEqual(await decodeSquare(bytes, 12, limits));
    expect(contentHash).toEqual(hashContent(bytes));
    expect(tooLarge).toMatchObject({ outcome: { code: 'tooManyBytes' }, contentHash: null });
    expect(missing).toMatchObject({ outcome: { code: 'unreadable' }, contentHash: null });
  });
});
