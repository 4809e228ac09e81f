import { describe, expect, it } from 'vitest';

import { runCli } from '../../../src/cli/program.js';
import type { ImageMap } from '../../../src/protocol/embedding.js';
import { createFakeCli, type FakeCli } from './fakeContext.js';

const map: ImageMap = {
  kind: 'map',
  folder: '/at/photos',
  block: 'block6',
  step: 40,
  neighbors: 3,
  minDistance: 0.1,
  seed: 0,
  leftOut: 0,
  paths: ['cat/a.png', 'cat/b.png', 'd.png', 'dog/e.png'],
  x: [1, 2, 0, -4],
  y: [0.5, 1, 0, -2],
  classes: ['cat', 'dog'],
  labels: [0, 0, null, 1],
  rotation: {
    turns: [0, 1, 2, 3],
    right: [1, 0.5, 0.75, 0.25],
    upright: [0, 0, 0, 2],
    score: [0, 1, 0.5, 2],
  },
  file: null,
};

const paths = { '/at/run': 'folder', '/at/photos': 'folder', '/at/l.csv': 'file' } as const;
const createCli = (answer: ImageMap): FakeCli =>
  createFakeCli({ embedFolder: () => answer }, { paths });
const run = (line: string, cli: FakeCli): Promise<number> => runCli(line.split(' '), cli.context);

const params = {
  ...{ runFolder: '/at/run', folder: '/at/photos', block: null, workers: 2, labelsFile: null },
  ...{ neighbors: 15, minDistance: 0.1, seed: 0, mostImages: 20_000, withRotation: true },
  outFile: null,
};

describe('map', () => {
  it('shows where the classes lie', async () => {
    const cli = createCli(map);
    expect(await run('map run photos', cli)).toBe(0);
    expect(cli.calls).toEqual([{ name: 'embedFolder', params }]);
    expect(cli.out.join('\n')).toBe(
      [
        'Map of 4 images by features of block6',
        '',
        '  neighbors         3',
        '  least distance    0.1',
        '  seed              0',
        '  without label     1',
        '  turned right      62.5 % of 0°, 90°, 180°, 270°',
        '  taken as upright  75.0 %',
        '',
        '  class  images  middle x      y',
        '  cat         2      1.50   0.75',
        '  dog         1     -4.00  -2.00',
        '',
        '--out map.csv writes the place of each image; --json prints it.',
      ].join('\n'),
    );
  });

  it('passes on every option, and says what it wrote and left out', async () => {
    const cli = createCli({
      ...map,
      ...{ classes: [], labels: [null, null, null, null], rotation: null },
      ...{ leftOut: 1234, file: '/at/m.csv' },
    });
    const line =
      'map run photos --block block2 --neighbors 5 --min-distance 0.5 --count 4 --seed 7 --labels l.csv --no-rotation --workers 3 --out m.csv';
    expect(await run(line, cli)).toBe(0);
    expect(cli.calls[0]?.params).toEqual({
      ...{ ...params, block: 'block2', workers: 3, labelsFile: '/at/l.csv', neighbors: 5 },
      ...{ minDistance: 0.5, seed: 7, mostImages: 4, withRotation: false, outFile: '/at/m.csv' },
    });
    expect(cli.out.join('\n')).toBe(
      [
        'Map of 4 images by features of block6',
        '',
        '  neighbors       3',
        '  least distance  0.1',
        '  seed            0',
        '  left out        1,234 images, evenly spread',
        '  written to      /at/m.csv',
      ].join('\n'),
    );
  });

  it.each([
    ['map run', 'folder'],
    ['map run gone', 'does not exist'],
    ['map run photos --neighbors 1', 'from 2 to 200'],
    ['map run photos --min-distance 2', 'from 0 to 1'],
    ['map run photos --count 0', 'from 1 to 20000'],
    ['map run photos --labels gone.csv', 'does not exist'],
  ])('%s says what is wrong and exits with 2', async (line, words) => {
    const cli = createCli(map);
    expect(await run(line, cli)).toBe(2);
    expect(cli.calls).toEqual([]);
    expect(cli.errors.join('\n')).toContain(words);
  });

  it('does not take an answer whose columns differ in length', async () => {
    const cli = createCli({ ...map, x: [1, 2] });
    expect(await run('map run photos', cli)).not.toBe(0);
    expect(cli.errors.join('\n')).not.toContain('Map of');
  });
});
