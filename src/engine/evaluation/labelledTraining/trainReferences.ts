/**
 * What training with labels makes of the same trunk: trained from its random weights for as long as it
 * was pretrained, and fine-tuned from both. Test images measure what came out, and nothing else.
 */
import type {
  Accuracy,
  EvaluationParams,
  FineTunedReference,
  LabelledTraining,
  SupervisedReference,
} from '../../../protocol/evaluation.js';
import type { ValuesByName } from '../../model/parameters.js';
import type { Random } from '../../random.js';
import type { EngineWorld } from '../../world.js';
import { bootstrapAccuracy } from '../bootstrap.js';
import { likeliestClasses } from '../classScores.js';
import type { EvaluationData, LabelledRows } from '../evaluationData.js';
import { openLoaderPool } from '../evaluationImages.js';
import { mapImages, type ImageSource } from '../extractFeatures.js';
import { markCorrect } from '../linearProbe.js';
import type { OpenedTrunk } from '../openTrunk.js';
import { createLogitsExtractor, weightsOf, type LabelledNetwork } from './labelledNetwork.js';
import {
  planFineTuning,
  planSupervised,
  pretrainingViews,
  type LabelledPlan,
} from './labelledPlan.js';
import { drawLabels } from './labelledSubset.js';
import { createTrainedNetwork, type LabelledTrainingOptions } from './trainWithLabels.js';

/** A trunk that was trained with labels, with what is known of it before it is probed. */
export interface SupervisedTrunk extends Pick<SupervisedReference, 'head' | 'training'> {
  /** Whoever asked for it disposes it. */
  readonly network: LabelledNetwork;
}

/** Each is null where it was not asked for. */
export interface TrainedReferences {
  readonly supervised: SupervisedTrunk | null;
  readonly fineTuned: FineTunedReference | null;
}

export interface ReferenceOptions {
  readonly data: EvaluationData;
  readonly trunk: OpenedTrunk;
  /** Of the evaluation. */
  readonly random: Random;
  /** Called after each step, with the steps of all trainings together. */
  readonly onProgress: (done: number, total: number) => void;
  readonly signal: AbortSignal;
}

type FineTuningParams = NonNullable<EvaluationParams['fineTune']>;

/** What is trained on, and for how long. */
interface Training {
  readonly labelled: LabelledRows;
  readonly plan: LabelledPlan;
}

const describe = ({ labelled, plan }: Training, elapsedMs: number): LabelledTraining => ({
  images: labelled.images.length,
  steps: plan.steps,
  views: plan.steps * plan.viewsPerStep,
  learningRate: plan.optimizer.learningRate,
  elapsedMs,
});

/** Weights of a trunk, or null for the random ones of its run's seed. */
type Start = ValuesByName | null;

/** Trains on the training images and measures on the test images. */
interface Trainer {
  train(
    start: Start,
    training: Training,
  ): Promise<{ readonly network: LabelledNetwork; readonly accuracy: Accuracy }>;
}

const createTrainer = (
  { data, trunk, random, signal }: ReferenceOptions,
  { seed, onStep }: Pick<LabelledTrainingOptions, 'seed' | 'onStep'>,
  source: Pick<ImageSource, 'pool' | 'clock'>,
): Trainer => {
  const { train, test } = data;
  const { views, precision } = trunk;
  const classes = data.classes.length;
  const measure = async (network: LabelledNetwork): Promise<Accuracy> => {
    const images = { ...source, dataset: test.dataset, images: test.images };
    const extractor = createLogitsExtractor(network);
    const [[logits] = []] = await mapImages(images, views, [extractor], { signal });
    if (logits === undefined) throw new Error('There are no logits.');
    const correct = markCorrect(likeliestClasses({ values: logits.values, classes }), test.labels);
    return bootstrapAccuracy(correct, random.split('bootstrap'));
  };
  return {
    train: async (start, { labelled, plan }) => {
      const network = await createTrainedNetwork(
        { config: trunk.run.config, views, precision, classes },
        start,
        { ...source, ...labelled, dataset: train.dataset },
        plan,
        { seed, onStep, signal },
      );
      try {
        return { network, accuracy: await measure(network) };
      } catch (error) {
        network.dispose();
        throw error;
      }
    },
  };
};

/** The same images, batches and first head for both starts. */
const planTuning = (
  { data: { train, classes }, trunk, random }: ReferenceOptions,
  { epochs, labelsPerClass }: FineTuningParams,
): Training => {
  const labelled =
    labelsPerClass === null
      ? train
      : drawLabels(train, classes, labelsPerClass, random.split('fineTune'));
  return { labelled, plan: planFineTuning(trunk, labelled.images.length, epochs) };
};

const fineTuneBoth = async (
  params: FineTuningParams,
  training: Training,
  pretrained: ValuesByName,
  trainer: Trainer,
  clock: () => number,
): Promise<FineTunedReference> => {
  const started = clock();
  const measureFrom = async (start: Start): Promise<Accuracy> => {
    const { network, accuracy } = await trainer.train(start, training);
    network.dispose();
    return accuracy;
  };
  return {
    ...params,
    pretrained: await measureFrom(pretrained),
    random: await measureFrom(null),
    training: describe(training, clock() - started),
  };
};

/**
 * Trains what was asked for on the training images, and measures it on the test images.
 * @throws LabError `badArgument` when there are fewer labels than asked for, `lossNotFinite`, `internal`
 *   when a loader worker fails; the signal's reason when aborted. Nothing is left behind then.
 */
export const trainReferences = async (
  params: Pick<EvaluationParams, 'supervised' | 'fineTune' | 'seed' | 'workers'>,
  options: ReferenceOptions,
  { clock, ...world }: Pick<EngineWorld, 'report' | 'workerUrl' | 'clock'>,
): Promise<TrainedReferences> => {
  const { data, trunk, onProgress } = options;
  const { fineTune } = params;
  const { train } = data;
  const fromScratch = params.supervised
    ? { labelled: train, plan: planSupervised(trunk, train.images.length) }
    : null;
  const tuning = fineTune === null ? null : planTuning(options, fineTune);
  const total = (fromScratch?.plan.steps ?? 0) + 2 * (tuning?.plan.steps ?? 0);
  let done = 0;
  const onStep = (): void => {
    done += 1;
    onProgress(done, total);
  };
  const pool = openLoaderPool(world, params.workers);
  try {
    const trainer = createTrainer(options, { seed: params.seed, onStep }, { pool, clock });
    // First what keeps no network, so that a failure leaves none behind.
    const fineTuned =
      fineTune === null || tuning === null
        ? null
        : await fineTuneBoth(fineTune, tuning, await weightsOf(trunk), trainer, clock);
    if (fromScratch === null) return { supervised: null, fineTuned };
    const started = clock();
    const { network, accuracy } = await trainer.train(null, fromScratch);
    const training = describe(fromScratch, clock() - started);
    const supervised = {
      network,
      head: accuracy,
      training: { ...training, pretrainingViews: pretrainingViews(trunk) },
    };
    return { supervised, fineTuned };
  } finally {
    await pool.close();
  }
};
