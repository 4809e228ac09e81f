/**
 * Evaluating a pretrained trunk, from the request to its result. For each block a linear probe and a
 * vote of nearest neighbours on frozen features, beside them the same of a random trunk and of raw
 * pixels. Everything is fitted and chosen on training images; test images only measure.
 */
import { setImmediate } from 'node:timers/promises';

import type {
  BlockEvaluation,
  EvaluationParams,
  EvaluationProgress,
  EvaluationResult,
  FewLabelsEvaluation,
} from '../../protocol/evaluation.js';
import { sentence } from '../../protocol/sentence.js';
import { LabError, reasonOf } from '../labError.js';
import { createRandom, type Random } from '../random.js';
import { saveEvaluation } from '../runFolder/evaluations.js';
import type { EngineWorld } from '../world.js';
import { countSharedImages, openEvaluationData, type EvaluationData } from './evaluationData.js';
import { extractSides, type FeatureSides } from './featureSides.js';
import { countDraws, probeFewLabels } from './fewLabels.js';
import { countClasses } from './labels.js';
import { openTrunk, type OpenedTrunk } from './openTrunk.js';
import { probeFeatures, type ProbedFeatures } from './probeFeatures.js';
import { requireBlocks } from './requireBlocks.js';
import { holdOutShare } from './stratify.js';

type World = Pick<
  EngineWorld,
  'report' | 'workerUrl' | 'bfloat16Available' | 'clock' | 'now' | 'disk'
>;

/** Share of the training images on which settings are chosen. */
const validationShare = 0.2;

/** What the steps of an evaluation share. */
interface Evaluation {
  readonly data: EvaluationData;
  readonly random: Random;
  readonly report: (phase: EvaluationProgress['phase'], done: number, total: number) => void;
  /** Lets messages through, and throws when the evaluation was stopped. */
  readonly pause: () => Promise<void>;
}

const boundsOf = ({ low, high }: { low: number; high: number }) => ({ low, high });

/** Beside each block its twin of the random trunk. */
const joinBlock = (
  { train }: FeatureSides,
  own: ProbedFeatures,
  twin: ProbedFeatures,
): BlockEvaluation => ({
  block: train.name,
  dimension: train.dimension,
  linear: own.linear,
  knn: own.knn,
  validationAccuracy: own.validationAccuracy,
  random: {
    linear: twin.linear.accuracy,
    knn: twin.knn.accuracy,
    intervals: { linear: boundsOf(twin.linear), knn: boundsOf(twin.knn) },
  },
});

/** A place in the list of blocks. Of equals the first one is the best. */
const placeOfBest = (blocks: readonly BlockEvaluation[]): number =>
  blocks.reduce((best, { validationAccuracy }, place) => {
    return validationAccuracy > (blocks[best]?.validationAccuracy ?? 0) ? place : best;
  }, 0);

/** Few labels on one block, beside the random trunk with the same images. */
const compareFewLabels = async (
  { data, random, report, pause }: Evaluation,
  own: FeatureSides,
  twin: FeatureSides,
): Promise<FewLabelsEvaluation[]> => {
  const classes = data.classes.length;
  const { labels } = data.train;
  const total = 2 * countDraws(labels, classes);
  let done = 0;
  const fit = ({ train, test }: FeatureSides) =>
    probeFewLabels(
      { features: train, labels, classes },
      { features: test, labels: data.test.labels },
      random.split('fewLabels'),
      () => {
        done += 1;
        report('fewLabels', done, total);
      },
      pause,
    );
  const pretrained = await fit(own);
  const untrained = await fit(twin);
  return pretrained.map(({ perClass, draws, accuracy }, i) => ({
    perClass,
    draws,
    ...accuracy,
    random: untrained[i]?.accuracy ?? accuracy,
  }));
};

