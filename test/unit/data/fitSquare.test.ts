import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { enlargeSquare } from '../../../src/engine/data/enlargeSquare.js';
import { loadFitSquare } from '../../../src/engine/data/fitSquare.js';
import { meanDifference } from './makeImages.js';
import { addonPath } from './pixelAddon.js';
import { slowFitSquare } from './slowFitSquare.js';

/** Where set-up compiled nothing, there is nothing but the definition. */
const fitSquare = loadFitSquare(addonPath) ?? slowFitSquare;

const side = fc.integer({ min: 1, max: 24 });
const bytes = fc.infiniteStream(fc.nat(255));
const worstDifference = (a: Uint8Array, b: Uint8Array): number =>
  Math.max(...a.map((value, i) => Math.abs(value - (b[i] ?? 0))));

describe('fitSquare', () => {
  it('agrees with the definition to within one grey level', () => {
    const orientation = fc.integer({ min: 1, max: 8 });
    fc.assert(
      fc.property(side, side, orientation, side, bytes, (width, height, turn, sizePx, values) => {
        const pixels = Uint8Array.from(values.take(width * height * 3));
        const [fast, slow] = [fitSquare, slowFitSquare].map((fit) => {
          const out = new Uint8Array(sizePx * sizePx * 3);
          fit(pixels, width, height, turn, sizePx, out);
          return out;
        });
        expect(fast?.length).toBe(sizePx * sizePx * 3);
        expect(
          worstDifference(fast ?? new Uint8Array(), slow ?? new Uint8Array()),
        ).toBeLessThanOrEqual(1);
      }),
      { seed: 23, numRuns: 200 },
    );
  });

  it('enlarges as plain JavaScript does', () => {
    fc.assert(
      fc.property(side, fc.integer({ min: 0, max: 30 }), bytes, (from, more, values) => {
        const pixels = Uint8Array.from(values.take(from * from * 3));
        const enlarged = new Uint8Array((from + more) ** 2 * 3);
        fitSquare(pixels, from, from, 1, from + more, enlarged);
        const expected = enlargeSquare(pixels, from, from + more);
        // Its weights are fractions of 256.
        expect(worstDifference(enlarged, expected)).toBeLessThanOrEqual(2);
        expect(meanDifference(enlarged, expected)).toBeLessThan(1);
      }),
      { seed: 29 },
    );
  });

  it('keeps every byte of a square that has the wanted size', () => {
    const pixels = Uint8Array.from({ length: 16 * 16 * 3 }, (_, i) => i % 256);
    const out = new Uint8Array(pixels.length);
    fitSquare(pixels, 16, 16, 1, 16, out);
    expect(out).toEqual(pixels);
  });
});

describe('loadFitSquare', () => {
  it('answers null when there is no addon', () => {
    expect(loadFitSquare('/nowhere/pretextPixels.node')).toBeNull();
  });

  it('gives a function that refuses sizes which do not fit', () => {
    const fit = loadFitSquare(addonPath);
    const wrong: [Uint8Array, number, number, number, number, Uint8Array][] = [
      [new Uint8Array(11), 2, 2, 1, 2, new Uint8Array(12)],
      [new Uint8Array(12), 2, 2, 1, 2, new Uint8Array(11)],
      [new Uint8Array(12), 2, 2, 1, 2, new Uint8Array(13)],
      [new Uint8Array(12), 0, 2, 1, 2, new Uint8Array(12)],
      [new Uint8Array(12), -2, -2, 1, 2, new Uint8Array(12)],
      [new Uint8Array(12), 2 ** 31, 2 ** 31, 1, 2, new Uint8Array(12)],
      [new Uint8Array(12), 2, 2, 0, 2, new Uint8Array(12)],
      [new Uint8Array(12), 2, 2, 9, 2, new Uint8Array(12)],
      [new Uint8Array(12), Number.NaN, 2, 1, 2, new Uint8Array(12)],
      [new Uint8Array(new ArrayBuffer(12), 4), 2, 2, 1, 2, new Uint8Array(12)],
    ];
    for (const given of wrong) {
      if (fit !== null) expect(() => fit(...given)).toThrow(TypeError);
    }
  });
});
