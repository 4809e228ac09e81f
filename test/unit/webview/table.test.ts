import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { nextDirection, sortRows } from '../../../webview/parts/table/sortRows.js';
import { csvOf, markdownOf, type CellValue } from '../../../webview/parts/table/tableText.js';

/** A reader of RFC 4180 that knows nothing of how the text was written. */
const readCsv = (text: string): string[][] => {
  const records: string[][] = [];
  let record: string[] = [];
  let field = '';
  let isQuoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at] ?? '';
    if (isQuoted) {
      if (character !== '"') field += character;
      else if (text[at + 1] === '"') {
        field += '"';
        at += 1;
      } else isQuoted = false;
    } else if (character === '"') isQuoted = true;
    else if (character === ',') {
      record.push(field);
      field = '';
    } else if (character === '\r') {
      if (text[at + 1] !== '\n') throw new Error('A line ends in CR alone.');
      at += 1;
      records.push([...record, field]);
      record = [];
      field = '';
    } else field += character;
  }
  expect(field).toBe('');
  return records;
};

describe('a table as CSV', () => {
  it('has a header, all digits, and nothing where nothing was measured', () => {
    expect(
      csvOf({
        headers: ['Epoch', 'Loss', 'Note'],
        rows: [
          [1, 0.1 + 0.2, 'a, "b"\nc'],
          [2, null, ''],
          [3, -1.5e-9, 'x'],
        ],
      }),
    ).toBe('Epoch,Loss,Note\r\n1,0.30000000000000004,"a, ""b""\nc"\r\n2,,\r\n3,-1.5e-9,x\r\n');
  });

  it('holds no text that a spreadsheet would run, and leaves numbers alone', () => {
    const dangerous = ['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', ' =1'];
    expect(readCsv(csvOf({ headers: dangerous, rows: [dangerous, [-1]] }))).toEqual([
      dangerous.map((text) => `'${text}`),
      dangerous.map((text) => `'${text}`),
      ['-1'],
    ]);
    expect(csvOf({ headers: ['a'], rows: [['a=b'], ["'x"]] })).toBe("a\r\na=b\r\n'x\r\n");
  });

  it('is read back as it was', () => {
    const cell: fc.Arbitrary<CellValue> = fc.oneof(
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.string({ unit: 'binary', maxLength: 6 }),
      fc.constantFrom('"', ',', '\r\n', '\n"'),
    );
    fc.assert(
      fc.property(
        fc
          .integer({ min: 1, max: 4 })
          .chain((width) =>
            fc.array(fc.array(cell, { minLength: width, maxLength: width }), { maxLength: 5 }),
          ),
        (rows) => {
          const [, ...read] = readCsv(csvOf({ headers: ['h'], rows }));
          const isRead = (value: CellValue, text: string | undefined): boolean =>
            typeof value === 'number'
              ? text !== undefined && Number(text) === value
              : text === value || text === `'${String(value)}`;
          expect(read).toHaveLength(rows.length);
          expect(
            rows.every((row, at) => row.every((value, place) => isRead(value, read[at]?.[place]))),
          ).toBe(true);
        },
      ),
      { seed: 4180, numRuns: 50 },
    );
  });
});

describe('a table as Markdown', () => {
  it('is aligned, and keeps each row on its line', () => {
    expect(
      markdownOf(
        ['File', 'Loss'],
        [
          ['a|b\nc', '1.5'],
          [String.raw`x\|y`, '–'],
          ['<b>*', '`'],
        ],
        [false, true],
      ),
    ).toBe(
      [
        '| File | Loss |',
        '| --- | ---: |',
        String.raw`| a\|b<br>c | 1.5 |`,
        String.raw`| x\\\|y | – |`,
        '| \\<b\\>\\* | \\` |',
        '',
      ].join('\n'),
    );
  });
});

describe('sorting rows', () => {
  const byValue = { header: 'v', value: ({ v }: { v: CellValue }) => v };
  const sorted = (values: readonly CellValue[], direction: 'ascending' | 'descending') =>
    sortRows(
      values.map((v) => ({ v })),
      byValue,
      direction,
    ).map(({ v }) => v);

  it('compares numbers as numbers, text with numbers in it as a reader does', () => {
    expect(sorted([10, 9, -1], 'ascending')).toEqual([-1, 9, 10]);
    expect(sorted(['step-10', 'step-9', 'Step-1'], 'ascending')).toEqual([
      'Step-1',
      'step-9',
      'step-10',
    ]);
    expect(sorted([1, 3, 2], 'descending')).toEqual([3, 2, 1]);
  });

  it('puts what has no value last in either direction', () => {
    expect(sorted([null, 2, NaN, 1], 'ascending')).toEqual([1, 2, null, NaN]);
    expect(sorted([null, 2, NaN, 1], 'descending')).toEqual([2, 1, null, NaN]);
  });

  it('keeps the order of equal rows', () => {
    const rows = [
      { v: 1, name: 'a' },
      { v: 1, name: 'b' },
    ];
    for (const direction of ['ascending', 'descending'] as const) {
      expect(sortRows(rows, byValue, direction)).toEqual(rows);
    }
  });

  it('goes through both directions and back to none', () => {
    expect(
      ([null, 'descending', 'ascending'] as const).map((now) => nextDirection(true, now)),
    ).toEqual(['descending', 'ascending', null]);
    expect(nextDirection(false, null)).toBe('ascending');
    expect(nextDirection(false, 'ascending')).toBe('descending');
    expect(nextDirection(false, 'descending')).toBeNull();
  });
});
