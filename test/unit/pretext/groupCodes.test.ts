import { describe, expect, it } from 'vitest';

import {
  field8,
  field9,
  groupCodes,
  type Field,
} from '../../../src/engine/pretext/jigsaw/groupCodes.js';
import { hammingDistance } from '../../../src/engine/pretext/jigsaw/hamming.js';

describe.each([
  ['GF(9)', field9],
  ['GF(8)', field8],
])('%s', (_name, field: Field) => {
  const elements = Array.from({ length: field.order }, (_, i) => i);

  it('is a field', () => {
    for (const a of elements) {
      expect(field.add(a, 0)).toBe(a);
      expect(field.multiply(a, 1)).toBe(a);
      expect(elements.some((b) => field.add(a, b) === 0)).toBe(true);
      if (a !== 0) expect(elements.filter((b) => field.multiply(a, b) === 1)).toHaveLength(1);
      for (const b of elements) {
        expect(elements).toContain(field.add(a, b));
        expect(elements).toContain(field.multiply(a, b));
        expect(field.multiply(a, b)).toBe(field.multiply(b, a));
        for (const c of elements) {
          expect(field.multiply(a, field.add(b, c))).toBe(
            field.add(field.multiply(a, b), field.multiply(a, c)),
          );
          expect(field.multiply(a, field.multiply(b, c))).toBe(
            field.multiply(field.multiply(a, b), c),
          );
        }
      }
    }
  });
});

describe.each(groupCodes)('$name', ({ size, minHamming, members }) => {
  const group = members();
  const keys = new Set(group.map((member) => member.join()));

  it('has its number of different permutations of nine points', () => {
    expect(keys.size).toBe(size);
    expect(group).toHaveLength(size);
    for (const member of group) {
      expect([...member].sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
    }
  });

  it('holds the product of any two of its members', () => {
    for (const a of group.filter((_, i) => i % 37 === 0)) {
      expect(group.every((b) => keys.has(b.map((point) => a[point]).join()))).toBe(true);
    }
  });

  it('has its minimum distance, over all pairs', () => {
    let smallest = 9;
    for (const [i, a] of group.entries()) {
      for (const b of group.slice(0, i)) smallest = Math.min(smallest, hammingDistance(a, b));
    }
    expect(smallest).toBe(minHamming);
  });
});
