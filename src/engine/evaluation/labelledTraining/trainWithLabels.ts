/** Training with labels: shuffled epochs of augmented whole views, until the planned steps are done. */
import { setImmediate } from 'node:timers/promises';

import * as tf from '@tensorflow/tfjs';

import { sentence } from '../../../protocol/sentence.js';
import { softmaxCrossEntropy } from '../../backend/networkOps.js';
import { createLoader } from '../../data/loader.js';
import { LabError } from '../../labError.js';
import { createRandom, shuffledIndices } from '../../random.js';
import { descend, gradientsOf } from '../../training/gradients.js';
import { learningRateAt } from '../../training/learningRate.js';
import type { ValuesByName } from '../../model/parameters.js';
import type { ImageSource } from '../extractFeatures.js';
import {
  createLabelledNetwork,
  type LabelledNetwork,
  type LabelledNetworkOptions,
} from './labelledNetwork.js';
import type { LabelledPlan } from './labelledPlan.js';
import { createLossWatch } from './lossWatch.js';

/** Images with labels, and who makes their views. */
export interface LabelledSource extends ImageSource {
  /** int32 [N], each 0 .. classes - 1, in the order of the images. */
  readonly labels: Int32Array;
}

export interface LabelledTrainingOptions {
  /** Of the order and the augmentation; with the same seed the same batches. */
  readonly seed: number;
  /** Called after each step. */
  readonly onStep: () => void;
  /** Gives up between two steps; its reason is thrown. */
  readonly signal: AbortSignal;
}

/** Batches that are made ahead; whole views can be large. */
const prefetchedBatches = 2;

/**
 * One step on one batch.
 * @param views float32 [B, H, W, 3]
 * @returns the loss, nats, not yet read; the caller disposes it
 */
const takeStep = (
  network: LabelledNetwork,
  views: Float32Array,
  labels: Int32Array,
  { optimizer }: LabelledPlan,
  learningRate: number,
): tf.Scalar => {
  const { trunk } = network;
  const side = trunk.views.viewSizePx;
  const lossOf = (): tf.Scalar => {
    const x = tf.tensor4d(views, [labels.length, side, side, 3]);
    return softmaxCrossEntropy(network.logits(x, 'train'), tf.tensor1d(labels, 'int32'));
  };
  const gradients = gradientsOf(trunk.parameters, lossOf);
  return descend(trunk.parameters, gradients, optimizer, learningRate);
};

/**
 * Trains a network, its trunk and its head, in place. An epoch goes through all images but those that
 * do not fill a step.
 * @throws LabError `lossNotFinite`, `internal` when a loader worker fails; the signal's reason
 */
export const trainWithLabels = async (
  network: LabelledNetwork,
  { images, labels, dataset, pool, clock }: LabelledSource,
  plan: LabelledPlan,
  { seed, onStep, signal }: LabelledTrainingOptions,
): Promise<void> => {
  const random = createRandom(seed).split('labelledTraining');
  const labelOf = new Map(Array.from(images, (image, row) => [image, labels[row] ?? 0]));
  let step = 0;
  const losses = createLossWatch((loss, of) => notFinite(loss, of, plan));
  try {
    for (let epoch = 0; step < plan.steps; epoch++) {
      const shuffled = shuffledIndices(images.length, random.split('shuffle', epoch));
      const batches = createLoader({
        dataset,
        order: shuffled.map((row) => images[row] ?? 0),
        batchSize: plan.viewsPerStep,
        dropLast: true,
        mode: 'train',
        specs: [network.trunk.views],
        seed,
        epoch,
        startBatch: 0,
        pool,
        prefetch: prefetchedBatches,
        clock,
      });
      try {
        while (step < plan.steps) {
          const batch = await batches.next();
          if (batch === null) break;
          const rate = learningRateAt(plan.optimizer, step, plan.steps);
          try {
            const views = batch.parts[0]?.views ?? new Float32Array();
            const batchLabels = batch.images.map((image) => labelOf.get(image) ?? 0);
            await losses.watch(takeStep(network, views, batchLabels, plan, rate), step + 1);
          } finally {
            batch.release();
          }
          step += 1;
          onStep();
          // A step may hold the thread: messages and workers get their turn here.
          await setImmediate();
          signal.throwIfAborted();
        }
      } finally {
        await batches.close();
      }
    }
    await losses.finish();
  } finally {
    losses.dispose();
  }
};

/**
 * Builds a network and trains it.
 * @param start weights of the trunk; null for the random ones of its run's seed
 * @throws as `trainWithLabels`; nothing is left behind then
 */
export const createTrainedNetwork = async (
  network: LabelledNetworkOptions,
  start: ValuesByName | null,
  source: LabelledSource,
  plan: LabelledPlan,
  options: LabelledTrainingOptions,
): Promise<LabelledNetwork> => {
  const created = createLabelledNetwork(network, start);
  try {
    await trainWithLabels(created, source, plan, options);
    return created;
  } catch (error) {
    created.dispose();
    throw error;
  }
};

const notFinite = (loss: number, step: number, { optimizer }: LabelledPlan): LabError =>
  new LabError(
    'lossNotFinite',
    sentence(
      'In training with labels the loss became {0} at step {1} with a peak learning rate of {2}; leave this training out, or take a run that was pretrained at a lower rate.',
      loss,
      step,
      optimizer.learningRate,
    ),
  );
