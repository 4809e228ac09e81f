/** Times the training step of one network in this process. Run it in a process of its own. */
import { fileURLToPath } from 'node:url';

import {
  registerKernels,
  tensorflowKernels,
} from '../../src/engine/backend/kernels/registerKernels.js';
import { loadTensorflow, type Tensorflow } from '../../src/engine/backend/tensorflow.js';
import { makePermutationSet } from '../../src/engine/pretext/jigsaw/permutationSet.js';
import type { PretextTask } from '../../src/engine/pretext/pretextTask.js';
import { planTasks } from '../../src/engine/pretext/tasks.js';
import { createRandom } from '../../src/engine/random.js';
import { calibrate } from '../../src/engine/training/calibrate.js';
import {
  createPretextNetwork,
  type PretextNetwork,
} from '../../src/engine/training/pretextNetwork.js';
import { readFigures, trainStep } from '../../src/engine/training/trainStep.js';
import type { Precision, RunConfig } from '../../src/protocol/run.js';
import { benchNetwork, type NetworkName, type PoolName } from './benchNetworks.js';
import type { StepMeasurement } from './measurements.js';
import { watchOperations } from './operationProfile.js';
import { sceneBatch } from './sceneBatch.js';
import { median } from './statistics.js';
import { firstLayerMultiplyAdds, stepGflop } from './stepGflop.js';

export interface StepOptions {
  readonly network: NetworkName;
  readonly pool: PoolName;
  readonly precision: RunConfig['precision'];
  /** Timed steps, after those that warm up. */
  readonly steps: number;
  /** Tells operations of different input shapes apart. */
  readonly byShape: boolean;
}

/** The first steps fill the allocator's heap and oneDNN's caches. */
const warmupSteps = 2;
const learningRate = 0.01;
const seed = 1;

/** Loads TensorFlow with the native kernels beside the bundle, as the engine does. */
export const loadBundledTensorflow = async (): Promise<Tensorflow> => {
  const beside = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
  const tensorflow = await loadTensorflow({
    tensorflowFolder: beside('../node_modules/@tensorflow/tfjs-node'),
    nativeKernels: beside('native/pretextKernels.node'),
  });
  registerKernels('tensorflow', tensorflowKernels(tensorflow));
  return tensorflow;
};

const planOf = (config: RunConfig): PretextTask => {
  const { grid, permutations, permutationMethod } = config.jigsaw;
  const set =
    config.task === 'jigsaw'
      ? makePermutationSet({ method: permutationMethod, count: permutations, grid, seed })
      : null;
  const [plan] = planTasks(config, set);
  if (plan === undefined) throw new Error(`The task ${config.task} has no plan.`);
  return plan;
};

/**
 * Forward, backward and update on a fixed batch, the reading of the loss included.
 * @throws LabError when TensorFlow cannot be loaded; Error when the loss is not finite
 */
export const timeStep = async (
  options: StepOptions,
  clock: () => number,
): Promise<StepMeasurement> => {
  const tensorflow = await loadBundledTensorflow();
  const { config, spec } = benchNetwork(options.network, options.pool);
  const plan = planOf(config);
  const parts = [sceneBatch(plan, config.batchSize, seed)];
  const createNetwork = (): PretextNetwork =>
    createPretextNetwork(spec, [plan], createRandom(seed).split('network'));

  const calibration =
    options.precision === 'auto'
      ? await calibrate({
          ...{ createNetwork, parts, config, clock },
          bfloat16Available: true,
          needsTime: true,
        })
      : null;
  const precision: Precision =
    options.precision === 'auto' ? (calibration?.chosen ?? 'float32') : options.precision;

  const network = createNetwork();
  const profile = watchOperations(clock, options.byShape);
  const times: number[] = [];
  let loss = Number.NaN;
  for (let step = 0; step < warmupSteps + options.steps; step++) {
    if (step === warmupSteps) profile.reset();
    const startMs = clock();
    const figures = trainStep(network, parts, precision, config.optimizer, learningRate);
    const [read] = await readFigures([figures]);
    loss = read?.loss ?? Number.NaN;
    if (step >= warmupSteps) times.push(clock() - startMs);
    // Such a step updates nothing, so it would be timed too short.
    if (!Number.isFinite(loss)) throw new Error(`The loss of step ${step} is ${loss}.`);
  }
  const totalMs = times.reduce((sum, ms) => sum + ms, 0);
  const operations = profile.totals();
  const { layout } = plan;
  const { parameters, multiplyAddsPerImage } = network.size;
  return {
    kind: 'step',
    precision,
    calibration,
    msPerStep: median(times),
    loss,
    kernelShare: operations.reduce((sum, { ms }) => sum + ms, 0) / totalMs,
    operations: operations.map(({ operation, calls, ms }) => ({
      operation,
      calls: calls / options.steps,
      ms: ms / options.steps,
    })),
    gflopPerStep: stepGflop({
      multiplyAddsPerImage,
      firstLayerMultiplyAddsPerImage:
        layout.viewsPerImage * firstLayerMultiplyAdds(spec, layout.viewSizePx),
      images: config.batchSize,
    }),
    parameters,
    tensorflow: tensorflow.version,
    nativeKernels: tensorflow.nativeKernels.loaded,
  };
};
