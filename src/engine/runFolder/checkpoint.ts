/**
 * Checkpoints: one safetensors file per saved step, with the training state as text in its metadata
 * and SHA-256 sums over both, so that a truncated or altered file is never resumed from.
 */
import { createHash } from 'node:crypto';
import { open, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import * as z from 'zod';

import { epochMetricsSchema, type EpochMetrics, type RunConfig } from '../../protocol/run.js';
import { sentence, type Sentence } from '../../protocol/sentence.js';
import { LabError } from '../labError.js';
import { nodeDisk, writeFileAtomically, type Disk } from './atomicFile.js';
import { systemCode } from '../systemCode.js';
import { formatVersion, parseVersionedJson, regularFileBytes } from './readUntrusted.js';
import {
  encodeSafetensors,
  lengthFieldBytes,
  parseHeader,
  parseHeaderLength,
  parseSafetensors,
  tensorBytes,
  type NamedTensor,
} from './safetensors.js';

const index = z.number().int().min(0);

export const checkpointStateSchema = z.object({
  formatVersion: z.literal(formatVersion),
  /** Steps done. */
  step: index,
  /** Finished epochs. */
  epoch: index,
  /** Steps done in the epoch under way. */
  stepInEpoch: index,
  plannedSteps: index,
  elapsedMs: z.number().min(0),
  /** Sums over the epoch under way; further sums may be added by name. */
  trainSums: z.object({ lossSum: z.number(), correct: index, labels: index }).catchall(z.number()),
  epochs: z.array(epochMetricsSchema),
  configHash: z.string(),
  randomSeed: index,
  /** Named streams (path as given to `split`) and how much of each is used up, in its consumer's unit. */
  streams: z.array(z.object({ path: z.array(z.union([z.string(), z.number()])), position: index })),
  /** Further scalars of the training loop. */
  training: z.record(z.string(), z.number()),
});
/** Everything besides tensors that a run needs to go on. Numbers survive exactly (JSON doubles). */
export type CheckpointState = z.infer<typeof checkpointStateSchema>;

/** A checkpoint that was not used, and why. */
interface RefusedCheckpoint {
  readonly file: string;
  readonly reason: Sentence;
}

/** A checkpoint that passed every check. */
export interface LoadedCheckpoint {
  readonly file: string;
  readonly state: CheckpointState;
  readonly tensors: ReadonlyMap<string, NamedTensor>;
  /** Newer checkpoints that were passed over. */
  readonly refused: readonly RefusedCheckpoint[];
}

const formatName = 'pretext-lab-checkpoint';
// Node reads no larger file at once; 500 million values are far beyond every preset.
const largestCheckpointBytes = 2 ** 31 - 1;
const namePattern = /^step-(\d{8,15})\.safetensors$/;

const checkpointsFolder = (runFolder: string): string => join(runFolder, 'checkpoints');
const checkpointName = (step: number): string =>
  `step-${String(step).padStart(8, '0')}.safetensors`;

const sortKeys = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, item]) => [key, sortKeys(item)]));
};

/**
 * SHA-256 (hex) of a configuration, whatever the order of its keys. `init` counts only where a run has
 * one, so that runs from before there was such a field keep their hash.
 */
export const hashConfig = ({ init, ...config }: RunConfig): string =>
  createHash('sha256')
    .update(JSON.stringify(sortKeys(init === null ? config : { ...config, init })))
    .digest('hex');

/** SHA-256 (hex) over each tensor's name, dtype, shape and bytes, in stored order. */
export const hashTensors = (tensors: Iterable<NamedTensor>): string => {
  const hash = createHash('sha256');
  for (const tensor of tensors) {
    hash.update(`${JSON.stringify([tensor.name, tensor.dtype, tensor.shape])}\n`);
    hash.update(tensorBytes(tensor));
  }
  return hash.digest('hex');
};

const hashText = (text: string): string => createHash('sha256').update(text).digest('hex');

/** The steps of the checkpoints in a run folder, newest first. */
const listSteps = async (runFolder: string): Promise<number[]> => {
  const names = await readdir(checkpointsFolder(runFolder)).catch((error: unknown) => {
    if (systemCode(error) === 'ENOENT') return [];
    throw new LabError(
      'runUnreadable',
      sentence('Cannot read the checkpoints of {0}.', runFolder),
      {
        cause: error,
      },
    );
  });
  const steps = names.flatMap((name) => {
    const step = Number(namePattern.exec(name)?.[1] ?? Number.NaN);
    return checkpointName(step) === name ? [step] : [];
  });
  return steps.sort((a, b) => b - a);
};

const bestStep = (epochs: readonly EpochMetrics[]): number | null => {
  let best: { step: number; accuracy: number } | null = null;
  for (const { step, validation } of epochs) {
    if (validation !== null && (best === null || validation.accuracy > best.accuracy)) {
      best = { step, accuracy: validation.accuracy };
    }
  }
  return best?.step ?? null;
};

/**
 * Removes what is no longer needed. Steps beyond the saved one were passed over when the run was
 * resumed; they stay until training reaches them again. A failure to remove is no reason to stop.
 */
const prune = async (runFolder: string, state: CheckpointState, keep: number, disk: Disk) => {
  const folder = checkpointsFolder(runFolder);
  const best = bestStep(state.epochs);
  const past = (await listSteps(runFolder)).filter((step) => step <= state.step);
  const surplus = past.slice(Math.max(1, keep)).filter((step) => step !== best);
  const leftovers = (await readdir(folder)).filter((name) => name.endsWith('.safetensors.tmp'));
  for (const name of [...surplus.map(checkpointName), ...leftovers]) {
    await disk.remove(join(folder, name)).catch(() => undefined);
  }
};

