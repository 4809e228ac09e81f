/** What the tests of run folders share. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { onTestFinished } from 'vitest';

import type { EpochMetrics, RunConfig } from '../../../src/protocol/run.js';
import { nodeDisk, type Disk, type OpenFile } from '../../../src/engine/runFolder/atomicFile.js';
import type { CheckpointState } from '../../../src/engine/runFolder/checkpoint.js';
import type { RunJson } from '../../../src/engine/runFolder/runFolder.js';
import type { ProcessTable } from '../../../src/engine/runFolder/runLock.js';
import type { NamedTensor } from '../../../src/engine/runFolder/safetensors.js';

/** An empty folder, with a space in its name, that goes when the test ends. */
export const temporaryFolder = async (): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'run folder '));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
};

/** What is thrown by every call after the process was killed. */
export class Killed extends Error {}

/** A disk whose process is killed at the given call (from 1), with half the bytes written. */
export const killedAt = (call: number): Disk & { readonly survived: () => boolean } => {
  let calls = 0;
  const live = async <T>(action: () => Promise<T>, dying?: () => Promise<unknown>): Promise<T> => {
    calls++;
    if (calls === call) await dying?.();
    if (calls >= call) throw new Killed();
    return action();
  };
  const wrap = (file: OpenFile): OpenFile => ({
    size: () => live(() => file.size()),
    write: (bytes) =>
      live(
        () => file.write(bytes),
        () => file.write(bytes.subarray(0, bytes.byteLength / 2)),
      ),
    truncate: (bytes) => live(() => file.truncate(bytes)),
    sync: () => live(() => file.sync()),
    // The system closes the files of a killed process.
    close: () => file.close(),
  });
  return {
    makeFolder: (folder) => live(() => nodeDisk.makeFolder(folder)),
    open: async (file, flags) => wrap(await live(() => nodeDisk.open(file, flags))),
    rename: (from, to) => live(() => nodeDisk.rename(from, to)),
    remove: (file) => live(() => nodeDisk.remove(file)),
    syncFolder: (folder) => live(() => nodeDisk.syncFolder(folder)),
    survived: () => calls < call,
  };
};

/** A disk that has room for so many more bytes; the write that passes it stops half-way. */
export const fullAfter = (bytes: number): Disk => {
  let room = bytes;
  return {
    ...nodeDisk,
    open: async (file, flags) => {
      const opened = await nodeDisk.open(file, flags);
      return {
        ...opened,
        write: async (chunk) => {
          const fitting = Math.min(room, chunk.byteLength);
          room -= fitting;
          await opened.write(chunk.subarray(0, fitting));
          if (fitting < chunk.byteLength) {
            throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
          }
        },
      };
    },
  };
};

/** Processes by pid and start time; the asking one is `pid`. */
export const processTable = (
  pid: number,
  living: ReadonlyMap<number, string | null>,
  hostName = 'desk',
): ProcessTable => ({
  pid,
  hostName,
  isAlive: (other) => living.has(other),
  startTimeOf: (other) => Promise.resolve(living.get(other) ?? null),
});

export const epochMetrics = (epoch: number, accuracy: number): EpochMetrics => ({
  step: epoch * 10,
  epoch,
  train: { loss: 1 / 3, accuracy: 0.5 },
  validation: { loss: 0.1 + 0.2, accuracy, chance: 0.25 },
  tasks: [{ task: 'rotation', loss: 0.3, accuracy, chance: 0.25, confusion: [[1]] }],
  elapsedMs: epoch * 1000.5,
});

export const checkpointState = (
  step: number,
  epochs: readonly EpochMetrics[] = [],
): CheckpointState => ({
  formatVersion: 1,
  step,
  epoch: epochs.length,
  stepInEpoch: step % 10,
  plannedSteps: 1000,
  elapsedMs: 1234.5,
  trainSums: { lossSum: 0.1 + 0.2, correct: 5, labels: 9, jigsawLossSum: 1 / 3 },
  epochs: [...epochs],
  configHash: 'abc',
  randomSeed: 7,
  streams: [{ path: ['shuffle', epochs.length], position: step % 10 }],
  training: { dataWaitMs: 1e-300 },
});

/** Two tensors whose values depend on the step. */
export const checkpointTensors = (step: number): NamedTensor[] => [
  {
    name: 'conv1/filter',
    dtype: 'F32',
    shape: [2, 2],
    data: Float32Array.of(step, 0.1, -0, 1e-45),
  },
  { name: 'steps', dtype: 'I32', shape: [1], data: Int32Array.of(step) },
];

export const runConfig: RunConfig = {
  task: 'jigsaw',
  preset: 'jigsaw-small',
  seed: 7,
  epochs: 3,
  budgetMs: null,
  batchSize: 8,
  imageSizePx: 96,
  precision: 'auto',
  overfitImages: null,
  init: null,
  rotation: { turns: 'all' },
  jigsaw: {
    grid: 2,
    permutations: 3,
    permutationMethod: 'max-min',
    permutationsPerImage: 2,
    randomGap: true,
    normaliseTiles: true,
    grayShare: 0.3,
    channelShiftPx: 2,
  },
  optimizer: {
    learningRate: 0.05,
    momentum: 0.9,
    nesterov: true,
    weightDecay: 5e-4,
    schedule: 'cosine',
    warmupSteps: 10,
    clipNorm: null,
  },
  data: {
    validationShare: 0.1,
    workers: 2,
    maxPixels: 1e8,
    maxFileBytes: 1e8,
    cacheLimitBytes: 1e9,
  },
};

export const runJson = (createdAt: string, outcome: RunJson['state']['outcome']): RunJson => ({
  formatVersion: 1,
  createdAt,
  folder: '/pictures',
  config: runConfig,
  versions: { pretextLab: '0.1.0' },
  hardware: { processor: 'x', cores: 2, memoryBytes: 1e9, platform: 'linux-x64' },
  backend: { name: 'wasm', device: 'WebAssembly, SIMD' },
  calibration: null,
  networkSize: { parameters: 10, multiplyAddsPerImage: 100 },
  datasetFingerprint: 'f00d',
  plannedSteps: 30,
  state: { outcome, step: 20, epoch: 2, validation: { loss: 1, accuracy: 0.5, chance: 0.25 } },
});
