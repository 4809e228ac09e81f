/** Commands about runs that have ended. */
import { describe, expect, it } from 'vitest';

import { runCli } from '../../../src/cli/program.js';
import { comparison } from './comparisonFixture.js';
import { createFakeCli, type FakeCli } from './fakeContext.js';

const run = (line: string, cli: FakeCli): Promise<number> => runCli(line.split(' '), cli.context);

describe('compare', () => {
  it('passes the runs on, also one that is not there, and prints tables', async () => {
    const cli = createFakeCli({ compareRuns: () => comparison });
    expect(await run('compare a b /c/gone --sort accuracy', cli)).toBe(0);
    expect(cli.calls).toEqual([
      { name: 'compareRuns', params: { runFolders: ['/at/a', '/at/b', '/c/gone'] } },
    ]);
    expect(cli.out.join('\n')).toContain('Compared 3 runs');
  });

  it('ends with an object in which curves are lists and sentences are texts', async () => {
    const cli = createFakeCli({ compareRuns: () => comparison });
    expect(await run('compare a b --json', cli)).toBe(0);
    const value: unknown = JSON.parse(cli.out.at(-1) ?? '');
    expect(value).toMatchObject({
      kind: 'comparison',
      runs: [{ curve: { step: [1, 2], accuracy: [0.25, 0.5] } }, {}, {}],
      notes: ['Take care of this.'],
      unreadable: [{ runFolder: '/runs/d', message: 'It is gone.' }],
    });
  });

  it.each([
    ['compare', "missing required argument 'runs'"],
    ['compare a b --sort colour', 'accuracy, loss, steps'],
  ])('%s is a wrong call', async (line, words) => {
    const cli = createFakeCli();
    expect(await run(line, cli)).toBe(2);
    expect(cli.errors.join('\n')).toContain(words);
    expect(cli.calls).toEqual([]);
  });
});
