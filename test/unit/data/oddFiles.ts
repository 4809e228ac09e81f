/** Writes a folder of odd and broken images, for the tests that must survive every one of them. */
import fs from 'node:fs';
import path from 'node:path';
import { deflateSync } from 'node:zlib';

import sharp from 'sharp';

import { createRandom } from '../../../src/engine/random.js';
import { fromRaw, paint, sceneJpeg, scenePng } from './makeImages.js';

/** CRC-32 as PNG defines it. */
const crc32 = (bytes: Uint8Array): number => {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
};

const pngChunk = (type: string, content: Buffer): Buffer => {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), content]);
  const chunk = Buffer.alloc(body.length + 8);
  chunk.writeUInt32BE(content.length, 0);
  body.copy(chunk, 4);
  chunk.writeUInt32BE(crc32(body), body.length + 4);
  return chunk;
};

/** A valid PNG of zeros: a thousand times smaller than its pixels. */
const pngBomb = (sidePx: number, claimedPx: number): Buffer => {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(claimedPx, 0);
  header.writeUInt32BE(claimedPx, 4);
  header.writeUInt8(8, 8);
  header.writeUInt8(2, 9);
  const rows = deflateSync(Buffer.alloc((sidePx * 3 + 1) * sidePx));
  const signature = Buffer.from('89504e470d0a1a0a', 'hex');
  return Buffer.concat([
    signature,
    pngChunk('IHDR', header),
    pngChunk('IDAT', rows),
    pngChunk('IEND', Buffer.alloc(0)),
  ]);
};

/** What a file must turn into: pixels, a failure, or either (damage may go unnoticed). */
export type Expected = 'readable' | 'refused' | 'either';

/**
 * @param folder an existing empty folder
 * @returns what is expected of each file, by name
 */
export const writeOddFiles = async (folder: string): Promise<Map<string, Expected>> => {
  const expected = new Map<string, Expected>();
  const write = (name: string, content: Uint8Array | string, what: Expected): void => {
    fs.writeFileSync(path.join(folder, name), content);
    expected.set(name, what);
  };
  const jpeg = await sceneJpeg(64, 48);
  const png = await scenePng(64, 48);
  const rgb = sharp(png);

  write('plain.jpg', jpeg, 'readable');
  write('jpeg named.png', jpeg, 'readable');
  write('no extension', png, 'readable');
  write('progressive.jpg', await rgb.clone().jpeg({ progressive: true }).toBuffer(), 'readable');
  write('cmyk.jpg', await rgb.clone().toColourspace('cmyk').jpeg().toBuffer(), 'readable');
  write('16 bit.png', await rgb.clone().toColourspace('rgb16').png().toBuffer(), 'readable');
  write('palette.png', await rgb.clone().png({ palette: true }).toBuffer(), 'readable');
  write('grey.webp', await rgb.clone().grayscale().webp().toBuffer(), 'readable');
  write('alpha.png', await rgb.clone().ensureAlpha(0.3).png().toBuffer(), 'readable');
  write('one pixel.png', await scenePng(1, 1), 'readable');
  write('one pixel.gif', await rgb.clone().resize(1, 1).gif().toBuffer(), 'readable');
  write(
    'wide.png',
    await fromRaw(
      paint(9000, 1, (x) => x % 256),
      9000,
      1,
    )
      .png()
      .toBuffer(),
    'readable',
  );
  write(
    'tall.jpg',
    await fromRaw(
      paint(2, 9000, (_, y) => y % 256),
      2,
      9000,
    )
      .jpeg()
      .toBuffer(),
    'readable',
  );
  for (let orientation = 1; orientation <= 8; orientation++) {
    const file = await sharp(jpeg).withMetadata({ orientation }).jpeg().toBuffer();
    write(`exif ${orientation}.jpg`, file, 'readable');
  }

  write('zero bytes.jpg', '', 'refused');
  write('text.jpg', 'This is a text.', 'refused');
  write('svg.png', '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>', 'refused');
  write('old.bmp', Buffer.from('424d36000000000000003600000028000000', 'hex'), 'refused');
  write('only magic.jpg', jpeg.subarray(0, 4), 'refused');
  write('only magic.png', png.subarray(0, 8), 'refused');
  write('truncated.jpg', jpeg.subarray(0, jpeg.length / 2), 'refused');
  write('truncated.png', png.subarray(0, png.length / 2), 'refused');
  write('huge claim.png', pngBomb(4, 60_000), 'refused');
  write('bomb.png', pngBomb(4000, 4000), 'refused');
  write('nothing in it.png', pngBomb(0, 0), 'refused');

  const random = createRandom(71).split('oddFiles');
  const formats = ['jpeg', 'png', 'webp', 'gif', 'tiff', 'avif'] as const;
  for (const format of formats) {
    const file = await rgb.clone().toFormat(format).toBuffer();
    for (let n = 0; n < 8; n++) {
      const damaged = Buffer.from(file);
      for (let k = 0; k <= n; k++) damaged[random.below(damaged.length)] = random.below(256);
      write(`damaged ${n}.${format}`, damaged, 'either');
    }
  }
  return expected;
};
