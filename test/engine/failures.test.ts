/** What a user is told when a run cannot start or goes wrong. */
import { readdir, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';

import { beforeAll, describe, expect, it } from 'vitest';

import { loadLatestCheckpoint } from '../../src/engine/runFolder/checkpoint.js';
import { readRunJson } from '../../src/engine/runFolder/runFolder.js';
import { inEnglish } from '../../src/protocol/sentence.js';
import { createFolder, createImages, readRunMetrics, shortConfig } from './runs.js';
import { withEngine } from './testEngine.js';

const config = shortConfig('rotation');

let folder: string;
beforeAll(async () => {
  folder = await createImages(60);
});

/** A refusal before anything is trained, in one sentence. */
const refusal = (request: { folder: string; runsFolder: string; config: typeof config }) =>
  withEngine(async ({ client, eventsOf }) => {
    const error: unknown = await client.call('pretrain', request).then(
      () => null,
      (reason: unknown) => reason,
    );
    expect(eventsOf('calibrated')).toEqual([]);
    expect(eventsOf('runStarted')).toEqual([]);
    return error;
  });

describe('a run that cannot start', () => {
  it('needs the images of one batch', async () => {
    const few = await createFolder();
    await writeFile(join(few, 'torn.png'), 'no picture');
    const runsFolder = await createFolder();
    expect(await refusal({ folder: few, runsFolder, config })).toMatchObject({
      code: 'tooFewImages',
      message: expect.stringMatching(/^[^\n]*8[^\n]*$/) as unknown,
    });
    expect((await readdir(runsFolder)).filter((name) => name.endsWith('-rotation'))).toEqual([]);
  });

  it('needs as many images as are to be learnt by heart', async () => {
    const wanted = { ...config, overfitImages: 1000 };
    expect(
      await refusal({ folder, runsFolder: await createFolder(), config: wanted }),
    ).toMatchObject({
      code: 'tooFewImages',
    });
  });

  it('needs a folder', async () => {
    const missing = join(folder, 'nowhere');
    expect(
      await refusal({ folder: missing, runsFolder: await createFolder(), config }),
    ).toMatchObject({
      code: 'folderMissing',
      message: expect.stringContaining(missing) as unknown,
    });
    const file = join(await createFolder(), 'file');
    await writeFile(file, '');
    expect(await refusal({ folder: file, runsFolder: await createFolder(), config })).toMatchObject(
      {
        code: 'folderMissing',
      },
    );
  });

  it('needs a place to write to', async () => {
    const file = join(await createFolder(), 'runs');
    await writeFile(file, 'in the way');
    for (const runsFolder of [file, join(file, 'deeper')]) {
      expect(await refusal({ folder, runsFolder, config })).toMatchObject({
        code: 'notWritable',
        message: expect.stringContaining(file) as unknown,
      });
    }
  });

  it('needs a permutation set that exists', async () => {
    const jigsaw = shortConfig('jigsaw', { jigsaw: { grid: 2, permutations: 25 } });
    expect(
      await refusal({ folder, runsFolder: await createFolder(), config: jigsaw }),
    ).toMatchObject({
      code: 'badArgument',
    });
  });

  it('needs a whole configuration', async () => {
    const wrong = { ...config, batchSize: 0 };
    expect(
      await refusal({ folder, runsFolder: await createFolder(), config: wrong }),
    ).toMatchObject({
      code: 'badArgument',
    });
  });
});

describe('a run that cannot go on', () => {
  it.each(['nowhere', 'images'])('needs a run folder: %s', async (name) => {
    await withEngine(async ({ client }) => {
      const answer = client.call('resumeRun', { runFolder: join(folder, '..', name) });
      await expect(answer).rejects.toMatchObject({ code: 'runUnreadable' });
    });
  });
});

describe('a loss that is not finite', () => {
  it.each([
    ['with validation', 0.1],
    ['without validation', 0],
  ] as const)('ends the run with a sentence, and keeps good checkpoints: %s', async (_, share) => {
    // Weight decay times learning rate far above 2: weights grow about tenfold with each step.
    const diverging = shortConfig('rotation', {
      epochs: 20,
      // Three steps an epoch, so that the first epochs are still finite.
      batchSize: 16,
      optimizer: { learningRate: 100, weightDecay: 0.1, warmupSteps: 0, schedule: 'steps' },
      data: { validationShare: share },
    });
    await withEngine(async ({ client, eventsOf }) => {
      const request = { folder, runsFolder: await createFolder(), config: diverging };
      const result = await client.call('pretrain', request);
      expect(result.outcome).toBe('failed');
      const { message } = result;
      expect(message === undefined ? null : inEnglish(message)).toMatch(
        /^The .* (became -?(NaN|Infinity)|are not finite) .* learning rate of 100; .*--clip-norm/,
      );
      const { state } = await readRunJson(result.runFolder);
      expect(state).toMatchObject({ outcome: 'failed', message });
      const metrics = await readRunMetrics(result.runFolder);
      const losses = metrics.map((line) => (line.kind === 'step' ? line.loss : line.train.loss));
      expect(losses.length).toBeGreaterThan(0);
      expect(losses.every(Number.isFinite)).toBe(true);
      expect(eventsOf('checkpointSaved').length).toBeGreaterThan(0);
      const checkpoint = await loadLatestCheckpoint(result.runFolder);
      const values = [...(checkpoint?.tensors.values() ?? [])].flatMap(({ data }) => [...data]);
      expect(values.length).toBeGreaterThan(0);
      expect(values.every(Number.isFinite)).toBe(true);
      const { runs } = await client.call('listRuns', request);
      expect(runs).toMatchObject([{ state: 'failed', resumable: true }]);
    });
  });
});

describe('a run folder that is deleted during the run', () => {
  it('ends the run with a sentence, and is not made anew', async () => {
    await withEngine(async ({ client, waitFor }) => {
      const request = {
        folder,
        runsFolder: await createFolder(),
        config: { ...config, epochs: 9999 },
      };
      const running = client.call('pretrain', request);
      const { runFolder } = await waitFor('runStarted');
      await waitFor('checkpointSaved');
      await rm(runFolder, { recursive: true, maxRetries: 5 });
      const result = await running;
      expect(result.outcome).toBe('failed');
      expect(result.message?.text).toMatch(/^The run folder .* was deleted during the run, .*\.$/);
      expect(result.message?.values).toEqual([runFolder]);
      expect(await readdir(request.runsFolder)).not.toContain(basename(runFolder));
    });
  });
});