const run = async (
  params: EvaluationParams,
  trunk: OpenedTrunk,
  world: World,
  signal: AbortSignal,
): Promise<Omit<EvaluationResult, 'createdAt' | 'elapsedMs'>> => {
  requireBlocks(trunk, params.blocks);
  const data = await openEvaluationData(params, trunk, world, signal);
  const shared = await countSharedImages(data, trunk, world);
  const { train, test, classes } = data;
  const random = createRandom(params.seed).split('evaluation');
  const split = holdOutShare(train.labels, classes.length, validationShare, random.split('choice'));
  const pause = async (): Promise<void> => {
    await setImmediate();
    signal.throwIfAborted();
  };
  const evaluation: Evaluation = {
    data,
    random,
    pause,
    report: (phase, done, total) => {
      world.report({ kind: 'evaluationProgress', phase, done, total });
    },
  };
  const features = await extractSides(data, trunk, world, {
    ...params,
    signal,
    onProgress: (done, total) => {
      evaluation.report('features', done, total);
    },
  });
  const sets = [...features.pretrained, ...features.random, ...features.pixels];
  const probed: ProbedFeatures[] = [];
  for (const set of sets) {
    probed.push(await probeFeatures(set, { ...params, data, split, random, pause }));
    evaluation.report('probes', probed.length, sets.length);
  }
  const blocks = features.pretrained.length;
  const perBlock = features.pretrained.flatMap((set, i) => {
    const [own, twin] = [probed[i], probed[blocks + i]];
    return own === undefined || twin === undefined ? [] : [joinBlock(set, own, twin)];
  });
  const best = placeOfBest(perBlock);
  const [ownBest, twinBest] = [features.pretrained[best], features.random[best]];
  const [pixelSet, pixels] = [features.pixels[0], probed.at(-1)];
  if (!ownBest || !twinBest || !pixelSet || !pixels) throw new Error('A trunk needs a block.');
  return {
    kind: 'evaluation',
    runFolder: trunk.runFolder,
    step: trunk.step,
    epoch: trunk.epoch,
    dataset: {
      trainFolder: train.dataset.folder,
      testFolder: params.testFolder === null ? null : test.dataset.folder,
      trainLabels: params.trainLabels,
      testLabels: params.testLabels,
      classes: [...classes],
      trainImages: train.images.length,
      testImages: test.images.length,
      unlabelled: { train: train.unlabelled, test: test.unlabelled },
      shared,
    },
    settings: {
      poolGrid: params.poolGrid,
      neighbors: params.neighbors,
      temperature: params.temperature,
      seed: params.seed,
      testShare: params.testFolder === null ? params.testShare : null,
      precision: trunk.precision,
    },
    perBlock,
    bestBlock: ownBest.train.name,
    fewLabels: params.fewLabels ? await compareFewLabels(evaluation, ownBest, twinBest) : [],
    references: {
      majority: Math.max(...countClasses(test.labels, classes.length)) / test.labels.length,
      pixels: { dimension: pixelSet.train.dimension, linear: pixels.linear, knn: pixels.knn },
    },
  };
};

/** Keeps the result with the run. That it cannot be kept costs nobody the result itself. */
const keep = async (result: EvaluationResult, world: World): Promise<void> => {
  await saveEvaluation(result.runFolder, result, world.disk).catch((error: unknown) => {
    world.report({
      kind: 'warning',
      code: 'run',
      message: sentence('The evaluation could not be kept with the run: {0}', reasonOf(error)),
    });
  });
};

/**
 * Evaluates the trunk of a run on labelled images and keeps the result with the run. Writes nothing
 * else but the cache of decoded images.
 * @param signal ends it early
 * @throws LabError `engineStopped` when it was ended, and those of opening the run, the images and the
 *   labels
 */
export const evaluate = async (
  params: EvaluationParams,
  signal: AbortSignal,
  world: World,
): Promise<EvaluationResult> => {
  const started = world.clock();
  const trunk = await openTrunk(params.runFolder, world);
  try {
    const measured = await run(params, trunk, world, signal);
    const createdAt = world.now().toISOString();
    const result = { ...measured, createdAt, elapsedMs: world.clock() - started };
    await keep(result, world);
    return result;
  } catch (error) {
    if (!signal.aborted) throw error;
    throw new LabError(
      'engineStopped',
      sentence('The evaluation was stopped before it had a result.'),
      {
        cause: error,
      },
    );
  } finally {
    trunk.dispose();
  }
};
