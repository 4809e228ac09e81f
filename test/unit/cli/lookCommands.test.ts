import { describe, expect, it } from 'vitest';

import { runCli } from '../../../src/cli/program.js';
import type {
  AnomalyReport,
  NearDuplicatesReport,
  SearchReport,
} from '../../../src/protocol/findings.js';
import { createFakeCli, noAnswer, type Answer, type FakeCli } from './fakeContext.js';

const paths = {
  '/at/run': 'folder',
  '/at/photos': 'folder',
  '/at/one.png': 'file',
  '/at/truth.csv': 'file',
} as const;

const createCli = (answers: Readonly<Record<string, Answer>>): FakeCli =>
  createFakeCli(answers, { paths });

const run = (line: string, cli: FakeCli): Promise<number> => runCli(line.split(' '), cli.context);

const anomalies: AnomalyReport = {
  kind: 'anomalies',
  auroc: 0.8821,
  low: 0.858,
  high: 0.906,
  rankedBy: 'rotation',
  aurocs: {
    rotation: { auroc: 0.8821, low: 0.858, high: 0.906 },
    neighbors: { auroc: 0.5, low: 0.4, high: 0.6 },
  },
  normalImages: 1,
  anomalousImages: 1,
  sharedImages: 0,
  trainingImages: 1234,
  block: 'block6',
  neighbors: 5,
  rotationAccuracy: { accuracy: 0.975, chance: 0.25 },
  images: [
    { path: 'b.png', score: 3.5, rotationScore: 3.5, neighborDistance: 0.25, anomalous: true },
    { path: 'a.png', score: 0.1234, rotationScore: 0.1234, neighborDistance: 0, anomalous: false },
  ],
};

const shared = { runFolder: '/at/run', folder: '/at/photos', block: null, workers: 2 };

describe('anomalies', () => {
  it('shows the ranking, the areas and what they rest on', async () => {
    const cli = createCli({ findAnomalies: () => anomalies });
    expect(await run('anomalies run photos --normal cat,dog --normal owl', cli)).toBe(0);
    const truth = { labelsFile: null, normal: ['cat', 'dog', 'owl'], anomalous: [] };
    expect(cli.calls).toEqual([
      { name: 'findAnomalies', params: { ...shared, rankBy: null, neighbors: 5, truth } },
    ]);
    expect(cli.out.join('\n')).toBe(
      [
        'Ranked 2 images by the doubt of the rotation head, the most unusual first',
        '',
        '  AUROC rotation   0.882 (95 % interval 0.858 to 0.906)',
        '  AUROC neighbors  0.500 (95 % interval 0.400 to 0.600)',
        '  labels           1 normal, 1 anomalous',
        '  compared with    1,234 training images, the nearest 5 by features of block6',
        '  rotation task    validation accuracy 97.5 % (chance 25.0 %)',
        '',
        '  rotation  neighbors  label      image',
        '     3.500      0.250  anomalous  b.png',
        '     0.123      0.000  normal     a.png',
      ].join('\n'),
    );
  });

  it('leaves out what a run without rotation head and a folder without labels do not have', async () => {
    const report: AnomalyReport = {
      ...anomalies,
      ...{ auroc: null, low: null, high: null, rankedBy: 'neighbors', rotationAccuracy: null },
      ...{ aurocs: { rotation: null, neighbors: null }, normalImages: 0, anomalousImages: 0 },
      images: [
        { path: 'b.png', score: 0.5, rotationScore: null, neighborDistance: 0.5, anomalous: null },
      ],
    };
    const cli = createCli({ findAnomalies: () => report });
    expect(await run('anomalies run photos', cli)).toBe(0);
    expect(cli.out.join('\n')).toBe(
      [
        'Ranked 1 image by the distance to the nearest training images, the most unusual first',
        '',
        '  compared with  1,234 training images, the nearest 5 by features of block6',
        '',
        '  neighbors  image',
        '      0.500  b.png',
      ].join('\n'),
    );
  });

  it('passes on every option', async () => {
    const cli = createCli({ findAnomalies: () => anomalies });
    const line =
      'anomalies run photos --score neighbors --neighbors 3 --block block2 --workers 4 --labels truth.csv --anomalous bad --json';
    expect(await run(line, cli)).toBe(0);
    const truth = { labelsFile: '/at/truth.csv', normal: [], anomalous: ['bad'] };
    expect(cli.calls[0]?.params).toEqual({
      ...{ ...shared, block: 'block2', workers: 4 },
      ...{ rankBy: 'neighbors', neighbors: 3, truth },
    });
    expect(JSON.parse(cli.out.at(-1) ?? '')).toEqual(anomalies);
  });

  it('ends at once when it is interrupted', async () => {
    const cli = createCli({ findAnomalies: () => noAnswer });
    const exit = run('anomalies run photos --json', cli);
    for (let i = 0; i < 20; i++) await Promise.resolve();
    cli.interrupt();
    expect(await exit).toBe(130);
    expect(JSON.parse(cli.out.at(-1) ?? '')).toMatchObject({ code: 'interrupted' });
  });
});

