/** Run folders as if they were trained: random weights, batch-norm statistics that are not the first. */
import { join } from 'node:path';

import { openCheckpoint, type OpenedCheckpoint } from '../../src/engine/evaluation/openTrunk.js';
import type { NamedValues } from '../../src/engine/model/parameters.js';
import { planTasks } from '../../src/engine/pretext/tasks.js';
import { createRandom } from '../../src/engine/random.js';
import { hashConfig, saveCheckpoint } from '../../src/engine/runFolder/checkpoint.js';
import {
  writeImagesJson,
  writePermutationsJson,
  writeRunJson,
} from '../../src/engine/runFolder/runFolder.js';
import { permutationSetOf } from '../../src/engine/training/openRunData.js';
import { createRunNetwork } from '../../src/engine/training/pretextNetwork.js';
import { defaultRunConfig, type RunOverrides } from '../../src/protocol/defaultConfig.js';
import type { PresetName, Task } from '../../src/protocol/run.js';
import { checkpointState, runJson } from '../unit/runFolder/runFixtures.js';
import { createReadingWorld } from './evaluationFixtures.js';
import { presetCases } from './networkFixtures.js';
import { createFolder } from './runs.js';

const random = createRandom(3).split('pretrainedRun');

/** Values as training leaves them, where a new network has zeros and ones. */
const asTrained = ({ name, shape, data }: NamedValues): NamedValues => {
  const part = name.split('.').at(-1);
  const stream = random.split(name);
  switch (part) {
    case 'gamma':
      // Small enough that features stay as large as trained ones are.
      return { name, shape, data: data.map(() => 0.25 + stream.uniform() / 2) };
    case 'variance':
      return { name, shape, data: data.map(() => 0.5 + stream.uniform()) };
    case 'beta':
    case 'bias':
    case 'mean':
      return { name, shape, data: data.map(() => stream.normal() / 4) };
    default:
      return { name, shape, data };
  }
};

/** Every preset with the tasks that it serves, as small as it gets: the paper's jigsaw is large. */
export const exportCases: readonly {
  readonly task: Task;
  readonly preset: PresetName;
  readonly overrides: RunOverrides;
}[] = presetCases.map(({ task, preset, overrides }) =>
  preset.startsWith('jigsaw-paper')
    ? { task, preset, overrides: { imageSizePx: 80, jigsaw: { grid: 2 } } }
    : { task, preset, overrides },
);

export interface PretrainedRun {
  readonly runFolder: string;
  readonly opened: OpenedCheckpoint;
}

/**
 * Writes a run folder without training.
 * @param images folder of images and those that the run lists; a folder that is gone without
 */
export const createPretrainedRun = async (
  task: Task,
  preset: PresetName,
  overrides: RunOverrides = {},
  images: { readonly folder: string; readonly paths: readonly string[] } = {
    folder: '/no such folder/photos',
    paths: [],
  },
): Promise<PretrainedRun> => {
  const runFolder = await createFolder();
  const config = defaultRunConfig(task, preset, {
    imageSizePx: task === 'rotation' ? 16 : 60,
    ...overrides,
    jigsaw: { permutations: 16, ...overrides.jigsaw },
  });
  const permutationSet = permutationSetOf(config);
  if (permutationSet !== null) await writePermutationsJson(runFolder, permutationSet);
  await writeRunJson(runFolder, {
    ...runJson('2026-01-02T03:04:05.000Z', 'completed'),
    folder: images.folder,
    config,
  });
  const listed = images.paths.map((path) => ({ path, side: 'train' as const }));
  await writeImagesJson(runFolder, listed, []);
  const network = createRunNetwork(config, planTasks(config, permutationSet));
  const tensors = (await network.parameters.export())
    .map(asTrained)
    .map((values) => ({ ...values, dtype: 'F32' as const }));
  network.dispose();
  const state = { ...checkpointState(20), configHash: hashConfig(config) };
  await saveCheckpoint(runFolder, tensors, state, 1);
  const opened = await openCheckpoint(runFolder, createReadingWorld());
  return { runFolder, opened };
};

/** A name for a folder that is not there yet. */
export const newFolder = async (): Promise<string> => join(await createFolder(), 'export');
