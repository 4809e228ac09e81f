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

describe('report', () => {
  const file = '/at/report.html';
  const written = { kind: 'report', file, bytes: 50_100, problems: [] };

  it('is written in English where nothing else is said', async () => {
    const cli = createFakeCli({ writeReport: () => written }, { paths: { '/at/run': 'folder' } });
    expect(await run('report run', cli)).toBe(0);
    expect(cli.calls).toEqual([
      {
        name: 'writeReport',
        params: {
          runFolder: '/at/run',
          outFile: file,
          overwrite: false,
          language: 'en',
          translations: {},
        },
      },
    ]);
    expect(cli.out.join('\n')).toContain('Wrote /at/report.html (50.1 kB)');
  });

  it('goes where it should, over whatever is there when forced, and tells what is missing', async () => {
    const problems = [{ text: 'There are no {0}.', values: ['samples'] }];
    const cli = createFakeCli(
      { writeReport: () => ({ ...written, problems }) },
      { paths: { '/at/run': 'folder' } },
    );
    expect(await run('report run --out /b/c.html --force', cli)).toBe(0);
    expect(cli.calls[0]?.params).toMatchObject({ outFile: '/b/c.html', overwrite: true });
    expect(cli.out.join('\n')).toContain('Warning: There are no samples.');
  });

  it('needs a run folder that is there', async () => {
    const cli = createFakeCli();
    expect(await run('report gone', cli)).toBe(2);
    expect(cli.errors.join()).toContain('does not exist');
  });
});