describe('search', () => {
  const found: SearchReport = {
    kind: 'search',
    mode: 'nearest',
    image: '/at/one.png',
    block: 'block6',
    searched: 40,
    images: [
      { path: 'copy.png', similarity: 1, identical: true },
      { path: 'b.png', similarity: 0.8764, identical: false },
    ],
  };
  const groups: NearDuplicatesReport = {
    kind: 'search',
    mode: 'nearDuplicates',
    threshold: 0.95,
    block: 'block6',
    searched: 40,
    groups: [
      {
        images: [
          { path: 'a.png', similarity: 1, copyOf: null },
          { path: 'b.png', similarity: 1, copyOf: 'a.png' },
        ],
      },
    ],
  };

  it('shows the nearest images', async () => {
    const cli = createCli({ searchImages: () => found });
    expect(await run('search run one.png photos --count 2', cli)).toBe(0);
    expect(cli.calls).toEqual([
      { name: 'searchImages', params: { ...shared, image: '/at/one.png', count: 2 } },
    ]);
    expect(cli.out.join('\n')).toBe(
      [
        'Nearest to /at/one.png among 40 images, by features of block6',
        '',
        '  cosine  image',
        '   1.000  copy.png  the same bytes',
        '   0.876  b.png',
      ].join('\n'),
    );
  });

  it('shows near-duplicates by group, or that there are none', async () => {
    const cli = createCli({ findNearDuplicates: () => groups });
    expect(await run('search run photos --near-duplicates', cli)).toBe(0);
    expect(cli.calls).toEqual([
      { name: 'findNearDuplicates', params: { ...shared, threshold: 0.95 } },
    ]);
    expect(cli.out.join('\n')).toBe(
      [
        '1 group of near-duplicates among 40 images (cosine of at least 0.95 in features of block6)',
        '',
        '  group  cosine  image',
        '      1   1.000  a.png',
        '      1   1.000  b.png  the same bytes as a.png',
      ].join('\n'),
    );
    const none = createCli({ findNearDuplicates: () => ({ ...groups, groups: [] }) });
    await run('search run photos --near-duplicates', none);
    expect(none.out).toEqual([
      'No near-duplicates among 40 images (cosine of at least 0.95 in features of block6)',
    ]);
  });
});

describe('a wrong call', () => {
  it.each([
    ['anomalies run', 'folder'],
    ['anomalies run gone', 'does not exist'],
    ['anomalies one.png photos', 'is a file'],
    ['anomalies run photos --neighbors 0', 'whole number'],
    ['anomalies run photos --score best', 'rotation, neighbors'],
    ['anomalies run photos --normal ,cat', 'separated by commas'],
    ['anomalies run photos --labels truth.csv', '--normal or --anomalous'],
    ['anomalies run photos --labels gone.csv --normal a', 'does not exist'],
    ['anomalies run photos --labels photos --normal a', 'is a folder; name a file'],
    ['search run one.png', 'Name an image and the folder'],
    ['search run gone.png photos', 'does not exist'],
    ['search run photos photos', 'is a folder; name a file'],
    ['search run one.png photos --threshold 0.5', 'without --near-duplicates'],
    ['search run one.png photos --near-duplicates', 'name no image'],
    ['search run photos --near-duplicates --count 3', '--count has no meaning'],
    ['search run photos --near-duplicates --threshold 2', 'from 0 to 1'],
  ])('%s says so and exits with 2', async (line, words) => {
    const cli = createCli({});
    expect(await run(line, cli)).toBe(2);
    expect(cli.calls).toEqual([]);
    expect(cli.errors.join('\n')).toContain(words);
  });
});
