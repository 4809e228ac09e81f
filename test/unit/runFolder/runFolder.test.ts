import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';

import { describe, expect, it } from 'vitest';

import type { PermutationSet, SkippedFile } from '../../../src/protocol/run.js';
import {
  createRunFolder,
  readPermutationsJson,
  readRunJson,
  writeImagesJson,
  writePermutationsJson,
  writeRunJson,
  type SplitImage,
} from '../../../src/engine/runFolder/runFolder.js';
import { sentence } from '../../../src/protocol/sentence.js';
import { fullAfter, Killed, killedAt, runJson, temporaryFolder } from './runFixtures.js';

const now = new Date(2025, 0, 2, 3, 4, 5);
const run = runJson('2025-01-02T03:04:05.000Z', 'running');

const permutationSet: PermutationSet = {
  kind: 'permutationSet',
  method: 'max-min',
  grid: 2,
  seed: 1,
  count: 2,
  minHamming: 4,
  meanHamming: 4,
  permutations: [
    [0, 1, 2, 3],
    [3, 2, 1, 0],
  ],
};

describe('run folder', () => {
  it('is named by time and task, and never the same twice', async () => {
    const folder = await temporaryFolder();
    const where = { folder, runsFolder: null, task: 'jigsaw' as const, now };
    const made = await Promise.all([1, 2, 3].map(() => createRunFolder(where)));
    const base = join(folder, '.pretext-lab', 'runs', '2025-01-02_03-04-05-jigsaw');
    expect(made.sort()).toEqual([base, `${base}-2`, `${base}-3`]);
  });

  it('is made where asked', async () => {
    const folder = await temporaryFolder();
    const runsFolder = join(await temporaryFolder(), 'deep', 'runs');
    const made = await createRunFolder({ folder, runsFolder, task: 'both', now });
    expect(made).toBe(join(runsFolder, '2025-01-02_03-04-05-both'));
    expect(await readdir(folder)).toEqual([]);
  });

  it('does not make a mistyped folder of images', async () => {
    const folder = join(await temporaryFolder(), 'typo');
    const making = createRunFolder({ folder, runsFolder: null, task: 'both', now });
    await expect(making).rejects.toMatchObject({ code: 'folderMissing' });
  });

  it('names another place where it cannot be made', async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, '.pretext-lab'), 'a file in the way');
    const making = createRunFolder({ folder, runsFolder: null, task: 'both', now });
    await expect(making).rejects.toMatchObject({
      code: 'notWritable',
      message: expect.stringContaining('(--runs, or the setting pretextLab.runsFolder)') as unknown,
    });
  });
});

describe('run.json', () => {
  it('gives back what was written', async () => {
    const runFolder = await temporaryFolder();
    await writeRunJson(runFolder, run);
    expect(await readRunJson(runFolder)).toEqual(run);
  });

  it('takes a run that notes no backend for one of TensorFlow', async () => {
    const runFolder = await temporaryFolder();
    const { backend, ...earlier } = run;
    expect(backend.name).toBe('wasm');
    await writeFile(join(runFolder, 'run.json'), JSON.stringify(earlier));
    const read = await readRunJson(runFolder);
    expect(read.backend).toEqual({ name: 'tensorflow', device: '' });
  });

  it('reads a file with fields that it does not know', async () => {
    const runFolder = await temporaryFolder();
    await writeFile(join(runFolder, 'run.json'), JSON.stringify({ ...run, colour: 'blue' }));
    expect(await readRunJson(runFolder)).toEqual(run);
  });

  it.each([
    ['of a newer version', { ...run, formatVersion: 2 }, 'has format 2, from a newer Pretext Lab'],
    ['without a version', { ...run, formatVersion: undefined }, 'at formatVersion'],
    ['with a wrong field', { ...run, config: { ...run.config, task: 'x' } }, 'at config.task'],
    ['that is a list', [1], 'is not as expected'],
  ])('refuses in words a file %s', async (_, value, why) => {
    const runFolder = await temporaryFolder();
    await writeFile(join(runFolder, 'run.json'), JSON.stringify(value));
    const reading = readRunJson(runFolder);
    await expect(reading).rejects.toMatchObject({ code: 'runUnreadable' });
    await expect(reading).rejects.toThrow(why);
  });

  it('never quotes a file that is not ours, nor follows a link', async () => {
    const runFolder = await temporaryFolder();
    const file = join(runFolder, 'run.json');
    const secret = join(runFolder, 'secret');
    await writeFile(secret, 'top secret');
    await symlink(secret, file);
    await expect(readRunJson(runFolder)).rejects.toThrow('not a regular file');
    await writeFile(join(runFolder, 'permutations.json'), 'top secret');
    await expect(readPermutationsJson(runFolder)).rejects.toThrow(/^(?!.*secret).*not JSON/);
  });

  it('refuses a file that is too large, and a folder that is no run', async () => {
    const runFolder = await temporaryFolder();
    await expect(readRunJson(runFolder)).rejects.toThrow('is this a run folder?');
    await writeFile(join(runFolder, 'run.json'), Buffer.alloc(5_000_000, 0x20));
    await expect(readRunJson(runFolder)).rejects.toThrow('5000000 bytes');
  });

  it('is the old or the new one wherever the process is killed', async () => {
    const after = { ...run, plannedSteps: 31 };
    let survived = false;
    for (let call = 1; !survived; call++) {
      const runFolder = await temporaryFolder();
      await writeRunJson(runFolder, run);
      const disk = killedAt(call);
      await writeRunJson(runFolder, after, disk).catch((error: unknown) => {
        expect(error).toBeInstanceOf(Killed);
      });
      survived = disk.survived();
      expect([run, after]).toContainEqual(await readRunJson(runFolder));
      await writeRunJson(runFolder, after);
      expect(await readdir(runFolder)).toEqual(['run.json']);
    }
  });

  it('keeps the old file when the disk is full', async () => {
    const runFolder = await temporaryFolder();
    await writeRunJson(runFolder, run);
    const writing = writeRunJson(runFolder, { ...run, plannedSteps: 31 }, fullAfter(100));
    await expect(writing).rejects.toMatchObject({ code: 'diskFull' });
    expect(await readRunJson(runFolder)).toEqual(run);
    expect(await readdir(runFolder)).toEqual(['run.json']);
  });
});

