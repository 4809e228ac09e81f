import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import {
  imageExtension,
  nameUnsupportedFormat,
  sniffImageFormat,
} from '../../../src/engine/data/imageFormat.js';
import { fromRaw, scene } from './makeImages.js';

const text = (content: string): Uint8Array => new TextEncoder().encode(content);
const bytes = (hex: string): Uint8Array => new Uint8Array(Buffer.from(hex, 'hex'));

describe('sniffImageFormat', () => {
  it.each(['jpeg', 'png', 'webp', 'gif', 'tiff', 'avif'] as const)('knows %s', async (format) => {
    const file = await fromRaw(scene(8, 6), 8, 6).toFormat(format).toBuffer();
    expect(sniffImageFormat(file)).toBe(format);
    expect(nameUnsupportedFormat(file)).toBeNull();
  });

  it.each([
    '<svg xmlns="http://www.w3.org/2000/svg"/>',
    '\n <?xml version="1.0"?>\n<!-- made > by hand -->\n<svg width="4">',
    '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "x"><svg>',
    '\ufeff<svg:svg xmlns:svg="http://www.w3.org/2000/svg">',
  ])('knows the drawing %j', (drawing) => {
    expect(sniffImageFormat(text(drawing))).toBe('svg');
  });

  it('knows a drawing in UTF-16', () => {
    expect(sniffImageFormat(Buffer.from('\ufeff<svg width="4">', 'utf16le'))).toBe('svg');
  });

  it.each([
    '',
    'svg',
    '<html><body><svg></svg>',
    '{"svg": "<svg>"}',
    'BM is a text',
    'P5 is a name',
  ])('takes %j for no image', (content) => {
    expect(sniffImageFormat(text(content))).toBeNull();
    expect(nameUnsupportedFormat(text(content))).toBeNull();
  });

  it('never throws and never takes printable text for pixels', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme-ascii', maxLength: 60 }), (content) => {
        expect([null, 'svg', 'gif']).toContain(sniffImageFormat(text(content)));
      }),
      { seed: 11 },
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (content) => {
        sniffImageFormat(content);
        nameUnsupportedFormat(content);
      }),
      { seed: 12 },
    );
  });
});

describe('nameUnsupportedFormat', () => {
  it.each([
    ['BMP', '424d36000000000000003600000028000000'],
    ['ICO', '00000100010010100000010020006804'],
    ['PSD', '38425053000100000000'],
    ['PNM', '50360a23206d616465'],
    ['JPEG 2000', '0000000c6a5020200d0a870a'],
    ['JPEG XL', 'ff0a7f'],
    ['HEIC', '0000001c667479706865696300000000'],
  ])('knows %s', (name, head) => {
    expect(nameUnsupportedFormat(bytes(head))).toBe(name);
    expect(sniffImageFormat(bytes(head))).toBeNull();
  });
});

describe('imageExtension', () => {
  it('reads the last extension in any case', () => {
    expect(imageExtension('a/b.tar.JPG')).toBe('jpg');
    expect(imageExtension('notes.txt')).toBeNull();
    expect(imageExtension('folder.png/readme')).toBeNull();
  });
});
