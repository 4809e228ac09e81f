import { describe, expect, it } from 'vitest';

import { comparisonText } from '../../../src/cli/comparisonText.js';
import { comparison } from './comparisonFixture.js';

const rows = (sort: Parameters<typeof comparisonText>[1] = null): string[][] =>
  comparisonText(comparison, sort)
    .split('\n')
    .map((line) => line.trim().split(/ {2,}/));

/** First cells of the rows after the line that begins so. */
const orderBelow = (table: string[][], header: string, count: number): string[] => {
  const start = table.findIndex((cells) => cells.slice(0, 2).join(' ') === header);
  return table.slice(start + 1, start + 1 + count).map(([cell = '']) => cell);
};

describe('a comparison as text', () => {
  it('has a row per run, with a dash where there is no figure', () => {
    const table = rows();
    expect(table).toContainEqual(
      '1|jigsaw|jigsaw-small|completed|2|30|1.500|50.0 %|50.0 %|2|10.0 %|12.3 k|1 min 01 s|20.0|1.13 M'.split(
        '|',
      ),
    );
    expect(table).toContainEqual(
      '2|jigsaw|jigsaw-small|completed|2|10|-|-|-|-|-|12.3 k|-|-|1.13 M'.split('|'),
    );
    expect(table).toContainEqual('1|block3|2|60.0|58.0-62.0|30.0|40.0|38.0-42.0|20.0'.split('|'));
    expect(table).toContainEqual(['optimizer.clipNorm', '-', '5', '5']);
    const text = comparisonText(comparison, null);
    expect(text).toContain('tested on /test (labels of /labels.csv)');
    expect(text).toContain('Note: Take care of this.\nLeft out d: It is gone.');
  });

  it.each([
    [null, ['1', '2', '3'], ['1', '3']],
    ['accuracy', ['3', '1', '2'], ['3', '1']],
    ['steps', ['1', '3', '2'], ['1', '3']],
    ['linear', ['1', '3', '2'], ['1', '3']],
    ['loss', ['1', '3', '2'], ['1', '3']],
  ] as const)('is sorted by %s, those without a figure last', (sort, order, measuredOrder) => {
    const table = rows(sort);
    expect(orderBelow(table, 'run task', 3)).toEqual(order);
    expect(orderBelow(table, 'run block', 2)).toEqual(measuredOrder);
    expect(table).toContainEqual(['setting', ...order]);
  });

  it('says so where nothing was configured differently', () => {
    const text = comparisonText({ ...comparison, differences: [], measurements: [] }, null);
    expect(text).toContain('Configured alike');
  });
});
