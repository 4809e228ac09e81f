/** Runs that begin with the trunk of an earlier one, or of an export. */
import { cp, mkdir, readFile, rename, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';

import { loadLatestCheckpoint } from '../../src/engine/runFolder/checkpoint.js';
import { readRunJson } from '../../src/engine/runFolder/runFolder.js';
import { encodeSafetensors, parseSafetensors } from '../../src/engine/runFolder/safetensors.js';
import { createRunNetwork } from '../../src/engine/training/pretextNetwork.js';
import { readStartingTrunk } from '../../src/engine/training/startingTrunk.js';
import { presetsOfTask } from '../../src/protocol/defaultConfig.js';
import type { PresetName, RunConfig } from '../../src/protocol/run.js';
import { createReadingWorld } from './evaluationFixtures.js';
import { loadKernels } from './kernelSets.js';
import { createPretrainedRun, newFolder } from './pretrainedRun.js';
import { createFolder, createImages, readNumbers, shortConfig } from './runs.js';
import { withEngine } from './testEngine.js';

await loadKernels();

const exportWeights = async (runFolder: string): Promise<string> => {
  const outFolder = await newFolder();
  await withEngine(({ client }) =>
    client.call('exportRun', { runFolder, outFolder, formats: ['safetensors'] }),
  );
  return outFolder;
};

let source: string;
let exported: string;
beforeAll(async () => {
  ({ runFolder: source } = await createPretrainedRun('rotation', 'rotation-small'));
  exported = await exportWeights(source);
});

const read = (path: string, preset: PresetName = 'rotation-small') =>
  readStartingTrunk(path, preset, createReadingWorld());

describe('a trunk to start from', () => {
  it('is that of the checkpoint, the same from a run and from its export', async () => {
    const before = tf.memory().numTensors;
    const fromRun = await read(source);
    expect(tf.memory().numTensors).toBe(before);
    const checkpoint = await loadLatestCheckpoint(source);
    expect(fromRun.values.size).toBeGreaterThan(0);
    for (const [name, { data }] of fromRun.values) {
      expect(name).toMatch(/^block\d\./);
      expect(data).toEqual(checkpoint?.tensors.get(name)?.data);
    }
    const fromExport = await read(exported);
    expect(fromExport.values).toEqual(fromRun.values);
    expect(fromRun.origin).toMatchObject({ path: source, kind: 'run', step: 20 });
    expect(fromExport.origin).toEqual({ ...fromRun.origin, path: exported, kind: 'export' });
  });

  it('becomes the trunk of a network whose head and momentum are new', async () => {
    const { values } = await read(source);
    const config = shortConfig('rotation');
    const { opened } = await createPretrainedRun('rotation', 'rotation-small');
    const plans = opened.tasks;
    const fresh = createRunNetwork(config, plans);
    const begun = createRunNetwork(config, plans, values);
    const untouched = await fresh.parameters.export();
    const theirs = new Map(untouched.map((tensor) => [tensor.name, tensor.data]));
    for (const { name, data } of await begun.parameters.export()) {
      expect({ name, data }).toEqual({ name, data: values.get(name)?.data ?? theirs.get(name) });
    }
    fresh.dispose();
    begun.dispose();
  });

  const presets = [...new Set([...presetsOfTask.rotation, ...presetsOfTask.jigsaw])];
  it.each(presets.filter((preset) => preset !== 'rotation-small'))(
    'is refused for another network: %s',
    async (preset) => {
      await expect(read(source, preset)).rejects.toMatchObject({
        code: 'badArgument',
        message: expect.stringMatching(
          /block\d\.\w+\.\w+ is (\[[\d, ]+\]|missing) there and/,
        ) as string,
      });
    },
  );

  it('names the first tensor that differs, with both shapes', async () => {
    await expect(read(source, 'jigsaw-small')).rejects.toThrow(
      'block3.conv.filter is [3, 3, 64, 64] there and [3, 3, 64, 128] here',
    );
    const { runFolder } = await createPretrainedRun('rotation', 'rotation-paper-3');
    await expect(read(runFolder, 'rotation-paper-4')).rejects.toThrow(
      'block4.conv1.filter is missing there and [3, 3, 192, 192] here',
    );
    await expect(
      read(
        (await createPretrainedRun('rotation', 'rotation-paper-4')).runFolder,
        'rotation-paper-3',
      ),
    ).rejects.toThrow('block4.conv1.filter is [3, 3, 192, 192] there and missing here');
  });

  it('is refused where there is none', async () => {
    const copy = async (from: string): Promise<string> => {
      const to = join(await createFolder(), 'copy');
      await cp(from, to, { recursive: true });
      return to;
    };
    const refused = (path: string, code: string, message: RegExp) =>
      expect(read(path)).rejects.toMatchObject({
        code,
        message: expect.stringMatching(message) as string,
      });
    await refused(join(source, 'gone'), 'folderMissing', /gone/);
    const nothing = join(await createFolder(), 'nothing');
    await mkdir(nothing);
    await refused(nothing, 'badArgument', /neither a run nor an export/);

    const empty = await copy(source);
    await rm(join(empty, 'checkpoints'), { recursive: true });
    await refused(empty, 'noCheckpoint', /no checkpoint yet/);
    const newer = await copy(source);
    const json = await readFile(join(newer, 'run.json'), 'utf8');
    await writeFile(
      join(newer, 'run.json'),
      json.replace('"formatVersion": 1', '"formatVersion": 2'),
    );
    await refused(newer, 'runUnreadable', /newer/);
    const cut = await copy(source);
    await truncate(join(cut, 'checkpoints', 'step-00000020.safetensors'), 5000);
    await refused(cut, 'checkpointCorrupt', /None of the 1 checkpoints/);

    const half = await copy(exported);
    await truncate(join(half, 'weights.safetensors'), 5000);
    await refused(half, 'checkpointCorrupt', /weights\.safetensors cannot be used/);
    const change = async (
      edit: (parsed: ReturnType<typeof parseSafetensors>) => Record<string, string>,
    ): Promise<string> => {
      const folder = await copy(exported);
      const file = join(folder, 'weights.safetensors');
      const parsed = parseSafetensors(await readFile(file));
      const metadata = edit(parsed);
      await writeFile(
        file,
        Buffer.concat(encodeSafetensors([...parsed.tensors.values()], metadata)),
      );
      return folder;
    };
    const foreign = await change(() => ({ format: 'pt' }));
    await refused(foreign, 'badArgument', /not exported by this version/);
    const unknown = await change(({ metadata }) => ({
      ...Object.fromEntries(metadata),
      preset: 'rotation-huge',
    }));
    await refused(unknown, 'badArgument', /not exported by this version/);
    const lacking = await change(({ tensors, metadata }) => {
      tensors.delete('trunk.block2.conv.conv.weight');
      return Object.fromEntries(metadata);
    });
    await refused(lacking, 'checkpointCorrupt', /a tensor is missing/);
    const broken = await change(({ tensors, metadata }) => {
      tensors.get('trunk.block2.conv.conv.weight')?.data.fill(NaN);
      return Object.fromEntries(metadata);
    });
    await refused(broken, 'checkpointCorrupt', /block2\.conv\.filter .* not finite/);
  });
});

describe('a run that begins with a trunk', () => {
  const train = async (config: RunConfig, folder: string): Promise<string> =>
    withEngine(async ({ client }) => {
      const runsFolder = await createFolder();
      const { outcome, runFolder } = await client.call('pretrain', { folder, runsFolder, config });
      expect(outcome).toBe('completed');
      return runFolder;
    });

  it('is the same again, from the export too, and goes on without its source', async () => {
    const folder = await createImages(40);
    const from = join(await createFolder(), 'source');
    await cp(source, from, { recursive: true });
    const config = shortConfig('rotation', { epochs: 2, init: from });
    const run = await train(config, folder);
    const numbers = await readNumbers(run);
    const { startedFrom, config: written } = await readRunJson(run);
    expect(startedFrom).toEqual({ ...(await read(source)).origin, path: from });
    expect(written.init).toBe(from);
    expect(await readNumbers(await train({ ...config, init: exported }, folder))).toEqual(numbers);
    const other = await readNumbers(await train({ ...config, init: null }, folder));
    expect(other.tensors).not.toEqual(numbers.tensors);

    const killed = await withEngine(async (engine) => {
      const runsFolder = await createFolder();
      const answer = engine.client.call('pretrain', { folder, runsFolder, config });
      answer.catch(() => undefined);
      const { runFolder } = await engine.waitFor('runStarted');
      await engine.waitForStep(2);
      await engine.kill();
      await expect(answer).rejects.toThrow(/killed/);
      return runFolder;
    });
    await rename(from, `${from}-gone`);
    await withEngine(async ({ client }) => {
      expect((await client.call('resumeRun', { runFolder: killed })).outcome).toBe('completed');
    });
    expect(await readNumbers(killed)).toEqual(numbers);
  });

  it('cannot go on when it has lost its first checkpoint', async () => {
    const folder = await createImages(40);
    const config = shortConfig('rotation', { epochs: 50, init: source });
    await withEngine(async (engine) => {
      const { client } = engine;
      const answer = client.call('pretrain', { folder, runsFolder: await createFolder(), config });
      const { runFolder } = await engine.waitFor('runStarted');
      await client.call('stop', { outcome: 'stopped' });
      await answer;
      await rm(join(runFolder, 'checkpoints'), { recursive: true });
      await expect(client.call('resumeRun', { runFolder })).rejects.toMatchObject({
        code: 'noCheckpoint',
        message: expect.stringContaining('start a new run (--init)') as string,
      });
    });
  });
});
