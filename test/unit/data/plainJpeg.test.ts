import fc from 'fast-check';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';

import { configureSharp, decodeSquare } from '../../../src/engine/data/decodeImage.js';
import { loadFitSquare } from '../../../src/engine/data/fitSquare.js';
import { loadPlainJpegDecoder, openNativePixels } from '../../../src/engine/data/nativePixels.js';
import {
  createPlainJpegDecoder,
  type DecodePlainJpeg,
} from '../../../src/engine/data/plainJpeg.js';
import { inEnglish } from '../../../src/protocol/sentence.js';
import { fromRaw, meanDifference, paint, sceneJpeg, scenePng } from './makeImages.js';
import { addonPath } from './pixelAddon.js';
import { slowFitSquare } from './slowFitSquare.js';

const limits = { maxPixels: 10_000_000, maxFileBytes: 10_000_000 };
const fitSquare = loadFitSquare(addonPath) ?? slowFitSquare;

let decode: DecodePlainJpeg;
beforeAll(async () => {
  configureSharp();
  const loaded = await loadPlainJpegDecoder(fitSquare);
  if (loaded === null) throw new Error('The binary of libjpeg-turbo does not load.');
  decode = loaded;
});

/** Soft waves in different directions, like a photo neither flat nor noisy. */
const waves = (widthPx: number, heightPx: number) =>
  fromRaw(
    paint(widthPx, heightPx, (x, y, c) =>
      Math.round(128 + 70 * Math.sin(x / (4 + c) + y / 9) + 40 * Math.cos(y / (5 + c))),
    ),
    widthPx,
    heightPx,
  );

const bySharp = async (file: Uint8Array, sizePx: number): Promise<Uint8Array> => {
  const outcome = await decodeSquare(file, sizePx, limits);
  if (!outcome.ok) throw new Error(inEnglish(outcome.message));
  return outcome.pixels;
};

const segment = (code: number, content: Buffer): Buffer => {
  const head = Buffer.from([0xff, code, 0, 0]);
  head.writeUInt16BE(content.length + 2, 2);
  return Buffer.concat([head, content]);
};
/** A file with something between its first marker and the rest. */
const withSegment = (file: Buffer, inserted: Buffer): Buffer =>
  Buffer.concat([file.subarray(0, 2), inserted, file.subarray(2)]);

describe('decoding a plain JPEG', () => {
  it.each([
    ['4:2:0', { chromaSubsampling: '4:2:0' }, false],
    ['4:4:4', { chromaSubsampling: '4:4:4' }, false],
    ['progressive', { progressive: true }, false],
    ['high quality', { quality: 93, chromaSubsampling: '4:4:4' }, false],
    ['grey', {}, true],
  ] as const)('gives the pixels of sharp for %s', async (_, options, isGrey) => {
    for (const [width, height] of [
      [61, 40],
      [40, 61],
      [48, 48],
    ] as const) {
      const image = waves(width, height);
      const file = await (isGrey ? image.grayscale() : image)
        .jpeg({ quality: 90, ...options })
        .toBuffer();
      for (const sizePx of [20, 40, 48, 90]) {
        const pixels = decode(file, sizePx) ?? new Uint8Array();
        expect(meanDifference(pixels, await bySharp(file, sizePx))).toBeLessThan(2);
      }
    }
  });

  it('turns all orientations upright as sharp does', async () => {
    for (let orientation = 1; orientation <= 8; orientation++) {
      const file = await waves(61, 40)
        .withMetadata({ orientation })
        .withExifMerge({ IFD0: { Artist: 'none' } })
        .jpeg({ quality: 90 })
        .toBuffer();
      // `withMetadata` adds a profile of its own, which is none of this decoder's business.
      const plain = await sharp(file).keepExif().jpeg({ quality: 90 }).toBuffer();
      expect((await sharp(plain).metadata()).orientation).toBe(orientation);
      for (const sizePx of [20, 40, 70]) {
        const pixels = decode(plain, sizePx) ?? new Uint8Array();
        expect(
          meanDifference(pixels, await bySharp(plain, sizePx)),
          String(orientation),
        ).toBeLessThan(2);
      }
    }
  });

  it('is what `decodeSquare` does with such a file, and enlarging is native for all others', async () => {
    const native = await openNativePixels(addonPath);
    const file = await sceneJpeg(60, 40);
    const outcome = await decodeSquare(file, 50, limits, native);
    const expected = native === null ? await bySharp(file, 50) : decode(file, 50);
    expect(outcome).toMatchObject({ ok: true, pixels: expected, widthPx: 60, heightPx: 40 });
    const png = await scenePng(30, 20);
    const enlarged = await decodeSquare(png, 50, limits, native);
    if (!enlarged.ok) throw new Error(inEnglish(enlarged.message));
    expect(meanDifference(enlarged.pixels, await bySharp(png, 50))).toBeLessThan(1);
  });
});

