import { describe, expect, it } from 'vitest';

import {
  formatCount,
  formatDuration,
  formatLarge,
  formatLoss,
  formatPairs,
  formatPercent,
  formatRate,
  formatTable,
} from '../../../src/cli/format.js';

describe('numbers as text', () => {
  it('group thousands', () => {
    expect([0, 999, 1000, 1_234_567].map(formatCount)).toEqual(['0', '999', '1,000', '1,234,567']);
  });

  it('show time with the unit that matters', () => {
    const shown = [0, 1234, 9949, 9950, 59_499, 59_500, 125_000, 3_599_499, 3_599_500, 93_780_000];
    expect(shown.map(formatDuration)).toEqual([
      '0.0 s',
      '1.2 s',
      '9.9 s',
      '10 s',
      '59 s',
      '1 min 00 s',
      '2 min 05 s',
      '59 min 59 s',
      '1 h 00 min',
      '26 h 03 min',
    ]);
  });

  it('shorten what is large', () => {
    expect([0, 999, 1000, 287_456, 999_600, 45_000_000, 4e9].map(formatLarge)).toEqual([
      '0',
      '999',
      '1.00 k',
      '287 k',
      '1.00 M',
      '45.0 M',
      '4.00 G',
    ]);
  });

  it('show shares, losses and rates', () => {
    expect(formatPercent(1 / 64)).toBe('1.6 %');
    expect([4.15888, 0.00012346, Number.NaN].map(formatLoss)).toEqual([
      '4.159',
      '0.0001235',
      'NaN',
    ]);
    expect([3.25, 99.94, 1021.4].map(formatRate)).toEqual(['3.3', '99.9', '1,021']);
  });
});

describe('columns', () => {
  it('align labels', () => {
    expect(
      formatPairs([
        ['a', '1'],
        ['long', '2'],
      ]),
    ).toBe('  a     1\n  long  2');
  });

  it('align numbers to the right and words to the left', () => {
    const table = formatTable(
      ['name', 'images', 'created'],
      [
        ['cat', '1,200', '2024-05-01 10:00'],
        ['elephant', '7', '2024-05-02 09:00'],
      ],
    );
    expect(table).toBe(
      [
        '  name      images  created',
        '  cat        1,200  2024-05-01 10:00',
        '  elephant       7  2024-05-02 09:00',
      ].join('\n'),
    );
  });

  it('stand without rows', () => {
    expect(formatTable(['a', 'b'], [])).toBe('  a  b');
  });
});
