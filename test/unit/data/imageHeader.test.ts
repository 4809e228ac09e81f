import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { imageFormats } from '../../../src/engine/data/imageFormat.js';
import { readUprightSize } from '../../../src/engine/data/imageHeader.js';
import { sceneJpeg, scenePng } from './makeImages.js';
import sharp from 'sharp';

describe('readUprightSize', () => {
  it.each(['jpeg', 'png'] as const)(
    'reads the size of a %s in each orientation',
    async (format) => {
      const plain = await (format === 'jpeg' ? sceneJpeg(40, 24) : scenePng(40, 24));
      for (let orientation = 1; orientation <= 8; orientation++) {
        const file = await sharp(plain).withMetadata({ orientation }).toFormat(format).toBuffer();
        const { autoOrient } = await sharp(file).metadata();
        expect(readUprightSize(file, format)).toEqual({
          widthPx: autoOrient.width,
          heightPx: autoOrient.height,
        });
        expect(autoOrient.width).toBe(orientation >= 5 ? 24 : 40);
      }
    },
  );

  it('reads a progressive JPEG', async () => {
    const file = await sharp(await sceneJpeg(33, 17))
      .jpeg({ progressive: true })
      .toBuffer();
    expect(readUprightSize(file, 'jpeg')).toEqual({ widthPx: 33, heightPx: 17 });
  });

  it('answers null for a header that is cut off, and never throws', async () => {
    const jpeg = await sceneJpeg(16, 16);
    for (let end = 0; end < 150; end++) {
      const size = readUprightSize(jpeg.subarray(0, end), 'jpeg');
      expect([null, 16]).toContain(size === null ? null : size.widthPx);
    }
    const format = fc.constantFrom(...imageFormats);
    const damage = fc.array(fc.tuple(fc.nat(400), fc.nat(255)), { minLength: 1, maxLength: 8 });
    const png = await sharp(await scenePng(16, 16))
      .withMetadata({ orientation: 6 })
      .png()
      .toBuffer();
    fc.assert(
      fc.property(fc.constantFrom(jpeg, png), format, damage, (file, claimed, changes) => {
        const broken = Buffer.from(file);
        for (const [at, value] of changes) if (at < broken.length) broken[at] = value;
        readUprightSize(broken, claimed);
      }),
      { seed: 31, numRuns: 500 },
    );
  });
});
