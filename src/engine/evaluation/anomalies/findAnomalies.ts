/** Ranking the images of a folder by how unusual they are, from the request to its result. */
import type {
  AnomalyReport,
  AnomalyScoreName,
  AurocInterval,
  FindAnomaliesParams,
} from '../../../protocol/findings.js';
import { sentence, type Sentence } from '../../../protocol/sentence.js';
import type { Dataset } from '../../data/prepareDataset.js';
import { LabError } from '../../labError.js';
import { createRandom } from '../../random.js';
import { createBlockExtractor, type FeatureMatrix } from '../extractFeatures.js';
import {
  chooseBlock,
  lookAtImages,
  openSearchedFolder,
  pauseBetween,
  reportFeatures,
  type LookingOptions,
  type LookingWorld,
} from '../lookedAtFolder.js';
import { openTrunk, type OpenedTrunk } from '../openTrunk.js';
import { contentNames } from '../contentNames.js';
import { contentsOf, countShared } from '../sharedImages.js';
import { measureAuroc } from './auroc.js';
import { neighborDistances, withoutCopies, type NamedRows } from './neighborDistance.js';
import { readTruth, type Truth } from './readTruth.js';
import { createRotationScorer } from './rotationScore.js';
import { openTrainingImages, type TrainingImages } from './trainingImages.js';
import { describeNoUpright, readRotationAccuracy } from './uprightCheck.js';

type ScoredImage = Omit<AnomalyReport['images'][number], 'score'>;

/** @throws LabError `badArgument` when the run lacks what the score needs */
const chooseScore = (
  { runFolder, rankBy }: FindAnomaliesParams,
  task: string,
  has: Readonly<Record<AnomalyScoreName, boolean>>,
): AnomalyScoreName => {
  if (rankBy === 'rotation' && !has.rotation) {
    throw new LabError(
      'badArgument',
      sentence(
        'The run {0} was trained on {1} and has no rotation head; rank by the distance to training images (--score neighbors), or take a run of the task rotation or both.',
        runFolder,
        task,
      ),
    );
  }
  const chosen = rankBy ?? (has.rotation ? 'rotation' : 'neighbors');
  if (chosen === 'neighbors' && !has.neighbors) {
    throw new LabError(
      'folderMissing',
      sentence(
        'The images that the run {0} was trained on are gone, so there are none to measure distances to; put them back, or rank by the rotation score of a run that has a rotation head.',
        runFolder,
      ),
    );
  }
  return chosen;
};

const warnOfShared = (shared: number, images: number, world: LookingWorld): void => {
  if (shared === 0) return;
  world.report({
    kind: 'warning',
    code: 'data',
    message: sentence(
      'Of the {0} images, the run was trained on {1}: it knows them, so they seem less unusual than new ones, and figures that include them are too good.',
      images,
      shared,
    ),
  });
};

const named = (matrix: FeatureMatrix, dataset: Dataset, images: Int32Array): NamedRows => ({
  values: matrix.values,
  dimension: matrix.dimension,
  names: contentNames(dataset.contentHashes, images),
});

/** Images of a folder that were trained on, byte for byte. */
const countTrained = ({ contentHashes, train }: Dataset, training: TrainingImages): number =>
  countShared(contentHashes, train, contentsOf(training.dataset.contentHashes, training.all));

/** Scores of every image that could be looked at, in the order of their paths. */
const scoreImages = async (
  opened: OpenedTrunk,
  dataset: Dataset,
  training: TrainingImages | null,
  truth: Truth | null,
  params: FindAnomaliesParams,
  world: LookingWorld,
  options: LookingOptions,
): Promise<ScoredImage[]> => {
  const block = chooseBlock(opened, params.block);
  const features = createBlockExtractor(opened, { blocks: [block], poolGrid: 1 });
  const rotation = createRotationScorer(opened);
  const asked = dataset.train;
  const total = asked.length + (training?.chosen.length ?? 0);
  const look = async (from: Dataset, images: Int32Array, before: number, withRotation: boolean) => {
    const extractors = [features, ...(withRotation && rotation !== null ? [rotation] : [])];
    const onProgress = reportFeatures(world, total, before);
    const seen = await lookAtImages(from, images, opened, extractors, world, {
      ...options,
      onProgress,
    });
    const [[matrix] = [], [doubts] = []] = seen.results;
    if (matrix === undefined) throw new Error(`There are no features of ${block}.`);
    return { images: seen.images, rows: named(matrix, from, seen.images), doubts: doubts?.values };
  };
  const { images, rows, doubts } = await look(dataset, asked, 0, true);
  let distances: (number | null)[] = [];
  if (training !== null) {
    const stored = await look(training.dataset, training.chosen, asked.length, false);
    const pause = pauseBetween(options.signal);
    distances = await neighborDistances(withoutCopies(stored.rows), rows, params.neighbors, pause);
  }
  return Array.from(images, (image, row) => ({
    path: dataset.paths.at(image),
    rotationScore: doubts?.[row] ?? null,
    neighborDistance: distances[row] ?? null,
    anomalous: truth?.[image] ?? null,
  }));
};

