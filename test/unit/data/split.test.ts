import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { ImageIndexBuilder, type ImageIndex } from '../../../src/engine/data/imageIndex.js';
import {
  contentHashBytes,
  findFirstCopies,
  hashContent,
  splitImages,
} from '../../../src/engine/data/split.js';

const indexOf = (paths: readonly string[]): ImageIndex => {
  const builder = new ImageIndexBuilder();
  for (const path of paths) builder.add(path, 1, 1, 'jpeg');
  return builder.build();
};

const hashesOf = (contents: readonly string[]): Uint8Array => {
  const hashes = new Uint8Array(contents.length * contentHashBytes);
  contents.forEach((content, i) => {
    hashes.set(hashContent(new TextEncoder().encode(content)), i * contentHashBytes);
  });
  return hashes;
};

/** Splits files given as path -> content; answers with the paths held out. */
const heldOut = (files: ReadonlyMap<string, string>, seed: number, share: number): Set<string> => {
  const index = indexOf([...files.keys()]);
  const paths = Array.from({ length: index.length }, (_, i) => index.path(i));
  const split = splitImages(
    index,
    hashesOf(paths.map((path) => files.get(path) ?? '')),
    seed,
    share,
  );
  expect([...split.train, ...split.validation].sort((a, b) => a - b)).toEqual([...paths.keys()]);
  return new Set([...split.validation].map((i) => paths[i] ?? ''));
};

const files = fc.dictionary(
  fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 6 }),
  fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'),
  { maxKeys: 40 },
);

describe('splitImages', () => {
  it('holds out about the share asked for, another one for another seed', () => {
    const many = new Map(Array.from({ length: 4000 }, (_, i) => [`class/${i}.jpg`, String(i)]));
    const first = heldOut(many, 1, 0.1);
    expect(first.size).toBeGreaterThan(320);
    expect(first.size).toBeLessThan(480);
    expect(heldOut(many, 1, 0.1)).toEqual(first);
    const shared = [...heldOut(many, 2, 0.1)].filter((path) => first.has(path)).length;
    expect(shared).toBeLessThan(80);
    expect(heldOut(many, 1, 0).size).toBe(0);
  });

  it('keeps copies on one side and never moves a trained image to validation', () => {
    fc.assert(
      fc.property(files, files, fc.nat(1000), (before, added, seed) => {
        const old = new Map(Object.entries(before));
        const all = new Map([...Object.entries(added), ...old]);
        const oldHeldOut = heldOut(old, seed, 0.4);
        const newHeldOut = heldOut(all, seed, 0.4);
        for (const path of old.keys()) {
          if (!oldHeldOut.has(path)) expect(newHeldOut).not.toContain(path);
        }
        for (const content of new Set(all.values())) {
          const copies = [...all.keys()].filter((path) => all.get(path) === content);
          expect(new Set(copies.map((path) => newHeldOut.has(path))).size).toBe(1);
        }
      }),
      { seed: 51 },
    );
  });

  it('counts copies and refuses hashes that do not fit', () => {
    const index = indexOf(['a', 'b', 'c', 'd']);
    expect(splitImages(index, hashesOf(['x', 'y', 'x', 'x']), 0, 0.5).duplicates).toBe(2);
    expect(() => splitImages(index, hashesOf(['x']), 0, 0.5)).toThrow(RangeError);
  });
});

describe('findFirstCopies', () => {
  it('agrees with a search through all pairs, also when hashes begin alike', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(1), fc.nat(3)), { maxLength: 60 }), (keys) => {
        const hashes = new Uint8Array(keys.length * contentHashBytes);
        keys.forEach(([start, end], i) => {
          hashes[i * contentHashBytes] = start;
          hashes[i * contentHashBytes + 15] = end;
        });
        const expected = keys.map(([start, end]) =>
          keys.findIndex(([a, b]) => a === start && b === end),
        );
        expect([...findFirstCopies(hashes)]).toEqual(expected);
      }),
      { seed: 52 },
    );
  });
});
