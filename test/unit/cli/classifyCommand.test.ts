/** The command `classify`: what it asks of the engine, and what it shows. */
import { describe, expect, it } from 'vitest';

import { runCli } from '../../../src/cli/program.js';
import type { ClassificationResult } from '../../../src/protocol/classification.js';
import { createFakeCli, type FakeCli } from './fakeContext.js';

const paths = {
  '/at/run': 'folder',
  '/at/few': 'folder',
  '/at/photos': 'folder',
  '/at/labels.csv': 'file',
} as const;

const result: ClassificationResult = {
  kind: 'classification',
  runFolder: '/at/run',
  step: 20,
  epoch: 1,
  labelledFolder: '/at/few',
  folder: '/at/photos',
  classes: ['cat', 'dog', 'owl'],
  labelledImages: 30,
  method: 'linear',
  block: 'block4',
  l2: 0.03,
  validationAccuracy: { accuracy: 0.8, low: 0.7, high: 0.9, images: 6 },
  images: [
    { path: 'a.png', label: 'cat', probability: 0.5 },
    { path: 'b.png', label: 'cat', probability: 0.7 },
    { path: 'c.png', label: 'dog', probability: 0.9 },
  ],
  skippedImages: 0,
  file: '/at/out.csv',
  elapsedMs: 3000,
};

const createCli = (): FakeCli => createFakeCli({ classify: () => result }, { paths });
const run = (line: string, cli: FakeCli): Promise<number> => runCli(line.split(' '), cli.context);

const params = {
  runFolder: '/at/run',
  labelledFolder: '/at/few',
  labels: null,
  folder: '/at/photos',
  block: null,
  poolGrid: 2,
  fineTune: null,
  outFile: null,
  seed: 0,
  workers: 2,
};

describe('classify', () => {
  it('asks for a linear head unless told otherwise, and shows what it said', async () => {
    const cli = createCli();
    expect(await run('classify run few photos', cli)).toBe(0);
    expect(cli.calls).toEqual([{ name: 'classify', params }]);
    const text = cli.out.join('\n');
    expect(text).toContain('Classified 3 images of /at/photos, 3.0 s');
    expect(text).toContain('logistic regression on frozen features of block4, strength 0.03');
    expect(text).toContain(
      '80.0 % of 6 labelled images told right (95 % interval 70.0 % to 90.0 %)',
    );
    const cells = (start: string): string[] | undefined =>
      cli.out
        .flatMap((part) => part.split('\n'))
        .find((line) => line.trim().startsWith(start))
        ?.trim()
        .split(/ {2,}/);
    expect(cells('cat ')).toEqual(['cat', '2', '60.0 %']);
    expect(cells('owl')).toEqual(['owl', '0']);
    expect(text).toContain('/at/out.csv');
  });

  it('takes what it is told', async () => {
    const cli = createCli();
    await run('classify run few photos --labels labels.csv --block block2 --out out.csv', cli);
    await run('classify run few photos --fine-tune --fine-tune-epochs 3 --seed 4', cli);
    expect(cli.calls.map((call) => call.params)).toEqual([
      { ...params, labels: '/at/labels.csv', block: 'block2', outFile: '/at/out.csv' },
      { ...params, fineTune: { epochs: 3 }, seed: 4 },
    ]);
  });

  it.each([
    ['classify run few', 'missing required argument'],
    ['classify run few gone', 'does not exist'],
    ['classify run few photos --labels gone.csv', 'does not exist'],
    ['classify run few photos --fine-tune-epochs 3', 'without --fine-tune'],
    ['classify run few photos --fine-tune --fine-tune-epochs 0', 'from 1 to 1000'],
    ['classify run few photos --fine-tune --block block2', '--block has no meaning'],
    ['classify run few photos --fine-tune --pool-grid 3', '--pool-grid has no meaning'],
  ])('says what is wrong with "%s"', async (line, message) => {
    const cli = createCli();
    expect(await run(line, cli)).toBe(2);
    expect(cli.errors.join('\n')).toContain(message);
    expect(cli.calls).toEqual([]);
  });
});