const scoreOf = (name: AnomalyScoreName, image: ScoredImage): number | null =>
  name === 'rotation' ? image.rotationScore : image.neighborDistance;

/** How well a score tells the labelled images apart. */
const judge = (
  name: AnomalyScoreName,
  images: readonly ScoredImage[],
  seed: number,
): AurocInterval | null => {
  const judged = images.flatMap((image) => {
    const score = scoreOf(name, image);
    return score === null || image.anomalous === null ? [] : [{ score, kind: image.anomalous }];
  });
  return measureAuroc(
    Float64Array.from(judged, ({ score }) => score),
    Uint8Array.from(judged, ({ kind }) => Number(kind)),
    createRandom(seed).split('auroc', name),
  );
};

/**
 * Ranks the images of a folder, the most unusual first, by the doubt of the rotation head or by the
 * distance to the nearest training images; gives the AUROC of each where labels are there.
 * @param signal gives up between two batches; its reason is thrown
 * @throws LabError `badArgument` when a score, a block or labels are asked for that there are not,
 *   `tooFewImages`, those of opening a trunk and of reading a folder
 */
export const findAnomalies = async (
  params: FindAnomaliesParams,
  world: LookingWorld,
  signal: AbortSignal,
): Promise<AnomalyReport> => {
  const options = { workers: params.workers, signal };
  const opened = await openTrunk(params.runFolder, world, { withHeads: true });
  try {
    const { config } = opened.run;
    const block = chooseBlock(opened, params.block);
    const rotation = config.task !== 'jigsaw';
    // What can be refused is refused before any image is read.
    chooseScore(params, config.task, { rotation, neighbors: true });
    const rotationAccuracy = rotation ? await readRotationAccuracy(opened) : null;
    const doubtful = rotationAccuracy === null ? null : describeNoUpright(rotationAccuracy);
    if (doubtful !== null) world.report({ kind: 'warning', code: 'noUpright', message: doubtful });
    const dataset = await openSearchedFolder(params.folder, opened, world, options);
    const warn = (message: Sentence): void => {
      world.report({ kind: 'warning', code: 'data', message });
    };
    const truth = params.truth === null ? null : await readTruth(params.truth, dataset, warn);
    const training = await openTrainingImages(opened, world, options);
    const rankedBy = chooseScore(params, config.task, { rotation, neighbors: training !== null });
    const sharedImages = training === null ? 0 : countTrained(dataset, training);
    warnOfShared(sharedImages, dataset.train.length, world);
    const images = await scoreImages(opened, dataset, training, truth, params, world, options);
    const aurocs = {
      rotation: judge('rotation', images, config.seed),
      neighbors: judge('neighbors', images, config.seed),
    };
    const { auroc = null, low = null, high = null } = aurocs[rankedBy] ?? {};
    return {
      kind: 'anomalies',
      auroc,
      low,
      high,
      rankedBy,
      aurocs,
      normalImages: images.filter(({ anomalous }) => anomalous === false).length,
      anomalousImages: images.filter(({ anomalous }) => anomalous === true).length,
      sharedImages,
      trainingImages: training?.chosen.length ?? 0,
      block,
      neighbors: params.neighbors,
      rotationAccuracy,
      images: images
        .flatMap((image) => {
          const score = scoreOf(rankedBy, image);
          return score === null ? [] : [{ ...image, score }];
        })
        .sort((a, b) => b.score - a.score),
    };
  } finally {
    opened.dispose();
  }
};
