import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import {
  hammingDistance,
  hammingMatrix,
  summarizeDistances,
} from '../../../src/engine/pretext/jigsaw/hamming.js';
import {
  distanceColours,
  paintPixels,
  parseColour,
} from '../../../webview/lab/permutations/colourScale.js';
import {
  compareAll,
  comparePositions,
  countDiffering,
  mostCompared,
} from '../../../webview/lab/permutations/distances.js';
import { pairAt, pairByKey } from '../../../webview/lab/permutations/heatMapPlace.js';
import { scrollToRow, visibleRows } from '../../../webview/lab/permutations/visibleRows.js';

const anyPermutation = (tiles: number) =>
  fc.shuffledSubarray(
    Array.from({ length: tiles }, (_, i) => i),
    { minLength: tiles },
  );
const anySet = fc
  .constantFrom(4, 9, 16)
  .chain((tiles) => fc.array(anyPermutation(tiles), { minLength: 2, maxLength: 30 }));

describe('the table of distances', () => {
  it('agrees with comparing pair by pair', () => {
    fc.assert(
      fc.property(anySet, (set) => {
        const table = compareAll(set);
        expect(table.distances).toEqual(hammingMatrix(set));
        const { min, mean } = summarizeDistances(set);
        expect(table.min).toBe(min);
        expect(table.mean).toBeCloseTo(mean);
        expect(table.pairs.reduce((a, b) => a + b)).toBe((set.length * (set.length - 1)) / 2);
        expect(table.pairs[table.max]).toBeGreaterThan(0);
      }),
    );
  });

  it('has no distances for fewer than two members', () => {
    expect(compareAll([])).toMatchObject({ members: 0, min: 0, mean: 0, max: 0 });
    expect(compareAll([[1, 0]])).toMatchObject({ members: 1, min: 0, mean: 0, max: 0 });
  });

  it('compares the first members of a very large set', () => {
    const set = Array.from({ length: mostCompared + 5 }, () => [0, 1, 2, 3]);
    const { members, distances } = compareAll(set);
    expect(members).toBe(mostCompared);
    expect(distances).toHaveLength(mostCompared ** 2);
  });
});

describe('two permutations', () => {
  it('differ position by position as often as their distance says', () => {
    fc.assert(
      fc.property(anyPermutation(9), anyPermutation(9), (a, b) => {
        const positions = comparePositions(a, b);
        expect(countDiffering(positions)).toBe(hammingDistance(a, b));
        expect(positions.map(({ first }) => first)).toEqual(a);
        expect(positions.map(({ second }) => second)).toEqual(b);
      }),
    );
  });
});

describe('the colours of distances', () => {
  const palette = {
    background: [0, 0, 0],
    accent: [100, 200, 50],
    foreground: [255, 255, 255],
  } as const;

  it('grow fainter with the distance', () => {
    const colours = distanceColours(9, { min: 6, max: 9 }, palette);
    expect(colours).toHaveLength(10);
    expect(colours[0]).toEqual([255, 255, 255]);
    expect(colours[6]).toEqual([100, 200, 50]);
    expect(colours[9]).toEqual([10, 20, 5]);
    expect(colours[8]![0]).toBeLessThan(colours[7]![0]);
  });

  it('are one colour where there is one distance', () => {
    expect(distanceColours(9, { min: 9, max: 9 }, palette)[9]).toEqual([55, 110, 28]);
  });

  it('become pixels', () => {
    const pixels = paintPixels(new Uint8Array([0, 1, 1, 0]), [
      [1, 2, 3],
      [4, 5, 6],
    ]);
    expect([...pixels]).toEqual([1, 2, 3, 255, 4, 5, 6, 255, 4, 5, 6, 255, 1, 2, 3, 255]);
  });

  it.each([
    ['#1f1f1f', [31, 31, 31]],
    ['#fff', [255, 255, 255]],
    ['#3794ffcc', [55, 148, 255]],
    ['rgb(1, 2, 3)', [1, 2, 3]],
    ['rgba(1 2 3 / 0.5)', [1, 2, 3]],
    ['blue', null],
    ['', null],
  ])('are read from %j', (text, colour) => {
    expect(parseColour(text)).toEqual(colour);
  });
});

describe('a place in the heat map', () => {
  it('is a row and a column', () => {
    expect(pairAt(0.99, 0, 10)).toEqual({ first: 0, second: 9 });
    expect(pairAt(1, 0, 10)).toBeNull();
    expect(pairAt(-0.01, 0.5, 10)).toBeNull();
  });

  it('moves by the keyboard and stays inside', () => {
    const from = { first: 5, second: 0 };
    expect(pairByKey(from, 'ArrowDown', false, 10)).toEqual({ first: 6, second: 0 });
    expect(pairByKey(from, 'ArrowUp', true, 10)).toEqual({ first: 0, second: 0 });
    expect(pairByKey(from, 'ArrowLeft', false, 10)).toEqual(from);
    expect(pairByKey(from, 'ArrowRight', true, 10)).toEqual({ first: 5, second: 9 });
    expect(pairByKey(from, 'End', false, 10)).toEqual({ first: 5, second: 9 });
    expect(pairByKey(from, 'PageDown', false, 10)).toEqual({ first: 9, second: 0 });
    expect(pairByKey(from, 'Tab', false, 10)).toBeNull();
  });
});

describe('a long list', () => {
  it('draws the rows in sight and a few around them', () => {
    expect(visibleRows(0, 280, 28, 1000)).toEqual({ first: 0, end: 16 });
    expect(visibleRows(2800, 280, 28, 1000)).toEqual({ first: 94, end: 116 });
    expect(visibleRows(27_720, 280, 28, 1000)).toEqual({ first: 984, end: 1000 });
    expect(visibleRows(0, 280, 28, 3)).toEqual({ first: 0, end: 3 });
  });

  it('scrolls no further than needed to show a row', () => {
    expect(scrollToRow(5, 0, 280, 28)).toBe(0);
    expect(scrollToRow(10, 0, 280, 28)).toBe(28);
    expect(scrollToRow(2, 280, 280, 28)).toBe(56);
  });
});
