import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { imageFormats, type ImageFormat } from '../../../src/engine/data/imageFormat.js';
import { ImageIndexBuilder, type ImageIndex } from '../../../src/engine/data/imageIndex.js';

interface Entry {
  path: string;
  bytes: number;
  modifiedMs: number;
  format: ImageFormat;
}

const build = (entries: readonly Entry[]): ImageIndex => {
  const builder = new ImageIndexBuilder();
  for (const { path, bytes, modifiedMs, format } of entries) {
    builder.add(path, bytes, modifiedMs, format);
  }
  return builder.build();
};

const list = (index: ImageIndex): Entry[] =>
  Array.from({ length: index.length }, (_, i) => ({
    path: index.path(i),
    bytes: index.bytes(i),
    modifiedMs: index.modifiedMs(i),
    format: index.format(i),
  }));

describe('ImageIndex', () => {
  it('keeps every entry, in the order of the paths in UTF-8', () => {
    const entry = fc.record({
      path: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 }),
      bytes: fc.nat(2 ** 40),
      modifiedMs: fc.double({ min: 0, max: 2e12, noNaN: true }),
      format: fc.constantFrom(...imageFormats),
    });
    const entries = fc.uniqueArray(entry, { selector: ({ path }) => path, maxLength: 200 });
    fc.assert(
      fc.property(entries, (some) => {
        const expected = some.toSorted((a, b) =>
          Buffer.compare(Buffer.from(a.path), Buffer.from(b.path)),
        );
        expect(list(build(some))).toEqual(expected);
      }),
      { seed: 21 },
    );
  });

  it('selects images', () => {
    const index = build(
      ['d', 'aa', 'a', 'c'].map((path, i) => ({
        path,
        bytes: i,
        modifiedMs: 10 * i,
        format: 'png',
      })),
    );
    expect(list(index.select(Int32Array.of(1, 3)))).toEqual([
      { path: 'aa', bytes: 1, modifiedMs: 10, format: 'png' },
      { path: 'd', bytes: 0, modifiedMs: 0, format: 'png' },
    ]);
  });

  it('refuses image numbers that it does not have', () => {
    const index = build([{ path: 'a', bytes: 1, modifiedMs: 1, format: 'gif' }]);
    expect(() => index.path(1)).toThrow(RangeError);
    expect(() => index.bytes(-1)).toThrow(RangeError);
    expect(() => index.select(Int32Array.of(0, 7))).toThrow(RangeError);
  });

  it('holds a million images in under 300 MB, measured on a quarter of them', () => {
    const builder = new ImageIndexBuilder();
    const before = process.memoryUsage();
    for (let i = 0; i < 250_000; i++) {
      builder.add(`class ${(i * 7919) % 1000}/a photo with a long name ${i}.jpg`, i, i, 'jpeg');
    }
    const index = builder.build();
    const after = process.memoryUsage();
    expect(index.length).toBe(250_000);
    const grown = after.arrayBuffers + after.heapUsed - before.arrayBuffers - before.heapUsed;
    expect(grown).toBeLessThan(300e6 / 4);
  });
});
