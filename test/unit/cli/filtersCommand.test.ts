import { expect, it } from 'vitest';

import { runCli } from '../../../src/cli/program.js';
import type { Filters } from '../../../src/protocol/filters.js';
import { createFakeCli } from './fakeContext.js';

const picture = Uint8Array.of(1, 2, 3);
const filters: Filters = {
  kind: 'filters',
  layer: 'block1.conv',
  sizePx: 3,
  pictureSidePx: 63,
  step: 40,
  filters: [
    { trained: { picture, largest: 0.5 }, start: { picture, largest: 0.25 }, similarity: 0.5 },
    { trained: { picture, largest: 0.75 }, start: { picture, largest: 0.5 }, similarity: 0 },
  ],
  file: '/at/filters.png',
};

it('filters says what they are and where they are drawn, to programs without pictures', async () => {
  const cli = createFakeCli({ readFilters: () => filters }, { paths: { '/at/run': 'folder' } });
  expect(await runCli(['filters', 'run'], cli.context)).toBe(0);
  const params = { runFolder: '/at/run', sidePx: 64, outFile: '/at/filters.png' };
  expect(cli.calls).toEqual([{ name: 'readFilters', params }]);
  expect(cli.out.join('\n')).toBe(
    [
      '2 filters of block1.conv, 3x3 px',
      '',
      '  largest weight, mean         0.625',
      '  at the start                 0.375',
      '  cosine with the start, mean  0.250',
      '',
      'Wrote /at/filters.png',
    ].join('\n'),
  );
  await runCli(['filters', 'run', '--json'], cli.context);
  expect(JSON.parse(cli.out.at(-1) ?? '')).toMatchObject({
    kind: 'filters',
    filters: [{ largest: 0.5, largestAtStart: 0.25, similarity: 0.5 }, { similarity: 0 }],
  });
  expect(cli.out.at(-1)).not.toContain('picture":');
  expect(await runCli(['filters', 'gone'], cli.context)).toBe(2);
  expect(cli.errors.join('\n')).toContain('does not exist');
});
