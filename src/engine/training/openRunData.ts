/** From a configuration to images, tasks and loader workers: what a run needs before its network. */
import { join } from 'node:path';

import type { PermutationSet, RunConfig, SkippedFile } from '../../protocol/run.js';
import type { BatchSource } from '../data/batch.js';
import { createLoader, createLoaderPool } from '../data/loader.js';
import { prepareDataset, type Dataset } from '../data/prepareDataset.js';
import { reportReading } from '../data/reportReading.js';
import { makePermutationSet } from '../pretext/jigsaw/permutationSet.js';
import type { PretextTask } from '../pretext/pretextTask.js';
import { planTasks } from '../pretext/tasks.js';
import type { EngineWorld } from '../world.js';

/** Batches that are made ahead of training. */
const prefetchedBatches = 4;
/** Steps of an epoch when a few images are learnt by heart: one batch would be no epoch to speak of. */
const overfitStepsPerEpoch = 50;

export interface RunData {
  readonly dataset: Dataset;
  readonly tasks: readonly PretextTask[];
  /** Files that became unreadable since the start and are grey from then on, so far. */
  readonly unreadable: readonly SkippedFile[];
  /** int32, dataset indices that one epoch goes through; a multiple of the batch size long. */
  readonly trainImages: Int32Array;
  readonly validationImages: Int32Array;
  readonly stepsPerEpoch: number;
  readonly openTraining: (order: Int32Array, epoch: number, startBatch: number) => BatchSource;
  readonly openValidation: () => BatchSource;
  close(): Promise<void>;
}

/** Where decoded images are kept: beside the runs. */
export const cacheFolderOf = (folder: string, runsFolder: string | null): string =>
  runsFolder === null ? join(folder, '.pretext-lab', 'cache') : join(runsFolder, '.cache');

/** The permutation set of a configuration, or null if it has no jigsaw. */
export const permutationSetOf = (config: RunConfig): PermutationSet | null =>
  config.task === 'rotation'
    ? null
    : makePermutationSet({
        method: config.jigsaw.permutationMethod,
        count: config.jigsaw.permutations,
        grid: config.jigsaw.grid,
        seed: config.seed,
      });

/** The few images of an overfit check, over and over until they fill an epoch. */
const repeatImages = (images: Int32Array, batchSize: number): Int32Array =>
  Int32Array.from(
    { length: overfitStepsPerEpoch * batchSize },
    (_, i) => images[i % images.length] ?? 0,
  );

/**
 * Scans and decodes the folder and starts the loader workers.
 * @param permutationSet of the run, or null without a jigsaw
 * @param signal gives up scanning and decoding; what is decoded stays in the cache
 * @throws LabError `tooFewImages` when there is not even one batch, and those of the folder itself
 */
export const openRunData = async (
  folder: string,
  runsFolder: string | null,
  config: RunConfig,
  permutationSet: PermutationSet | null,
  world: EngineWorld,
  signal: AbortSignal,
): Promise<RunData> => {
  const tasks = planTasks(config, permutationSet);
  const { workers, validationShare, maxPixels, maxFileBytes, cacheLimitBytes } = config.data;
  const { overfitImages, batchSize } = config;
  const dataset = await prepareDataset({
    folder,
    cacheFolder: cacheFolderOf(folder, runsFolder),
    sourceSizePx: Math.max(...tasks.map(({ layout }) => layout.sourceSizePx)),
    seed: config.seed,
    validationShare: overfitImages === null ? validationShare : 0,
    minimumImages: overfitImages ?? batchSize,
    isOverfitCheck: overfitImages !== null,
    limits: { maxPixels, maxFileBytes },
    cacheLimitBytes,
    workers,
    workerUrl: world.workerUrl,
    signal,
    ...reportReading(world.report),
  });
  const trainImages =
    overfitImages === null
      ? dataset.train
      : repeatImages(dataset.train.subarray(0, overfitImages), batchSize);
  const unreadable: SkippedFile[] = [];
  const pool = createLoaderPool({
    workerUrl: world.workerUrl,
    workers,
    onUnreadable: (path, message) => {
      const file: SkippedFile = { path, code: 'unreadable', message };
      unreadable.push(file);
      world.report({ kind: 'imageSkipped', file });
    },
  });
  const common = {
    dataset,
    batchSize,
    specs: tasks.map(({ spec }) => spec),
    seed: config.seed,
    pool,
    prefetch: prefetchedBatches,
    clock: world.clock,
  };
  return {
    dataset,
    tasks,
    unreadable,
    trainImages,
    validationImages: dataset.validation,
    stepsPerEpoch: Math.floor(trainImages.length / batchSize),
    openTraining: (order, epoch, startBatch) =>
      createLoader({ ...common, order, epoch, startBatch, mode: 'train', dropLast: true }),
    openValidation: () =>
      createLoader({
        ...common,
        order: dataset.validation,
        epoch: 0,
        startBatch: 0,
        mode: 'validation',
        dropLast: false,
      }),
    close: () => pool.close(),
  };
};
