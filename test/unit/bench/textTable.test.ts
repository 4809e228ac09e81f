import { describe, expect, it } from 'vitest';

import { percentText, tableLines, type Column } from '../../bench/textTable.js';

interface Row {
  readonly name: string;
  readonly ms: number;
}

const columns: readonly Column<Row>[] = [
  { title: 'name', align: 'left', text: ({ name }) => name },
  { title: 'ms', align: 'right', text: ({ ms }) => ms.toFixed(1) },
  { title: 'note', align: 'left', text: ({ ms }) => (ms > 100 ? 'slow' : '') },
];

describe('a table', () => {
  it('aligns columns at the width of their longest text, and ends no line in blanks', () => {
    const rows = [
      { name: 'convolution', ms: 1234.56 },
      { name: 'cast', ms: 0.04 },
    ];
    expect(tableLines(columns, rows)).toEqual([
      'name             ms  note',
      '-----------  ------  ----',
      'convolution  1234.6  slow',
      'cast            0.0',
    ]);
  });

  it('of no rows is its titles', () => {
    expect(tableLines(columns, [])).toEqual(['name  ms  note', '----  --  ----']);
  });
});

describe('a share', () => {
  it.each([
    [0.8567, '85.7 %'],
    [1, '100.0 %'],
    [null, '-'],
  ])('%j reads %j', (share, text) => {
    expect(percentText(share)).toBe(text);
  });
});
