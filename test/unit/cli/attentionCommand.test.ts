import { describe, expect, it } from 'vitest';

import { runCli } from '../../../src/cli/program.js';
import type { AttentionReport } from '../../../src/protocol/attention.js';
import { sentence } from '../../../src/protocol/sentence.js';
import { createFakeCli, type FakeCli } from './fakeContext.js';

const picture = Uint8Array.of(1, 2, 3);
const sure = { probability: 0.75, truthProbability: 0.75, heat: picture, peak: 0.5 };

const rotations: AttentionReport = {
  kind: 'attention',
  folder: '/at/photos',
  task: 'rotation',
  block: 'block6',
  classes: 4,
  step: 40,
  images: [
    {
      path: 'a.png',
      picture,
      answers: [
        { truth: 0, answer: 0, ...sure },
        { truth: 1, answer: 3, ...sure, truthProbability: 0.1, heat: null, peak: 0 },
      ],
      tiles: null,
      message: null,
    },
    {
      path: 'gone.png',
      picture: null,
      answers: [],
      tiles: null,
      message: sentence('The file is not there any more.'),
    },
  ],
  file: '/at/attention.png',
};

const paths = { '/at/run': 'folder', '/at/photos': 'folder' } as const;
const createCli = (answer: AttentionReport): FakeCli =>
  createFakeCli({ explainImages: () => answer }, { paths });
const run = (line: string, cli: FakeCli): Promise<number> => runCli(line.split(' '), cli.context);

describe('attention', () => {
  it('says what was answered, and where it is drawn', async () => {
    const cli = createCli(rotations);
    expect(await run('attention run photos', cli)).toBe(0);
    const params = {
      ...{ runFolder: '/at/run', folder: '/at/photos', block: null, workers: 2, paths: null },
      ...{ count: 8, task: null, sidePx: 160, outFile: '/at/attention.png' },
    };
    expect(cli.calls).toEqual([{ name: 'explainImages', params }]);
    expect(cli.out.join('\n')).toBe(
      [
        'Where the network looks for its answers to 2 images (rotation, by features of block6)',
        '',
        '  image     right   answers',
        '  a.png     1 of 2  0°, 90° as 270°',
        '  gone.png          The file is not there any more.',
        '',
        'Wrote /at/attention.png',
        '',
        '1 answer has no heat: nothing that was seen speaks for it.',
      ].join('\n'),
    );
  });

  it('passes on every option, and gives programs all but the pictures', async () => {
    const cli = createCli({
      ...rotations,
      task: 'jigsaw',
      images: [
        {
          path: 'a.png',
          picture,
          answers: [{ truth: 5, answer: 7, ...sure, truthProbability: 0.25 }],
          tiles: { shown: [0, 1, 2, 3], answered: [0, 2, 1, 3] },
          message: null,
        },
      ],
    });
    const line =
      'attention run photos --task jigsaw --count 3 --block block2 --workers 4 --out o.png';
    expect(await run(line, cli)).toBe(0);
    expect(cli.calls[0]?.params).toMatchObject({
      ...{ task: 'jigsaw', count: 3, block: 'block2', workers: 4, outFile: '/at/o.png' },
    });
    expect(cli.out.join('\n')).toContain('  a.png  0 of 1  2 of 4 tiles, sure by 75.0 %');
    await run(`${line} --json`, cli);
    expect(JSON.parse(cli.out.at(-1) ?? '')).toMatchObject({
      kind: 'attention',
      images: [
        {
          path: 'a.png',
          answers: [{ truth: 5, answer: 7, probability: 0.75, truthProbability: 0.25, peak: 0.5 }],
          tiles: { shown: [0, 1, 2, 3], answered: [0, 2, 1, 3] },
          message: null,
        },
      ],
    });
    expect(cli.out.at(-1)).not.toContain('picture');
  });

  it.each([
    ['attention run', 'folder'],
    ['attention gone photos', 'does not exist'],
    ['attention run photos --count 65', 'from 1 to 64'],
    ['attention run photos --task both', 'rotation, jigsaw'],
  ])('%s says what is wrong and exits with 2', async (line, words) => {
    const cli = createCli(rotations);
    expect(await run(line, cli)).toBe(2);
    expect(cli.calls).toEqual([]);
    expect(cli.errors.join('\n')).toContain(words);
  });
});
