/** A map of the images of a folder, from the request to its result. */
import { resolve } from 'node:path';

import type { EmbedFolderParams, ImageMap } from '../../../protocol/embedding.js';
import { evenlyChosen } from '../../data/evenSample.js';
import { createRandom } from '../../random.js';
import { nodeDisk, writeFileAtomically } from '../../runFolder/atomicFile.js';
import { outFileAdvice, requirePlace } from '../../outFile.js';
import { createRotationScorer, type RotationScorer } from '../anomalies/rotationScore.js';
import { createBlockExtractor, type FeatureMatrix } from '../extractFeatures.js';
import {
  chooseBlock,
  lookAtImages,
  openSearchedFolder,
  pauseBetween,
  reportFeatures,
  type LookingWorld,
} from '../lookedAtFolder.js';
import { openTrunk } from '../openTrunk.js';
import { readLabels } from '../readLabels.js';
import { allRows, featureStatistics, standardise } from '../standardise.js';
import { mapCsv } from './mapCsv.js';
import { mapFeatures } from './mapFeatures.js';

/** Decimals of a position: enough for any screen, and half as long in a message. */
const positionSteps = 1e4;

/** Each feature brought to mean 0 and standard deviation 1 over the images of the map. */
const standardised = (features: FeatureMatrix) => {
  const { dimension, values } = features;
  const rows = allRows(values.length / dimension);
  return { dimension, values: standardise(features, rows, featureStatistics(features, rows)) };
};

/** Every second position. @param axis 0 for x, 1 for y */
const columnOf = (points: Float64Array, axis: 0 | 1): number[] =>
  Array.from(
    { length: points.length / 2 },
    (_, image) => Math.round(points[image * 2 + axis]! * positionSteps) / positionSteps,
  );

/** What the rotation head said of each image, as columns. */
const rotationColumns = (
  { rotations }: RotationScorer,
  doubts: FeatureMatrix,
  answers: FeatureMatrix,
): ImageMap['rotation'] => {
  const classes = rotations.length;
  const images = Array.from(doubts.values, (_, image) =>
    answers.values.subarray(image * classes, (image + 1) * classes),
  );
  return {
    turns: [...rotations],
    right: images.map((own) => own.filter((answer, label) => answer === label).length / classes),
    upright: rotations[0] === 0 ? images.map(([answer = 0]) => rotations[answer] ?? 0) : null,
    score: Array.from(doubts.values),
  };
};

const labelColumns = (names: readonly (string | null)[]): Pick<ImageMap, 'classes' | 'labels'> => {
  const classes = [...new Set(names)].filter((name) => name !== null).sort();
  const numbers = new Map(classes.map((name, number) => [name, number]));
  return {
    classes,
    labels: names.map((name) => (name === null ? null : (numbers.get(name) ?? null))),
  };
};

/**
 * Lays out the images of a folder by the standardised features of a block, averaged over the image.
 * @param signal gives up between two blocks of work; its reason is thrown
 * @throws LabError `badArgument` when there is no such block or labels cannot be read, `tooFewImages`,
 *   `notWritable`, `diskFull`, those of opening a trunk and of reading a folder
 */
export const embedFolder = async (
  params: EmbedFolderParams,
  world: LookingWorld,
  signal: AbortSignal,
): Promise<ImageMap> => {
  const { neighbors, minDistance, seed, withRotation } = params;
  const options = { workers: params.workers, signal };
  const file = params.outFile === null ? null : resolve(params.outFile);
  if (file !== null) await requirePlace(file);
  const opened = await openTrunk(params.runFolder, world, { withHeads: withRotation });
  try {
    const block = chooseBlock(opened, params.block);
    const features = createBlockExtractor(opened, { blocks: [block], poolGrid: 1 });
    const scorer = createRotationScorer(opened);
    const dataset = await openSearchedFolder(params.folder, opened, world, options);
    const { names } = await readLabels(params.labelsFile, dataset, (message) => {
      world.report({ kind: 'warning', code: 'data', message });
    });
    const asked = Int32Array.from(evenlyChosen([...dataset.train], params.mostImages));
    const extractors = scorer === null ? [features] : [features, scorer];
    const { images, results } = await lookAtImages(dataset, asked, opened, extractors, world, {
      ...options,
      onProgress: reportFeatures(world, asked.length),
    });
    const [[matrix] = [], [doubts, answers] = []] = results;
    if (matrix === undefined) throw new Error(`There are no features of ${block}.`);
    const points = await mapFeatures(
      standardised(matrix),
      { neighbors, minDistance, random: createRandom(seed).split('map') },
      {
        onProgress: (phase, done, total) => {
          world.report({ kind: 'dataProgress', phase, done, total });
        },
        pause: pauseBetween(signal),
      },
    );
    const map: ImageMap = {
      kind: 'map',
      folder: dataset.folder,
      block,
      step: opened.step,
      neighbors: Math.min(neighbors, Math.max(0, images.length - 1)),
      minDistance,
      seed,
      leftOut: dataset.train.length - asked.length,
      paths: Array.from(images, (image) => dataset.paths.at(image)),
      x: columnOf(points, 0),
      y: columnOf(points, 1),
      ...labelColumns(Array.from(images, (image) => names[image] ?? null)),
      rotation:
        scorer === null || doubts === undefined || answers === undefined
          ? null
          : rotationColumns(scorer, doubts, answers),
      file,
    };
    if (file !== null) {
      const csv = Buffer.from(mapCsv(map));
      await writeFileAtomically(file, [csv], csv.byteLength, nodeDisk, outFileAdvice);
    }
    return map;
  } finally {
    opened.dispose();
  }
};