/**
 * Saves a checkpoint atomically, then removes all but the newest `keep` and the one of the epoch with
 * the best validation accuracy.
 * @param tensors must not change until the promise resolves
 * @returns the file
 * @throws LabError `diskFull` or `notWritable`; the checkpoints from before are then untouched
 */
export const saveCheckpoint = async (
  runFolder: string,
  tensors: readonly NamedTensor[],
  state: CheckpointState,
  keep: number,
  disk: Disk = nodeDisk,
): Promise<string> => {
  const stateText = JSON.stringify(checkpointStateSchema.parse(state));
  const chunks = encodeSafetensors(tensors, {
    format: formatName,
    state: stateText,
    stateSha256: hashText(stateText),
    tensorsSha256: hashTensors(tensors),
  });
  const file = join(checkpointsFolder(runFolder), checkpointName(state.step));
  const totalBytes = chunks.reduce((sum, chunk) => sum + chunk.byteLength, 0);
  if (totalBytes > largestCheckpointBytes) {
    throw new LabError(
      'internal',
      sentence(
        'A checkpoint of {0} bytes is more than the {1} that can be read again.',
        totalBytes,
        largestCheckpointBytes,
      ),
    );
  }
  await disk.makeFolder(checkpointsFolder(runFolder));
  await writeFileAtomically(file, chunks, totalBytes, disk);
  await prune(runFolder, state, keep, disk);
  return file;
};

const parseState = (metadata: ReadonlyMap<string, string>, step: number): CheckpointState => {
  const text = metadata.get('state');
  if (metadata.get('format') !== formatName || text === undefined) {
    throw new LabError('checkpointCorrupt', sentence('it is not a checkpoint of Pretext Lab.'));
  }
  if (hashText(text) !== metadata.get('stateSha256')) {
    throw new LabError(
      'checkpointCorrupt',
      sentence('its training state was altered (SHA-256 differs).'),
    );
  }
  const state = parseVersionedJson(text, sentence('its training state'), checkpointStateSchema);
  if (state.step !== step) {
    throw new LabError(
      'checkpointCorrupt',
      sentence('it holds step {0}, not {1}.', state.step, step),
    );
  }
  return state;
};

const loadCheckpoint = async (file: string, step: number) => {
  await regularFileBytes(file, largestCheckpointBytes);
  const { tensors, metadata } = parseSafetensors(await readFile(file));
  const state = parseState(metadata, step);
  if (hashTensors(tensors.values()) !== metadata.get('tensorsSha256')) {
    throw new LabError(
      'checkpointCorrupt',
      sentence('its tensors were altered (SHA-256 differs).'),
    );
  }
  return { file, state, tensors };
};

const describeRefusal = (file: string, error: unknown): RefusedCheckpoint => ({
  file,
  reason:
    error instanceof LabError
      ? sentence('Checkpoint {0} is not used: {1}', file, error.sentence)
      : sentence('Checkpoint {0} is not used ({1}).', file, systemCode(error) ?? String(error)),
});

/**
 * Loads the newest checkpoint that passes every check.
 * @returns null when the run has no checkpoint yet
 * @throws LabError `checkpointCorrupt` when there are some but none can be used
 */
export const loadLatestCheckpoint = async (runFolder: string): Promise<LoadedCheckpoint | null> => {
  const refused: RefusedCheckpoint[] = [];
  for (const step of await listSteps(runFolder)) {
    const file = join(checkpointsFolder(runFolder), checkpointName(step));
    try {
      return { ...(await loadCheckpoint(file, step)), refused };
    } catch (error) {
      refused.push(describeRefusal(file, error));
    }
  }
  const [newest] = refused;
  if (newest === undefined) return null;
  throw new LabError(
    'checkpointCorrupt',
    sentence(
      'None of the {0} checkpoints in {1} can be used, so start a new run. {2}',
      refused.length,
      runFolder,
      newest.reason,
    ),
  );
};

const readState = async (file: string, step: number): Promise<CheckpointState> => {
  const fileBytes = await regularFileBytes(file, largestCheckpointBytes);
  const handle = await open(file, 'r');
  try {
    const start = Buffer.alloc(lengthFieldBytes);
    const { bytesRead } = await handle.read(start, 0, lengthFieldBytes, 0);
    const headerBytes = parseHeaderLength(start.subarray(0, bytesRead), fileBytes);
    const header = Buffer.alloc(headerBytes);
    await handle.read(header, 0, headerBytes, lengthFieldBytes);
    const dataBytes = fileBytes - lengthFieldBytes - headerBytes;
    return parseState(parseHeader(header, dataBytes).metadata, step);
  } finally {
    await handle.close();
  }
};

/**
 * Lists the checkpoints whose header can be read, newest first. Values are not checked.
 */
export const listCheckpoints = async (
  runFolder: string,
): Promise<{ file: string; step: number; epoch: number }[]> => {
  const checkpoints: { file: string; step: number; epoch: number }[] = [];
  for (const step of await listSteps(runFolder)) {
    const file = join(checkpointsFolder(runFolder), checkpointName(step));
    const state = await readState(file, step).catch(() => null);
    if (state !== null) checkpoints.push({ file, step, epoch: state.epoch });
  }
  return checkpoints;
};

/** Whether the run has a checkpoint, judged by the file names alone. */
export const hasCheckpoint = async (runFolder: string): Promise<boolean> =>
  (await listSteps(runFolder)).length > 0;
