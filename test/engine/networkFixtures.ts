/** Small networks with batches of random views. */
import { networkSpec } from '../../src/engine/model/presets.js';
import type { PretextTask } from '../../src/engine/pretext/pretextTask.js';
import { planTasks } from '../../src/engine/pretext/tasks.js';
import type { BatchPart } from '../../src/engine/data/batch.js';
import { createRandom } from '../../src/engine/random.js';
import { permutationSetOf } from '../../src/engine/training/openRunData.js';
import {
  createPretextNetwork,
  type PretextNetwork,
} from '../../src/engine/training/pretextNetwork.js';
import { defaultRunConfig, type RunOverrides } from '../../src/protocol/defaultConfig.js';
import type { PermutationSet, PresetName, RunConfig, Task } from '../../src/protocol/run.js';

export interface NetworkFixture {
  readonly config: RunConfig;
  readonly plans: readonly PretextTask[];
  readonly network: PretextNetwork;
  /** One per task. */
  readonly parts: readonly BatchPart[];
}

export interface FixtureOptions {
  /** Instead of the one of the configuration. */
  readonly permutationSet?: PermutationSet;
  /** Side of the views of rotations, px, instead of that of the images. */
  readonly rotatedPx?: number;
}

/** @param overrides of the configuration; `batchSize` images are made */
export const createFixture = (
  task: Task,
  preset: PresetName,
  overrides: RunOverrides = {},
  { permutationSet, rotatedPx }: FixtureOptions = {},
): NetworkFixture => {
  const config = defaultRunConfig(task, preset, {
    batchSize: 4,
    imageSizePx: task === 'rotation' ? 16 : 60,
    ...overrides,
  });
  const plans = planTasks(config, permutationSet ?? permutationSetOf(config)).map((plan) =>
    plan.name === 'rotation' && rotatedPx !== undefined
      ? { ...plan, layout: { ...plan.layout, viewSizePx: rotatedPx } }
      : plan,
  );
  const random = createRandom(config.seed).split('fixture');
  const parts = plans.map(({ name, layout }): BatchPart => {
    const views = config.batchSize * layout.viewsPerImage;
    const pixels = random.split(name, 'views');
    const classes = random.split(name, 'labels');
    return {
      views: Float32Array.from({ length: views * layout.viewSizePx ** 2 * 3 }, () =>
        pixels.normal(),
      ),
      labels: Int32Array.from({ length: config.batchSize * layout.labelsPerImage }, () =>
        classes.below(layout.classes),
      ),
    };
  });
  const network = createPretextNetwork(networkSpec(preset), plans, createRandom(1));
  return { config, plans, network, parts };
};

/** Every preset with the tasks that it serves. The paper's jigsaw trunk needs larger tiles. */
export const presetCases: readonly {
  readonly task: Task;
  readonly preset: PresetName;
  readonly overrides: RunOverrides;
}[] = [
  { task: 'rotation', preset: 'rotation-small', overrides: {} },
  { task: 'rotation', preset: 'rotation-medium', overrides: {} },
  { task: 'rotation', preset: 'rotation-paper-3', overrides: {} },
  { task: 'rotation', preset: 'rotation-paper-4', overrides: {} },
  { task: 'rotation', preset: 'rotation-paper-5', overrides: {} },
  { task: 'jigsaw', preset: 'jigsaw-small', overrides: {} },
  { task: 'jigsaw', preset: 'jigsaw-paper', overrides: { imageSizePx: 120, batchSize: 2 } },
  { task: 'jigsaw', preset: 'jigsaw-paper-plain', overrides: { imageSizePx: 120, batchSize: 2 } },
  { task: 'both', preset: 'jigsaw-small', overrides: {} },
];
