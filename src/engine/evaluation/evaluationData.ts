/** The labelled images of an evaluation, divided into those to fit on and those to measure on. */
import type { EvaluationParams, EvaluationResult } from '../../protocol/evaluation.js';
import { sentence, type Sentence } from '../../protocol/sentence.js';
import type { Dataset } from '../data/prepareDataset.js';
import { LabError } from '../labError.js';
import { createRandom } from '../random.js';
import type { EngineWorld } from '../world.js';
import { openImages } from './evaluationImages.js';
import { testLabels, trainingLabels, type LabelledImages } from './labels.js';
import type { OpenedTrunk } from './openTrunk.js';
import { readLabels } from './readLabels.js';
import { contentsOf, countShared, pretrainingContents } from './sharedImages.js';
import { holdOutShare } from './stratify.js';

/** Labelled images of one folder. */
export interface LabelledSet {
  readonly dataset: Dataset;
  /** int32 [N], dataset indices, ascending. */
  readonly images: Int32Array;
  /** int32 [N], each 0 .. classes - 1. */
  readonly labels: Int32Array;
  readonly unlabelled: number;
}

/** Images with their labels, wherever they lie. */
export type LabelledRows = Pick<LabelledSet, 'images' | 'labels'>;

/** Some of them. */
export const rowsOf = ({ images, labels }: LabelledRows, rows: Int32Array): LabelledRows => ({
  images: rows.map((row) => images[row] ?? 0),
  labels: rows.map((row) => labels[row] ?? 0),
});

export interface EvaluationData {
  readonly classes: readonly string[];
  readonly train: LabelledSet;
  readonly test: LabelledSet;
}

const readFolder = async (
  folder: string,
  csv: string | null,
  open: (folder: string) => Promise<Dataset>,
  world: Pick<EngineWorld, 'report'>,
) => {
  const dataset = await open(folder);
  if (dataset.paths.length === 0) {
    throw new LabError(
      'tooFewImages',
      sentence('There is no readable image in {0}; add some.', folder),
    );
  }
  const labels = await readLabels(csv, { folder, paths: dataset.paths }, (message) => {
    world.report({ kind: 'warning', code: 'data', message });
  });
  return { dataset, labels };
};

const warnUnlabelled = (
  folder: string,
  unlabelled: number,
  world: Pick<EngineWorld, 'report'>,
): void => {
  if (unlabelled === 0) return;
  world.report({
    kind: 'warning',
    code: 'data',
    message: sentence(
      '{0} of the images in {1} have no label and are left out.',
      unlabelled,
      folder,
    ),
  });
};

const divide = (
  { labels, images, classes, unlabelled }: LabelledImages,
  dataset: Dataset,
  { testShare, seed }: EvaluationParams,
): Omit<EvaluationData, 'classes'> => {
  const random = createRandom(seed).split('evaluation', 'test');
  const { kept, heldOut } = holdOutShare(labels, classes.length, testShare, random);
  const all = { images, labels };
  return {
    train: { dataset, unlabelled, ...rowsOf(all, kept) },
    test: { dataset, unlabelled: 0, ...rowsOf(all, heldOut) },
  };
};

/** Holding images out leaves one of three to fit on and one to choose on. */
const requireThree = ({ labels, classes }: LabelledImages, folder: string): void => {
  const counts = classes.map((_, label) => labels.filter((own) => own === label).length);
  const scarce = counts.findIndex((images) => images < 3);
  if (scarce === -1) return;
  throw new LabError(
    'badArgument',
    sentence(
      'The class "{0}" in {1} has only {2} images; three are needed to hold one out as a test, so add images, or name a folder of test images with --test.',
      classes[scarce] ?? '',
      folder,
      counts[scarce] ?? 0,
    ),
  );
};

/**
 * Reads a folder of labelled images to fit on.
 * @param csv a file of labels; null takes the names of subfolders
 * @throws LabError `badArgument` for labels that do not do, `tooFewImages`, and what `open` throws
 */
export const openTrainingFolder = async (
  folder: string,
  csv: string | null,
  open: (folder: string) => Promise<Dataset>,
  world: Pick<EngineWorld, 'report'>,
): Promise<LabelledSet & Pick<EvaluationData, 'classes'>> => {
  const { dataset, labels } = await readFolder(folder, csv, open, world);
  const labelled = trainingLabels(labels, folder);
  warnUnlabelled(folder, labelled.unlabelled, world);
  return { dataset, ...labelled };
};

/**
 * Reads both folders and their labels.
 * @throws LabError `badArgument` for labels that do not do, `tooFewImages`, and those of reading folders
 */
export const openEvaluationData = async (
  params: EvaluationParams,
  trunk: OpenedTrunk,
  world: Pick<EngineWorld, 'report' | 'workerUrl'>,
  signal: AbortSignal,
): Promise<EvaluationData> => {
  const { trainFolder, testFolder, workers } = params;
  const open = (folder: string): Promise<Dataset> =>
    openImages(folder, trunk, world, { workers, signal });
  const { classes, ...train } = await openTrainingFolder(
    trainFolder,
    params.trainLabels,
    open,
    world,
  );
  if (testFolder === null) {
    requireThree({ ...train, classes }, trainFolder);
    return { classes, ...divide({ ...train, classes }, train.dataset, params) };
  }
  const readTest = await readFolder(testFolder, params.testLabels, open, world);
  const labelledTest = testLabels(readTest.labels, classes, testFolder);
  warnUnlabelled(testFolder, labelledTest.unlabelled, world);
  return {
    classes,
    train,
    test: { dataset: readTest.dataset, ...labelledTest },
  };
};

/** Counts images that are in two places, and warns of those that make figures look better than they are. */
export const countSharedImages = async (
  { train, test }: EvaluationData,
  trunk: OpenedTrunk,
  world: Pick<EngineWorld, 'report'>,
): Promise<EvaluationResult['dataset']['shared']> => {
  const pretraining = await pretrainingContents(trunk);
  const sharedWith = (set: LabelledSet, contents: ReadonlySet<string>): number =>
    countShared(set.dataset.contentHashes, set.images, contents);
  const shared = {
    testWithTrain: sharedWith(test, contentsOf(train.dataset.contentHashes, train.images)),
    trainWithPretraining: pretraining === null ? null : sharedWith(train, pretraining),
    testWithPretraining: pretraining === null ? null : sharedWith(test, pretraining),
  };
  const tested = test.images.length;
  const warn = (message: Sentence): void =>
    world.report({ kind: 'warning', code: 'data', message });
  if (shared.testWithTrain > 0) {
    warn(
      sentence(
        '{0} of the {1} test images are byte for byte among the training images, so the figures look better than they are.',
        shared.testWithTrain,
        tested,
      ),
    );
  }
  if ((shared.testWithPretraining ?? 0) > 0) {
    warn(
      sentence(
        '{0} of the {1} test images are byte for byte among the images that the run was pretrained on, though without their labels.',
        shared.testWithPretraining ?? 0,
        tested,
      ),
    );
  }
  return shared;
};
