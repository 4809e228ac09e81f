/** A run is a function of its configuration, its images and its seed, however often it is interrupted. */
import { readdir, stat, truncate } from 'node:fs/promises';
import { join } from 'node:path';

import { beforeAll, describe, expect, it } from 'vitest';

import type { RunConfig } from '../../src/protocol/run.js';
import { inEnglish } from '../../src/protocol/sentence.js';
import { createFolder, createImages, readNumbers, shortConfig, type RunNumbers } from './runs.js';
import { withEngine } from './testEngine.js';

/** About seven steps an epoch. */
const imageCount = 64;

let folder: string;
beforeAll(async () => {
  folder = await createImages(imageCount);
});

const train = (config: RunConfig, runsFolder: string): Promise<string> =>
  withEngine(async ({ client }) => {
    const result = await client.call('pretrain', { folder, runsFolder, config });
    expect(result.outcome).toBe('completed');
    return result.runFolder;
  });

/** Kills a new run when it has reported a step. */
const trainUntilKilled = (config: RunConfig, runsFolder: string, step: number): Promise<string> =>
  withEngine(async (engine) => {
    const answer = engine.client.call('pretrain', { folder, runsFolder, config });
    answer.catch(() => undefined);
    const { runFolder } = await engine.waitFor('runStarted');
    await engine.waitForStep(step);
    await engine.kill();
    await expect(answer).rejects.toThrow(/killed/);
    return runFolder;
  });

/** @param step to be killed at, or null to go on to the end */
const resume = (runFolder: string, step: number | null) =>
  withEngine(async (engine) => {
    const answer = engine.client.call('resumeRun', { runFolder });
    answer.catch(() => undefined);
    const { resumedFromStep } = await engine.waitFor('runStarted');
    if (step === null) expect((await answer).outcome).toBe('completed');
    else await engine.waitForStep(step);
    return { resumedFromStep, warnings: engine.eventsOf('warning') };
  });

const cases: { name: string; config: RunConfig }[] = [
  {
    name: 'both tasks in float32 with clipped gradients',
    config: shortConfig('both', { optimizer: { clipNorm: 1 } }),
  },
  {
    name: 'rotation in bfloat16',
    config: shortConfig('rotation', { precision: 'bfloat16', imageSizePx: 24 }),
  },
];

describe.each(cases)('$name', ({ config }) => {
  let unbroken: RunNumbers;
  let runsFolder: string;
  beforeAll(async () => {
    runsFolder = await createFolder();
    unbroken = await readNumbers(await train(config, runsFolder));
  });

  it('gives the same numbers again, also with more loader workers and another cache', async () => {
    const threeWorkers = { ...config, data: { ...config.data, workers: 3 } };
    expect(await readNumbers(await train(threeWorkers, await createFolder()))).toEqual(unbroken);
  });

  it('gives other numbers with another seed', async () => {
    const other = await readNumbers(await train({ ...config, seed: 1 }, runsFolder));
    expect(Object.keys(other.tensors)).toEqual(Object.keys(unbroken.tensors));
    expect(other.tensors).not.toEqual(unbroken.tensors);
  });

  it('gives the same numbers when it is killed again and again', async () => {
    // Before the first checkpoint, in the second epoch and in the third.
    const runFolder = await trainUntilKilled(config, runsFolder, 2);
    await resume(runFolder, 9);
    const { resumedFromStep } = await resume(runFolder, 16);
    expect(resumedFromStep).toBeGreaterThan(0);
    await resume(runFolder, null);
    expect(await readNumbers(runFolder)).toEqual(unbroken);
  });

  it('goes on from the checkpoint before when the newest is cut off', async () => {
    const runFolder = await trainUntilKilled(config, runsFolder, 16);
    const checkpoints = join(runFolder, 'checkpoints');
    const names = (await readdir(checkpoints))
      .filter((name) => name.endsWith('.safetensors'))
      .sort();
    const [before = '', newest = ''] = names.slice(-2);
    const file = join(checkpoints, newest);
    await truncate(file, Math.floor((await stat(file)).size / 2));

    const { resumedFromStep, warnings } = await resume(runFolder, null);
    expect(before).toBe(`step-${String(resumedFromStep).padStart(8, '0')}.safetensors`);
    expect(warnings.map(({ code }) => code)).toEqual(['checkpoint']);
    expect(warnings.map(({ message }) => inEnglish(message))[0]).toContain(newest);
    expect(await readNumbers(runFolder)).toEqual(unbroken);
  });
});
