/** A short run, and a folder of images of which some are unlike those that it was trained on. */
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';

import { readImagesJson } from '../../src/engine/runFolder/readImagesJson.js';
import { createNoisePng } from '../support/imageFolder.js';
import { createShortRun } from './evaluationFixtures.js';
import { createFolder } from './runs.js';

/** The paths that a run trained on. */
const trainedPaths = async (runFolder: string): Promise<string[]> => {
  const paths: string[] = [];
  for await (const line of readImagesJson(runFolder)) {
    if (line.kind === 'image' && line.image.side === 'train') paths.push(line.image.path);
  }
  return paths;
};

/** A run with a folder to look for anomalies in. */
export interface Scene {
  readonly runFolder: string;
  /** Where the run's own images are. */
  readonly folder: string;
  /** `known` with four training images, `odd` with six of noise, and a file that is broken. */
  readonly mixed: string;
  readonly trained: readonly string[];
}

/** Trains for an epoch and puts together a folder of images that the run knows and of others. */
export const createScene = async (task: 'rotation' | 'jigsaw'): Promise<Scene> => {
  const { folder, runFolder } = await createShortRun(task);
  const mixed = join(await createFolder(), 'mixed');
  await mkdir(join(mixed, 'known'), { recursive: true });
  await mkdir(join(mixed, 'odd'));
  const trained = await trainedPaths(runFolder);
  for (const path of trained.slice(0, 4)) {
    await cp(join(folder, path), join(mixed, 'known', basename(path)));
  }
  for (let i = 0; i < 6; i++) {
    await writeFile(join(mixed, 'odd', `${i}.png`), await createNoisePng(i, 40, 40));
  }
  const sound = await readFile(join(mixed, 'odd', '0.png'));
  await writeFile(join(mixed, 'odd', 'broken.png'), sound.subarray(0, 60));
  return { folder, runFolder, mixed, trained };
};
