/** From trunks to the figures of an evaluation: features of all of them, probed and put side by side. */
import type {
  BlockEvaluation,
  EvaluationParams,
  EvaluationProgress,
  EvaluationResult,
  FewLabelsEvaluation,
  ProbedBlock,
  SupervisedReference,
} from '../../protocol/evaluation.js';
import type { Random } from '../random.js';
import type { EngineWorld } from '../world.js';
import type { EvaluationData } from './evaluationData.js';
import { extractSides, type FeatureSides } from './featureSides.js';
import { countDraws, probeFewLabels } from './fewLabels.js';
import { countClasses } from './labels.js';
import type { SupervisedTrunk, TrainedReferences } from './labelledTraining/trainReferences.js';
import type { OpenedTrunk } from './openTrunk.js';
import { probeFeatures, type ProbedFeatures } from './probeFeatures.js';
import { holdOutShare } from './stratify.js';

/** Share of the training images on which settings are chosen. */
export const validationShare = 0.2;

/** What the steps of an evaluation share. */
export interface Evaluation {
  readonly params: EvaluationParams;
  readonly trunk: OpenedTrunk;
  readonly data: EvaluationData;
  readonly random: Random;
  readonly report: (phase: EvaluationProgress['phase'], done: number, total: number) => void;
  /** Lets messages through, and throws when the evaluation was stopped. */
  readonly pause: () => Promise<void>;
  readonly signal: AbortSignal;
}

const boundsOf = ({ low, high }: { low: number; high: number }) => ({ low, high });

const asBlock = ({ train }: FeatureSides, probed: ProbedFeatures): ProbedBlock => ({
  block: train.name,
  dimension: train.dimension,
  ...probed,
});

/** Beside each block its twin of the random trunk. */
const joinBlock = (own: ProbedBlock, twin: ProbedFeatures): BlockEvaluation => ({
  ...own,
  random: {
    linear: twin.linear.accuracy,
    knn: twin.knn.accuracy,
    intervals: { linear: boundsOf(twin.linear), knn: boundsOf(twin.knn) },
  },
});

/** A place in the list of blocks. Of equals the first one is the best. */
const placeOfBest = (blocks: readonly ProbedBlock[]): number =>
  blocks.reduce((best, { validationAccuracy }, place) => {
    return validationAccuracy > (blocks[best]?.validationAccuracy ?? 0) ? place : best;
  }, 0);

/** What probes say of the blocks of a trunk that was trained with labels. */
const joinSupervised = (
  { head, training }: SupervisedTrunk,
  perBlock: ProbedBlock[],
): SupervisedReference => ({
  head,
  perBlock,
  bestBlock: perBlock[placeOfBest(perBlock)]?.block ?? '',
  training,
});

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

/** Gives all figures, beside those of the networks that were trained with labels. */
export const compareTrunks = async (
  evaluation: Evaluation,
  { supervised, fineTuned }: TrainedReferences,
  world: Pick<EngineWorld, 'report' | 'workerUrl' | 'clock'>,
): Promise<Pick<EvaluationResult, 'perBlock' | 'bestBlock' | 'fewLabels' | 'references'>> => {
  const { params, trunk, data, random, report, pause, signal } = evaluation;
  const { train, test, classes } = data;
  const split = holdOutShare(train.labels, classes.length, validationShare, random.split('choice'));
  const features = await extractSides(data, trunk, world, {
    ...params,
    supervised: supervised?.network.trunk ?? null,
    signal,
    onProgress: (done, total) => {
      report('features', done, total);
    },
  });
  const sets = [
    ...features.pretrained,
    ...features.random,
    ...features.supervised,
    ...features.pixels,
  ];
  const probed: ProbedFeatures[] = [];
  for (const set of sets) {
    probed.push(await probeFeatures(set, { ...params, data, split, random, pause }));
    report('probes', probed.length, sets.length);
  }
  const blocks = features.pretrained.length;
  const perBlock = features.pretrained.flatMap((set, i) => {
    const [own, twin] = [probed[i], probed[blocks + i]];
    return own === undefined || twin === undefined ? [] : [joinBlock(asBlock(set, own), twin)];
  });
  const supervisedBlocks = features.supervised.flatMap((set, i) => {
    const own = probed[2 * blocks + i];
    return own === undefined ? [] : [asBlock(set, own)];
  });
  const best = placeOfBest(perBlock);
  const [ownBest, twinBest] = [features.pretrained[best], features.random[best]];
  const [pixelSet, pixels] = [features.pixels[0], probed.at(-1)];
  if (!ownBest || !twinBest || !pixelSet || !pixels) throw new Error('A trunk needs a block.');
  return {
    perBlock,
    bestBlock: ownBest.train.name,
    fewLabels: params.fewLabels ? await compareFewLabels(evaluation, ownBest, twinBest) : [],
    references: {
      majority: Math.max(...countClasses(test.labels, classes.length)) / test.labels.length,
      pixels: { dimension: pixelSet.train.dimension, linear: pixels.linear, knn: pixels.knn },
      supervised: supervised === null ? null : joinSupervised(supervised, supervisedBlocks),
      fineTuned,
    },
  };
};
