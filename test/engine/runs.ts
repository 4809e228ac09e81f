/** Folders of images to train on, short configurations, and runs read back for comparison. */
import { createHash } from 'node:crypto';
import { cp, mkdir, mkdtemp, readdir } from 'node:fs/promises';
import { join } from 'node:path';

import { inject } from 'vitest';

import { loadLatestCheckpoint } from '../../src/engine/runFolder/checkpoint.js';
import { readMetrics, type MetricsLine } from '../../src/engine/runFolder/metricsLog.js';
import { tensorBytes } from '../../src/engine/runFolder/safetensors.js';
import { writeSampleImages } from '../../src/engine/sampleImages/writeSampleImages.js';
import { defaultRunConfig, type RunOverrides } from '../../src/protocol/defaultConfig.js';
import type { PresetName, RunConfig, Task } from '../../src/protocol/run.js';

/** A new empty folder below the scratch folder, whose name has a space in it. */
export const createFolder = (): Promise<string> => mkdtemp(join(inject('scratchFolder'), 'f'));

/** Copies small photos out of a data set, the same number of each class. */
const copyPhotos = async (from: string, to: string, count: number): Promise<void> => {
  const classes = (await readdir(from)).sort();
  const perClass = Math.ceil(count / classes.length);
  for (const name of classes) {
    const files = (await readdir(join(from, name))).sort().slice(0, perClass);
    await mkdir(join(to, name), { recursive: true });
    for (const file of files) await cp(join(from, name, file), join(to, name, file));
  }
};

/**
 * A folder of about `count` images in subfolders: photos where `PRETEXT_LAB_DATA` names a folder of
 * data sets, generated scenes elsewhere.
 */
export const createImages = async (count: number): Promise<string> => {
  const folder = join(await createFolder(), 'images');
  const data = process.env['PRETEXT_LAB_DATA'] ?? '';
  if (data !== '') await copyPhotos(join(data, 'cifar10-12k', 'train'), folder, count);
  else await writeSampleImages({ folder, count, seed: 1, sizePx: 40, onProgress: () => undefined });
  return folder;
};

/** A run of seconds: views of 16 px (tiles of 16 px), 8 images a step. */
export const shortConfig = (
  task: Task,
  overrides: RunOverrides = {},
  preset?: PresetName,
): RunConfig =>
  defaultRunConfig(task, preset, {
    epochs: 4,
    batchSize: 8,
    imageSizePx: task === 'rotation' ? 16 : 60,
    precision: 'float32',
    ...overrides,
    jigsaw: { permutations: 8, ...overrides.jigsaw },
    data: { workers: 1, ...overrides.data },
  });

/** What must be the same in two runs that are the same. */
export interface RunNumbers {
  /** SHA-256 of each tensor of the last checkpoint, by name. */
  readonly tensors: Readonly<Record<string, string>>;
  /** The lines of the metrics log, without times and speeds. */
  readonly metrics: readonly unknown[];
}

const withoutTimes = (line: MetricsLine): unknown => {
  if (line.kind === 'epoch') return { ...line, elapsedMs: null };
  const { step, epoch, loss, accuracy, learningRate } = line;
  return { kind: 'step', step, epoch, loss, accuracy, learningRate };
};

export const readRunMetrics = async (runFolder: string): Promise<MetricsLine[]> => {
  const lines: MetricsLine[] = [];
  for await (const line of readMetrics(runFolder)) lines.push(line);
  return lines;
};

export const readNumbers = async (runFolder: string): Promise<RunNumbers> => {
  const checkpoint = await loadLatestCheckpoint(runFolder);
  if (checkpoint === null) throw new Error(`There is no checkpoint in ${runFolder}.`);
  const tensors = [...checkpoint.tensors.values()].map((tensor): [string, string] => [
    tensor.name,
    createHash('sha256').update(tensorBytes(tensor)).digest('hex'),
  ]);
  const metrics = (await readRunMetrics(runFolder)).map(withoutTimes);
  return { tensors: Object.fromEntries(tensors), metrics };
};
