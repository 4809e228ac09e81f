/** Images that a trunk is to look at: any folder, decoded as the trunk wants them. */
import { resolve } from 'node:path';

import type { SkippedFile } from '../../protocol/run.js';
import { createLoaderPool, type LoaderPool } from '../data/loader.js';
import type { PackSettings } from '../data/pixelCache.js';
import { prepareDataset, type Dataset } from '../data/prepareDataset.js';
import { reportReading } from '../data/reportReading.js';
import { runsFolderOf } from '../runFolder/runFolder.js';
import { cacheFolderOf } from '../training/openRunData.js';
import type { EngineWorld } from '../world.js';
import type { OpenedTrunk } from './openTrunk.js';

export interface ReadingOptions {
  /** Threads that decode, at least 1. */
  readonly workers: number;
  readonly signal?: AbortSignal | undefined;
}

/** Where decoded images of a folder are kept for a trunk: where its run keeps those of its own. */
export const cacheSettingsOf = (
  { runFolder, run, views }: OpenedTrunk,
  folder: string,
): PackSettings => {
  const { maxPixels, maxFileBytes } = run.config.data;
  return {
    folder,
    cacheFolder: cacheFolderOf(run.folder, runsFolderOf(runFolder, run.folder)),
    sizePx: views.sourceSizePx,
    limits: { maxPixels, maxFileBytes },
  };
};

/**
 * Prepares a folder for an opened trunk, with the limits of its run; all images are in `train`. A
 * folder that was pretrained on is not decoded again.
 * @throws LabError `folderMissing`, `folderUnreadable`; the signal's reason when aborted
 */
export const openImages = (
  folder: string,
  trunk: OpenedTrunk,
  world: Pick<EngineWorld, 'report' | 'workerUrl'>,
  { workers, signal }: ReadingOptions,
): Promise<Dataset> => {
  const { config } = trunk.run;
  const { sizePx, ...settings } = cacheSettingsOf(trunk, resolve(folder));
  return prepareDataset({
    ...settings,
    sourceSizePx: sizePx,
    seed: config.seed,
    // Labels divide the images, if anything does.
    validationShare: 0,
    // Whoever asks knows how many images it needs, and says so in words of its own.
    minimumImages: 0,
    cacheLimitBytes: config.data.cacheLimitBytes,
    workers,
    workerUrl: world.workerUrl,
    signal,
    ...reportReading(world.report),
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
