import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, symlink, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { runConfigSchema } from '../../../src/protocol/run.js';
import {
  hashConfig,
  listCheckpoints,
  loadLatestCheckpoint,
  saveCheckpoint,
} from '../../../src/engine/runFolder/checkpoint.js';
import { encodeSafetensors } from '../../../src/engine/runFolder/safetensors.js';
import { inEnglish } from '../../../src/protocol/sentence.js';
import {
  checkpointState,
  checkpointTensors,
  epochMetrics,
  fullAfter,
  Killed,
  killedAt,
  runConfig,
  temporaryFolder,
} from './runFixtures.js';

const save = (runFolder: string, step: number) =>
  saveCheckpoint(runFolder, checkpointTensors(step), checkpointState(step), 3);

const names = (runFolder: string) => readdir(join(runFolder, 'checkpoints'));

/** Replaces the first occurrence of a text in a file by one of the same length. */
const alter = async (file: string, from: string, to: string) => {
  const bytes = await readFile(file);
  const at = bytes.indexOf(from);
  expect(at).toBeGreaterThan(-1);
  bytes.write(to, at);
  await writeFile(file, bytes);
};

describe('checkpoint', () => {
  it('gives back every tensor and every number exactly', async () => {
    const runFolder = await temporaryFolder();
    const state = checkpointState(23, [epochMetrics(1, 0.5), epochMetrics(2, 0.75)]);
    const file = await saveCheckpoint(runFolder, checkpointTensors(23), state, 3);
    const loaded = await loadLatestCheckpoint(runFolder);
    expect(loaded?.file).toBe(file);
    expect(file).toBe(join(runFolder, 'checkpoints', 'step-00000023.safetensors'));
    expect(loaded?.state).toEqual(state);
    expect([...(loaded?.tensors.values() ?? [])]).toEqual(checkpointTensors(23));
    expect(loaded?.refused).toEqual([]);
  });

  it('is null before the first checkpoint', async () => {
    expect(await loadLatestCheckpoint(await temporaryFolder())).toBeNull();
  });

  it('keeps the newest and the one of the best epoch', async () => {
    const runFolder = await temporaryFolder();
    const accuracies = [0.3, 0.9, 0.5, 0.9, 0.4, 0.4];
    for (let epoch = 1; epoch <= accuracies.length; epoch++) {
      const epochs = accuracies.slice(0, epoch).map((value, i) => epochMetrics(i + 1, value));
      const step = epoch * 10;
      await saveCheckpoint(runFolder, checkpointTensors(step), checkpointState(step, epochs), 2);
    }
    expect(await names(runFolder)).toEqual(
      [20, 50, 60].map((step) => `step-000000${step}.safetensors`),
    );
  });

  it('goes back to an earlier step without losing it to the pruning', async () => {
    const runFolder = await temporaryFolder();
    for (const step of [7, 8, 9]) await save(runFolder, step);
    await truncate(join(runFolder, 'checkpoints', 'step-00000009.safetensors'), 100);
    await saveCheckpoint(runFolder, checkpointTensors(8), checkpointState(8), 1);
    expect((await loadLatestCheckpoint(runFolder))?.state.step).toBe(8);
  });

  it('is the old or the new one, whole, wherever the process is killed', async () => {
    let survived = false;
    let call = 1;
    for (; !survived; call++) {
      const runFolder = await temporaryFolder();
      for (const step of [1, 2, 3]) await save(runFolder, step);
      const disk = killedAt(call);
      const outcome = await saveCheckpoint(
        runFolder,
        checkpointTensors(4),
        checkpointState(4),
        3,
        disk,
      ).catch((error: unknown) => error);
      survived = disk.survived();
      expect(outcome instanceof Killed || typeof outcome === 'string').toBe(true);
      const loaded = await loadLatestCheckpoint(runFolder);
      const step = loaded?.state.step ?? 0;
      expect([3, 4]).toContain(step);
      expect(loaded?.refused).toEqual([]);
      expect([...(loaded?.tensors.values() ?? [])]).toEqual(checkpointTensors(step));
      // The next process saves as if nothing had happened and clears what was left behind.
      await save(runFolder, 5);
      expect((await names(runFolder)).filter((name) => name.endsWith('.tmp'))).toEqual([]);
      expect(await names(runFolder)).toHaveLength(3);
    }
    expect(call).toBeGreaterThan(8);
  });

  it('passes over truncated and altered files and says why', async () => {
    const runFolder = await temporaryFolder();
    const files = [];
    for (const step of [1, 2, 3, 4, 5]) {
      const state = checkpointState(step);
      files.push(await saveCheckpoint(runFolder, checkpointTensors(step), state, 9));
    }
    const [, second = '', third = '', fourth = '', fifth = ''] = files;
    await alter(second, '\\"correct\\":5', '\\"correct\\":6');
    const bytes = await readFile(third);
    bytes[bytes.length - 1] = 1;
    await writeFile(third, bytes);
    await alter(fourth, 'conv1/filter', 'conv2/filter');
    await truncate(fifth, 500);
    const loaded = await loadLatestCheckpoint(runFolder);
    expect(loaded?.state.step).toBe(1);
    expect(loaded?.refused.map(({ file }) => file)).toEqual([fifth, fourth, third, second]);
    const reasons = loaded?.refused.map(({ reason }) => inEnglish(reason)) ?? [];
    expect(reasons[0]).toMatch(/step-00000005.safetensors is not used: .*bytes.*\.$/);
    expect(reasons[1]).toContain('tensors were altered');
    expect(reasons[2]).toContain('tensors were altered');
    expect(reasons[3]).toContain('training state was altered');
  });

  it('refuses a checkpoint under another step, and a link', async () => {
    const runFolder = await temporaryFolder();
    const file = await save(runFolder, 1);
    const folder = join(runFolder, 'checkpoints');
    await writeFile(join(folder, 'step-00000002.safetensors'), await readFile(file));
    await symlink(file, join(folder, 'step-00000003.safetensors'));
    const loaded = await loadLatestCheckpoint(runFolder);
    expect(loaded?.state.step).toBe(1);
    const reasons = loaded?.refused.map(({ reason }) => inEnglish(reason)) ?? [];
    expect(reasons[0]).toContain('not a regular file');
    expect(reasons[1]).toContain('it holds step 1, not 2');
  });

  it('refuses in words what a newer version or another program wrote', async () => {
    const runFolder = await temporaryFolder();
    await save(runFolder, 1);
    const state = JSON.stringify({ ...checkpointState(2), formatVersion: 2 });
    const stateSha256 = createHash('sha256').update(state).digest('hex');
    const newer = { format: 'pretext-lab-checkpoint', state, stateSha256, tensorsSha256: '' };
    for (const [step, metadata] of [
      [2, newer],
      [3, { format: 'pt' }],
    ] as const) {
      const file = join(runFolder, 'checkpoints', `step-0000000${step}.safetensors`);
      await writeFile(file, Buffer.concat(encodeSafetensors(checkpointTensors(2), metadata)));
    }
    const loaded = await loadLatestCheckpoint(runFolder);
    expect(loaded?.state.step).toBe(1);
    const reasons = loaded?.refused.map(({ reason }) => inEnglish(reason)) ?? [];
    expect(reasons[0]).toContain('not a checkpoint of Pretext Lab');
    expect(reasons[1]).toContain('its training state has format 2, from a newer Pretext Lab');
  });

  it('says so when no checkpoint can be used', async () => {
    const runFolder = await temporaryFolder();
    await truncate(await save(runFolder, 1), 10);
    await expect(loadLatestCheckpoint(runFolder)).rejects.toMatchObject({
      code: 'checkpointCorrupt',
      message: expect.stringContaining('None of the 1 checkpoints') as unknown,
    });
  });

  it('names file and bytes when the disk is full, and loses nothing', async () => {
    const runFolder = await temporaryFolder();
    const first = await save(runFolder, 1);
    const { length } = await readFile(first);
    for (const room of [0, 100, length - 1]) {
      const saving = saveCheckpoint(
        runFolder,
        checkpointTensors(2),
        checkpointState(2),
        1,
        fullAfter(room),
      );
      await expect(saving).rejects.toMatchObject({
        code: 'diskFull',
        message: expect.stringContaining(
          `${join('checkpoints', 'step-00000002.safetensors')} needs ${length} bytes`,
        ) as unknown,
      });
      expect(await names(runFolder)).toEqual(['step-00000001.safetensors']);
    }
    expect((await loadLatestCheckpoint(runFolder))?.state.step).toBe(1);
  });

  it('refuses to save a number that JSON cannot hold', async () => {
    const state = { ...checkpointState(1), training: { bad: Number.NaN } };
    await expect(saveCheckpoint(await temporaryFolder(), [], state, 3)).rejects.toThrow('NaN');
  });

  it('lists what can be read and leaves foreign names alone', async () => {
    const runFolder = await temporaryFolder();
    await mkdir(join(runFolder, 'checkpoints'));
    const foreign = ['notes.txt', 'step-1.safetensors', 'step-0000000099999999999999.safetensors'];
    for (const name of foreign) await writeFile(join(runFolder, 'checkpoints', name), 'x');
    expect(await loadLatestCheckpoint(runFolder)).toBeNull();
    const epochs = [epochMetrics(1, 0.5)];
    const file = await saveCheckpoint(
      runFolder,
      checkpointTensors(12),
      checkpointState(12, epochs),
      1,
    );
    await save(runFolder, 13);
    await truncate(join(runFolder, 'checkpoints', 'step-00000013.safetensors'), 20);
    expect(await listCheckpoints(runFolder)).toEqual([{ file, step: 12, epoch: 1 }]);
    expect(await names(runFolder)).toEqual(expect.arrayContaining(foreign));
  });

  it('hashes a configuration whatever the order of its keys', () => {
    const { task, ...rest } = runConfig;
    expect(hashConfig({ ...rest, task })).toBe(hashConfig(runConfig));
    expect(hashConfig({ ...runConfig, seed: 8 })).not.toBe(hashConfig(runConfig));
  });

  it('hashes a configuration from before there was a choice of first weights as it did then', () => {
    const read = runConfigSchema.parse({ ...runConfig, init: undefined });
    expect(read).toEqual(runConfig);
    // As the program of that time hashed it.
    expect(hashConfig(read)).toBe(
      '547d0bb941aefc35401af0cfbbaeb6e6904b6636c3e153d61c5bc764222d4505',
    );
    expect(hashConfig({ ...runConfig, init: '/runs/a' })).not.toBe(hashConfig(runConfig));
    expect(hashConfig({ ...runConfig, init: '/runs/a' })).not.toBe(
      hashConfig({ ...runConfig, init: '/runs/b' }),
    );
  });
});
