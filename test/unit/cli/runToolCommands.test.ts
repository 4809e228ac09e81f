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

describe('audit', () => {
  const interval = { low: 0.5, high: 0.62 };
  const report = {
    kind: 'audit',
    runFolder: '/at/run',
    step: 1400,
    epoch: 40,
    folder: '/at/photos',
    heldOut: true,
    images: 237,
    puzzlesPerImage: 4,
    chance: 0.015625,
    unchanged: { accuracy: 0.564, ...interval },
    tests: [
      {
        name: 'touching',
        accuracy: { accuracy: 0.48, ...interval },
        difference: { mean: -0.084, low: -0.136, high: 0.035 },
        givenAwayBy: 'rise',
        leans: false,
      },
    ],
    leastChange: 0.05,
    conclusion: { text: 'No shortcut shows: {0}.', values: ['5.0'] },
    elapsedMs: 1000,
  };
  const paths = { '/at/run': 'folder', '/at/photos': 'folder' } as const;

  it('begins with the conclusion, and has a row for each test', async () => {
    const cli = createFakeCli({ auditShortcuts: () => report }, { paths });
    expect(await run('audit run', cli)).toBe(0);
    expect(cli.calls[0]?.params).toEqual({ runFolder: '/at/run', folder: null, workers: 2 });
    const lines = cli.out.join('\n').split('\n');
    expect(lines[0]).toBe('No shortcut shows: 5.0.');
    const rows = lines.map((line) => line.trim().split(/ {2,}/));
    expect(rows).toContainEqual(['as validated', '56.4', '50.0-62.0']);
    expect(rows).toContainEqual('tiles touch|48.0|50.0-62.0|-8.4|-13.6 to +3.5|rise|no'.split('|'));
  });

  it('takes a folder, and ends with an object', async () => {
    const cli = createFakeCli({ auditShortcuts: () => report }, { paths });
    expect(await run('audit run photos --workers 3 --json', cli)).toBe(0);
    expect(cli.calls[0]?.params).toMatchObject({ folder: '/at/photos', workers: 3 });
    expect(JSON.parse(cli.out.at(-1) ?? '')).toEqual({
      ...report,
      conclusion: 'No shortcut shows: 5.0.',
    });
  });

  it.each(['audit gone', 'audit run gone', 'audit run photos --workers 0'])(
    '%s is a wrong call',
    async (line) => {
      const cli = createFakeCli({}, { paths });
      expect(await run(line, cli)).toBe(2);
      expect(cli.calls).toEqual([]);
    },
  );
});