describe('a run folder of an earlier version', () => {
  it('has finished texts where there are sentences now', async () => {
    const runFolder = await temporaryFolder();
    const calibration = {
      chosen: 'float32',
      float32MsPerStep: 2,
      bfloat16MsPerStep: null,
      gradientDeviation: null,
      reason: 'The configuration asks for {0}.',
    };
    const state = { ...run.state, outcome: 'failed', message: 'No space on /a{0}.' };
    const text = JSON.stringify({ ...run, calibration, state });
    await writeFile(join(runFolder, 'run.json'), text);
    const read = await readRunJson(runFolder);
    expect(read.state.message).toEqual({ text: 'No space on /a{0}.', values: [] });
    expect(read.calibration?.reason).toEqual({ text: calibration.reason, values: [] });
  });
});

describe('images.json', () => {
  const skipped: SkippedFile[] = [
    { path: 'odd/"quoted"\n.jpg', code: 'corrupt', message: sentence('It is cut off.') },
  ];

  it.each([0, 1, 5000])('is JSON with one of %i images a line', async (length) => {
    const runFolder = await temporaryFolder();
    const images = Array.from({ length }, (_, i): SplitImage => {
      return { path: `ä ${i}.jpg`, side: i % 10 === 0 ? 'validation' : 'train' };
    });
    await writeImagesJson(runFolder, images, length === 0 ? [] : skipped);
    const text = await readFile(join(runFolder, 'images.json'), 'utf8');
    expect(JSON.parse(text)).toEqual({
      formatVersion: 1,
      images,
      skipped: length === 0 ? [] : skipped,
    });
    expect(text.split('\n').filter((line) => line.includes('"side"'))).toHaveLength(length);
  });

  it('leaves nothing behind on a full disk', async () => {
    const runFolder = await temporaryFolder();
    const images: SplitImage[] = [{ path: 'a.jpg', side: 'train' }];
    const writing = writeImagesJson(runFolder, images, skipped, fullAfter(10));
    await expect(writing).rejects.toMatchObject({ code: 'diskFull' });
    expect(await readdir(runFolder)).toEqual([]);
  });
});

describe('permutations.json', () => {
  it('gives back the set', async () => {
    const runFolder = await temporaryFolder();
    await writePermutationsJson(runFolder, permutationSet);
    expect(await readPermutationsJson(runFolder)).toEqual(permutationSet);
  });

  it.each([
    ['too few members', { count: 3 }],
    [
      'a tile twice',
      {
        permutations: [
          [0, 1, 2, 3],
          [3, 2, 1, 1],
        ],
      },
    ],
    [
      'a tile beyond the grid',
      {
        permutations: [
          [0, 1, 2, 3],
          [4, 2, 1, 0],
        ],
      },
    ],
    [
      'a missing tile',
      {
        permutations: [
          [0, 1, 2, 3],
          [2, 1, 0],
        ],
      },
    ],
    ['a larger grid', { grid: 3 as const }],
  ])('refuses %s', async (_, change) => {
    const runFolder = await temporaryFolder();
    await writePermutationsJson(runFolder, { ...permutationSet, ...change });
    await expect(readPermutationsJson(runFolder)).rejects.toThrow('permutations of the grid');
  });

  it('is not looked for elsewhere', async () => {
    const runFolder = await temporaryFolder();
    await mkdir(join(runFolder, 'permutations.json'));
    await expect(readPermutationsJson(runFolder)).rejects.toThrow(
      `${basename(runFolder)}/permutations.json is not a regular file`,
    );
  });
});
