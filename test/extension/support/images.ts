/** Folders of images to train on, below one scratch folder for each suite. */
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { startEngine, type EngineProcess } from '../../../src/launcher/engineProcess.js';
import { defaultRunConfig, type RunOverrides } from '../../../src/protocol/defaultConfig.js';
import type { EngineEvent } from '../../../src/protocol/engineEvents.js';
import type { RunConfig } from '../../../src/protocol/run.js';
import { labExtension } from './lab.js';

/** An engine of the checkout that the extension knows nothing of, as another window would start it. */
export const startForeignEngine = (
  onEvent: (event: EngineEvent) => void = () => undefined,
): EngineProcess =>
  startEngine({
    enginePath: join(labExtension().extensionPath, 'dist', 'engine.js'),
    onEvent,
    onLog: () => undefined,
  });

export interface Scratch {
  /** Absolute path of the scratch folder; its name has spaces in it. */
  readonly folder: string;
  /** Draws a folder of sample images in it. @returns its absolute path */
  readonly images: (name: string, count?: number) => Promise<string>;
  /** Removes all of it. */
  readonly remove: () => Promise<void>;
}

export const createScratch = async (): Promise<Scratch> => {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'pretext lab suite ')));
  return {
    folder,
    images: async (name, count = 60) => {
      const images = join(folder, name);
      const engine = startForeignEngine();
      try {
        const params = { folder: images, count, seed: 1, sizePx: 40 };
        await engine.client.call('writeSampleImages', params);
      } finally {
        await engine.stop(0);
      }
      return images;
    },
    remove: () => rm(folder, { recursive: true, force: true, maxRetries: 5 }),
  };
};

/** A run of a second or two: one epoch of seven steps on sixty images. */
export const shortRun = (overrides: RunOverrides = {}): RunConfig =>
  defaultRunConfig('rotation', undefined, {
    epochs: 1,
    batchSize: 8,
    imageSizePx: 16,
    precision: 'float32',
    ...overrides,
    data: { workers: 1, ...overrides.data },
  });

/** A run that does not end by itself. */
export const longRun = (): RunConfig => shortRun({ epochs: 100_000 });
