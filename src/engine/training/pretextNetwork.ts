/** The network that a run trains: one trunk with a head for each of its tasks. */
import * as tf from '@tensorflow/tfjs';

import { softmaxCrossEntropy } from '../backend/networkOps.js';
import type { BatchPart } from '../data/batch.js';
import type { NetworkMode } from '../model/layers.js';
import { networkSizeOf } from '../model/networkSize.js';
import { Parameters, type ValuesByName } from '../model/parameters.js';
import { networkSpec, type NetworkSpec } from '../model/presets.js';
import { createTrunk, type Trunk } from '../model/trunk.js';
import type { PretextHead } from '../pretext/pretextHead.js';
import type { PretextTask } from '../pretext/pretextTask.js';
import { createRandom, type Random } from '../random.js';
import type { NetworkSize, Precision, RunConfig } from '../../protocol/run.js';

/** A task with its head in place. */
export interface NetworkTask {
  readonly task: PretextTask;
  readonly head: PretextHead;
}

/** What a forward pass over one task's part of a batch gives. */
export interface ForwardResult {
  /** float32 scalar: mean cross-entropy over the labels. */
  readonly loss: tf.Scalar;
  /** float32 scalar: how many labels have the largest logit of their row. */
  readonly correct: tf.Scalar;
  /** float32 [B*L, classes] */
  readonly logits: tf.Tensor;
}

const countCorrect = (logits: tf.Tensor, labels: tf.Tensor1D): tf.Scalar =>
  tf.sum<tf.Scalar>(tf.cast(tf.equal(tf.argMax(logits, -1), labels), 'float32'));

export interface PretextNetwork {
  readonly trunk: Trunk;
  readonly tasks: readonly NetworkTask[];
  readonly parameters: Parameters;
  readonly size: NetworkSize;
  /** Run within `tf.tidy`. */
  forward(
    networkTask: NetworkTask,
    part: BatchPart,
    mode: NetworkMode,
    precision: Precision,
  ): ForwardResult;
  dispose(): void;
}

/**
 * Builds the network with fresh weights.
 * @param random each parameter draws from a child stream named like it
 */
export const createPretextNetwork = (
  spec: NetworkSpec,
  tasks: readonly PretextTask[],
  random: Random,
): PretextNetwork => {
  const parameters = new Parameters(random);
  const trunk = createTrunk(spec.trunk, parameters);
  const networkTasks = tasks.map((task) => ({ task, head: task.createHead(spec, parameters) }));
  return {
    trunk,
    tasks: networkTasks,
    parameters,
    size: networkSizeOf(spec, tasks, parameters),
    forward: ({ task, head }, part, mode, precision) => {
      const side = task.layout.viewSizePx;
      const views = tf.tensor4d(part.views, [part.views.length / (side * side * 3), side, side, 3]);
      const features = trunk.features(views, mode, precision); // [B*V, h, w, C]
      const logits = head.logits(features, part.labels, mode, precision); // [B*L, classes]
      const labels = tf.tensor1d(part.labels, 'int32');
      const loss = softmaxCrossEntropy(logits, labels);
      return { loss, correct: countCorrect(logits, labels), logits };
    },
    dispose: () => {
      parameters.dispose();
    },
  };
};

/**
 * The network of a configuration with its first weights, which depend on its seed and on `trunk` alone.
 * @param trunk weights of its trunk; random ones without
 */
export const createRunNetwork = (
  config: RunConfig,
  tasks: readonly PretextTask[],
  trunk?: ValuesByName,
): PretextNetwork => {
  const network = createPretextNetwork(
    networkSpec(config.preset),
    tasks,
    createRandom(config.seed).split('parameters'),
  );
  if (trunk !== undefined) network.parameters.takeOver(trunk);
  return network;
};
