/** What anomalies and searches have in common: a folder seen through one block of an opened trunk. */
import { setImmediate } from 'node:timers/promises';

import { sentence } from '../../protocol/sentence.js';
import type { Dataset } from '../data/prepareDataset.js';
import { LabError } from '../labError.js';
import type { EngineWorld } from '../world.js';
import { openImages, openLoaderPool } from './evaluationImages.js';
import { mapImages, type FeatureExtractor, type FeatureMatrix } from './extractFeatures.js';
import type { OpenedTrunk } from './openTrunk.js';

/** The part of the engine's world that looking at images takes. */
export type LookingWorld = Pick<EngineWorld, 'report' | 'workerUrl' | 'clock' | 'backend'>;

export interface LookingOptions {
  /** Threads that read images, at least 1. */
  readonly workers: number;
  readonly signal: AbortSignal;
}

/**
 * The block that was asked for, or the last one.
 * @throws LabError `badArgument` when the trunk has no such block
 */
export const chooseBlock = ({ trunk: { blockNames }, run }: OpenedTrunk, wanted: string | null) => {
  const name = wanted ?? blockNames.at(-1) ?? '';
  if (blockNames.includes(name)) return name;
  throw new LabError(
    'badArgument',
    sentence(
      'The preset {0} has no block {1}; choose one of {2}.',
      run.config.preset,
      name,
      blockNames.join(', '),
    ),
  );
};

/**
 * Prepares a folder of images to be looked at.
 * @throws LabError `tooFewImages` when fewer than `least` can be read, and those of the folder itself
 */
export const openSearchedFolder = async (
  folder: string,
  opened: OpenedTrunk,
  world: LookingWorld,
  options: LookingOptions,
  least = 1,
): Promise<Dataset> => {
  const dataset = await openImages(folder, opened, world, options);
  const { paths, skipped } = dataset;
  if (paths.length >= least) return dataset;
  throw new LabError(
    'tooFewImages',
    paths.length === 0
      ? sentence(
          'There is no readable image in {0}, and {1} files cannot be read; name a folder of JPEG, PNG, WebP, GIF, TIFF or AVIF files.',
          dataset.folder,
          skipped.length,
        )
      : sentence(
          'There is only one readable image in {0}, and {1} files cannot be read; there is nothing to compare it with.',
          dataset.folder,
          skipped.length,
        ),
  );
};

/** What extractors made of the images that were still there. */
export interface LookedAt {
  /** int32 [N], dataset indices in ascending order. */
  readonly images: Int32Array;
  /** One list of matrices per extractor, float32 [N, D] each. */
  readonly results: readonly (readonly FeatureMatrix[])[];
}

const keepRows = ({ name, dimension, values }: FeatureMatrix, rows: Int32Array): FeatureMatrix => {
  const kept = new Float32Array(rows.length * dimension);
  for (const [to, from] of rows.entries()) {
    kept.set(values.subarray(from * dimension, (from + 1) * dimension), to * dimension);
  }
  return { name, dimension, values: kept };
};

/**
 * Shows images to extractors. Images whose files vanish meanwhile are told of and left out: in their
 * place the trunk was shown grey.
 * @param images int32, dataset indices in ascending order
 * @param onProgress called after each batch with the images done so far
 */
export const lookAtImages = async (
  dataset: Dataset,
  images: Int32Array,
  opened: OpenedTrunk,
  extractors: readonly FeatureExtractor[],
  world: LookingWorld,
  { workers, signal, onProgress }: LookingOptions & { readonly onProgress: (done: number) => void },
): Promise<LookedAt> => {
  const vanished = new Set<string>();
  const watching = {
    workerUrl: world.workerUrl,
    report: (event: Parameters<LookingWorld['report']>[0]) => {
      if (event.kind === 'imageSkipped') vanished.add(event.file.path);
      world.report(event);
    },
  };
  const pool = openLoaderPool(watching, workers);
  try {
    const source = { dataset, images, pool, clock: world.clock };
    const results = await mapImages(source, opened.views, extractors, { onProgress, signal });
    if (vanished.size === 0) return { images, results };
    const rows = Int32Array.from(images, (_, row) => row).filter(
      (row) => !vanished.has(dataset.paths.at(images[row] ?? 0)),
    );
    return {
      images: rows.map((row) => images[row] ?? 0),
      results: results.map((matrices) => matrices.map((matrix) => keepRows(matrix, rows))),
    };
  } finally {
    await pool.close();
  }
};

/** Reports how far an extraction over `total` images is, from `before` on. */
export const reportFeatures =
  (world: LookingWorld, total: number, before = 0) =>
  (done: number): void => {
    world.report({ kind: 'dataProgress', phase: 'features', done: before + done, total });
  };

/** A pause between two blocks of work, in which messages are read and a stop is heeded. */
export const pauseBetween = (signal: AbortSignal) => async (): Promise<void> => {
  await setImmediate();
  signal.throwIfAborted();
};
