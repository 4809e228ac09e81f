/** Sorting a folder of images into the classes of labelled ones, from the request to its result. */
import { resolve } from 'node:path';

import type { ClassificationResult, ClassifyParams } from '../../../protocol/classification.js';
import type { Dataset } from '../../data/prepareDataset.js';
import { createRandom } from '../../random.js';
import { requireNewFile } from '../../runFolder/newFile.js';
import type { EngineWorld } from '../../world.js';
import { bootstrapAccuracy } from '../bootstrap.js';
import { likeliestClasses, probabilitiesOf } from '../classScores.js';
import { validationShare } from '../compareTrunks.js';
import { openTrainingFolder } from '../evaluationData.js';
import { openImages, openLoaderPool } from '../evaluationImages.js';
import {
  lookAtImages,
  openSearchedFolder,
  reportFeatures,
  type LookingOptions,
  type LookingWorld,
} from '../lookedAtFolder.js';
import { openTrunk, type OpenedTrunk } from '../openTrunk.js';
import { requireBlocks } from '../requireBlocks.js';
import { holdOutShare } from '../stratify.js';
import type { Classifier, ClassifierMaterial } from './classifier.js';
import { fineTuneClassifier } from './fineTunedClassifier.js';
import { fitLinearClassifier } from './linearClassifier.js';
import { writePredictions, type Prediction } from './predictionsFile.js';

/** Of the kind that was asked for. */
const makeClassifier = (
  material: ClassifierMaterial,
  params: ClassifyParams,
  world: LookingWorld,
): Promise<Classifier> => {
  const { fineTune, seed } = params;
  if (fineTune === null) {
    return fitLinearClassifier(material, params, (phase, done, total) => {
      world.report({ kind: 'evaluationProgress', phase, done, total });
    });
  }
  return fineTuneClassifier(material, { epochs: fineTune.epochs, seed }, (done, total) => {
    world.report({ kind: 'evaluationProgress', phase: 'training', done, total });
  });
};

/** What the classifier says of each image that could be looked at, in the order of the paths. */
const predict = async (
  classifier: Classifier,
  classes: readonly string[],
  dataset: Dataset,
  opened: OpenedTrunk,
  world: LookingWorld,
  options: LookingOptions,
): Promise<Prediction[]> => {
  const { images, results } = await lookAtImages(
    dataset,
    dataset.train,
    opened,
    [classifier.extractor],
    world,
    { ...options, onProgress: reportFeatures(world, dataset.train.length) },
  );
  const features = results[0]?.[0];
  if (features === undefined) throw new Error('There are no features.');
  const scores = await classifier.score(features);
  const likeliest = likeliestClasses(scores);
  return Array.from(images, (image, row) => {
    const probabilities = probabilitiesOf(scores, row);
    const best = likeliest[row] ?? 0;
    return {
      path: dataset.paths.at(image),
      label: classes[best] ?? '',
      probability: probabilities[best] ?? 0,
      probabilities,
    };
  });
};

/**
 * Fits a classifier on labelled images and says the class of each image of another folder. Writes
 * nothing but the file that was asked for and the cache of decoded images.
 * @param signal ends it early; its reason is thrown
 * @throws LabError `notWritable` when the file is there already or cannot be written, `diskFull`,
 *   `badArgument` for labels or a block that do not do, `tooFewImages`, `lossNotFinite`, those of opening
 *   a trunk and of reading folders
 */
export const classify = async (
  params: ClassifyParams,
  world: LookingWorld & Pick<EngineWorld, 'disk'>,
  signal: AbortSignal,
): Promise<ClassificationResult> => {
  const started = world.clock();
  const outFile = params.outFile === null ? null : resolve(params.outFile);
  if (outFile !== null) await requireNewFile(outFile);
  const options = { workers: params.workers, signal };
  const trunk = await openTrunk(params.runFolder, world);
  try {
    requireBlocks(trunk, params.block === null ? null : [params.block]);
    const { labelledFolder } = params;
    const { classes, ...labelled } = await openTrainingFolder(
      labelledFolder,
      params.labels,
      (folder) => openImages(folder, trunk, world, options),
      world,
    );
    const dataset = await openSearchedFolder(params.folder, trunk, world, options);
    const random = createRandom(params.seed).split('classification');
    const split = holdOutShare(
      labelled.labels,
      classes.length,
      validationShare,
      random.split('choice'),
    );
    const pool = openLoaderPool(world, params.workers);
    const source = { pool, clock: world.clock };
    const material = { trunk, labelled, classes: classes.length, split, source, signal };
    const classifier = await makeClassifier(material, params, world).finally(() => pool.close());
    try {
      const predictions = await predict(classifier, classes, dataset, trunk, world, options);
      if (outFile !== null) await writePredictions(outFile, classes, predictions, world.disk);
      const { method, block, l2, heldOutCorrect } = classifier;
      const { runFolder, step, epoch } = trunk;
      return {
        kind: 'classification',
        runFolder,
        step,
        epoch,
        labelledFolder: labelled.dataset.folder,
        folder: dataset.folder,
        classes: [...classes],
        labelledImages: labelled.images.length,
        method,
        block,
        l2,
        validationAccuracy: {
          ...bootstrapAccuracy(heldOutCorrect, random.split('bootstrap')),
          images: heldOutCorrect.length,
        },
        images: predictions.map(({ path, label, probability }) => ({ path, label, probability })),
        skippedImages: dataset.skipped.length,
        file: outFile,
        elapsedMs: world.clock() - started,
      };
    } finally {
      classifier.dispose();
    }
  } finally {
    trunk.dispose();
  }
};