describe('files left to sharp', () => {
  it('are those of another kind or with colours of their own', async () => {
    const file = await waves(40, 40).jpeg().toBuffer();
    const adobe = (transform: number) =>
      segment(0xee, Buffer.from([...Buffer.from('Adobe'), 0, 100, 0, 0, 0, 0, transform]));
    expect(decode(file, 20)).not.toBeNull();
    expect(decode(withSegment(file, adobe(1)), 20)).not.toBeNull();
    expect(decode(withSegment(file, segment(0xfe, Buffer.from('comment'))), 20)).not.toBeNull();
    for (const other of [
      await scenePng(40, 40),
      await waves(40, 40).toColourspace('cmyk').jpeg().toBuffer(),
      await waves(40, 40).withIccProfile('p3').jpeg().toBuffer(),
      await waves(40, 40).jpeg({ quality: 96 }).toBuffer(),
      withSegment(file, adobe(0)),
      withSegment(file, adobe(2)),
      // Markers without a length, after which decoders might part ways.
      withSegment(file, segment(0xd0, Buffer.alloc(8))),
      withSegment(file, segment(0x01, Buffer.alloc(8))),
      withSegment(file, Buffer.from([0])),
    ]) {
      expect(decode(other, 20)).toBeNull();
    }
  });

  it('are large ones, and those that ask for very many passes', async () => {
    expect(decode(await waves(1001, 1000).jpeg().toBuffer(), 300)).toBeNull();
    expect(decode(await waves(300, 300).jpeg().toBuffer(), 37)).toBeNull();
    const file = await waves(24, 24).jpeg({ progressive: true }).toBuffer();
    const lastScan = file.lastIndexOf(Buffer.from([0xff, 0xda]));
    const scan = file.subarray(lastScan, file.length - 2);
    const bomb = Buffer.concat([file.subarray(0, -2), ...new Array<Buffer>(80).fill(scan)]);
    expect(decode(file, 24)).not.toBeNull();
    expect(decode(Buffer.concat([bomb, file.subarray(-2)]), 24)).toBeNull();
  });

  it.each([false, true])(
    'are truncated ones, wherever they end (progressive: %s)',
    async (progressive) => {
      const file = await waves(32, 24).jpeg({ progressive }).toBuffer();
      for (let end = 0; end < file.length; end++) {
        expect(decode(file.subarray(0, end), 24), String(end)).toBeNull();
      }
    },
  );

  it('are damaged ones that sharp refuses', async () => {
    const file = await waves(40, 32).jpeg().toBuffer();
    const change = fc.tuple(fc.nat(file.length - 1), fc.nat(255));
    let decoded = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 4 }), async (changes) => {
        const damaged = Buffer.from(file);
        for (const [at, value] of changes) damaged[at] = value;
        if (decode(damaged, 32) === null) return;
        decoded += 1;
        expect(await decodeSquare(damaged, 32, limits)).toMatchObject({ ok: true });
      }),
      { seed: 71, numRuns: 300 },
    );
    expect(decoded).toBeGreaterThan(20);
  });

  it('are those of which the library tells another size than the header', async () => {
    const file = await waves(40, 40).jpeg().toBuffer();
    const decoder = createPlainJpegDecoder(() => ({ width: 41, height: 40 }), fitSquare);
    expect(decoder(file, 40)).toBeNull();
  });
});
