/** The features of any folder of images, looked at through the trunk of a run. */
import { join, resolve } from 'node:path';

import type { FeaturesResult } from '../../protocol/exporting.js';
import type { EngineParams } from '../../protocol/engineProtocol.js';
import { sentence } from '../../protocol/sentence.js';
import type { Dataset } from '../data/prepareDataset.js';
import { openImages, openLoaderPool } from '../evaluation/evaluationImages.js';
import { extractFeatures, type FeatureMatrix } from '../evaluation/extractFeatures.js';
import {
  openCheckpoint,
  trunkOf,
  wholeViewsOf,
  type OpenedTrunk,
} from '../evaluation/openTrunk.js';
import { requireBlocks } from '../evaluation/requireBlocks.js';
import { LabError } from '../labError.js';
import type { EngineWorld } from '../world.js';
import { wholePreprocessing } from './preprocessing.js';
import { writeFeatures } from './features/writeFeatures.js';
import { fillFolder } from './stagedFolder.js';

/** The part of the world that features take. */
export type FeatureWorld = Pick<
  EngineWorld,
  'report' | 'workerUrl' | 'clock' | 'backend' | 'disk' | 'versions'
>;

export interface ReadFeaturesOptions {
  readonly blocks: readonly string[] | null;
  readonly poolGrid: number;
  readonly workers: number;
  /** Dataset indices; all images without. */
  readonly images?: Int32Array;
  readonly signal: AbortSignal;
}

/** What all writers of features say about them. */
export const featuresDescription = (
  { run, step, epoch, views }: Pick<OpenedTrunk, 'run' | 'step' | 'epoch' | 'views'>,
  poolGrid: number,
): Record<string, string | number> => ({
  producer: 'pretext-lab',
  task: run.config.task,
  preset: run.config.preset,
  step,
  epoch,
  poolGrid,
  preprocessing: JSON.stringify(wholePreprocessing(views)),
});

/** In float32 whatever the run's precision, so that they are those of every other export. */
export const readFeatures = async (
  trunk: OpenedTrunk,
  dataset: Dataset,
  options: ReadFeaturesOptions,
  world: FeatureWorld,
): Promise<FeatureMatrix[]> => {
  const { blocks, poolGrid, workers, signal } = options;
  const images = options.images ?? Int32Array.from({ length: dataset.paths.length }, (_, i) => i);
  const pool = openLoaderPool(world, workers);
  try {
    const source = { dataset, images, pool, clock: world.clock };
    return await extractFeatures(trunk, source, {
      blocks: blocks ?? undefined,
      poolGrid,
      precision: 'float32',
      signal,
    });
  } finally {
    await pool.close();
  }
};

/** @throws LabError `tooFewImages` */
export const requireImages = (dataset: Dataset): void => {
  if (dataset.paths.length > 0) return;
  throw new LabError(
    'tooFewImages',
    sentence(
      'There is no readable image in {0}, so there are no features to write.',
      dataset.folder,
    ),
  );
};

/**
 * Writes the features of a folder into a new or empty folder.
 * @throws LabError `noCheckpoint`, `checkpointCorrupt`, `runUnreadable`, `folderMissing`,
 *   `folderUnreadable`, `tooFewImages`, `badArgument`, `notWritable`, `diskFull`; the signal's reason
 *   when aborted
 */
export const exportFeatures = async (
  params: EngineParams<'exportFeatures'>,
  world: FeatureWorld,
  signal: AbortSignal,
): Promise<FeaturesResult> => {
  const { runFolder, folder, formats, blocks, poolGrid, workers } = params;
  const outFolder = resolve(params.outFolder);
  const opened = await openCheckpoint(runFolder, world);
  const trunk = trunkOf(opened, world);
  try {
    requireBlocks(trunk, blocks);
    return await fillFolder(outFolder, world.disk, async (staged) => {
      const dataset = await openImages(folder, trunk, world, { workers, signal });
      requireImages(dataset);
      const options = { blocks, poolGrid, workers, signal };
      const matrices = await readFeatures(trunk, dataset, options, world);
      const description = featuresDescription({ ...trunk, views: wholeViewsOf(opened) }, poolGrid);
      await writeFeatures(dataset, matrices, { formats, prefix: '', description }, staged);
      return {
        kind: 'features',
        folder: outFolder,
        files: staged.names.map((name) => join(outFolder, name)),
        fileBytes: [...staged.bytes],
        images: dataset.paths.length,
        skippedImages: dataset.skipped.length,
        blocks: matrices.map(({ name, dimension }) => ({ name, dimension })),
      };
    });
  } finally {
    trunk.dispose();
  }
};
