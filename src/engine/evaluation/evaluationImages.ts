/** Images that a trunk is to look at: any folder, decoded as the trunk wants them. */
import { resolve } from 'node:path';

import type { SkippedFile } from '../../protocol/run.js';
import { createLoaderPool, type LoaderPool } from '../data/loader.js';
import { prepareDataset, type Dataset } from '../data/prepareDataset.js';
import { runsFolderOf } from '../runFolder/runFolder.js';
import { cacheFolderOf } from '../training/openRunData.js';
import type { EngineWorld } from '../world.js';
import type { OpenedTrunk } from './openTrunk.js';

export interface ReadingOptions {
  /** Threads that decode, at least 1. */
  readonly workers: number;
  readonly signal?: AbortSignal | undefined;
  /** 0 leaves the pixels on disk, for those who want only the list of images. */
  readonly memoryBoundBytes?: number | undefined;
  /** Training and validation are split as the run did; otherwise every image is in `train`. */
  readonly splitAsRun?: boolean;
}

/**
 * Prepares a folder for an opened trunk, with the limits of its run. Decoded images are kept where the
 * run keeps those of its own folder, so a folder that was pretrained on is not decoded again.
 * @throws LabError `folderMissing`, `folderUnreadable`; the signal's reason when aborted
 */
export const openImages = (
  folder: string,
  { runFolder, run, views }: OpenedTrunk,
  world: Pick<EngineWorld, 'report' | 'workerUrl'>,
  { workers, signal, memoryBoundBytes, splitAsRun = false }: ReadingOptions,
): Promise<Dataset> => {
  const { maxPixels, maxFileBytes, cacheLimitBytes, validationShare } = run.config.data;
  return prepareDataset({
    folder: resolve(folder),
    cacheFolder: cacheFolderOf(run.folder, runsFolderOf(runFolder, run.folder)),
    sourceSizePx: views.sourceSizePx,
    seed: run.config.seed,
    validationShare: splitAsRun ? validationShare : 0,
    // Whoever asks knows how many images it needs, and says so in words of its own.
    minimumImages: 0,
    limits: { maxPixels, maxFileBytes },
    cacheLimitBytes,
    workers,
    workerUrl: world.workerUrl,
    memoryBoundBytes,
    signal,
    onProgress: (phase, done, total) => {
      world.report({ kind: 'dataProgress', phase, done, total });
    },
    onSkipped: (file) => {
      world.report({ kind: 'imageSkipped', file });
    },
    onWarning: (message) => {
      world.report({ kind: 'warning', code: 'data', message });
    },
  });
};

/** Loader workers for extraction. Whoever opens the pool closes it. */
export const openLoaderPool = (
  world: Pick<EngineWorld, 'report' | 'workerUrl'>,
  workers: number,
): LoaderPool =>
  createLoaderPool({
    workerUrl: world.workerUrl,
    workers,
    onUnreadable: (path, message) => {
      const file: SkippedFile = { path, code: 'unreadable', message };
      world.report({ kind: 'imageSkipped', file });
    },
  });
