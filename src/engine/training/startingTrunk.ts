/** The trunk that a new run begins with: that of an earlier run, or of an export. */
import { access, readFile, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';

import * as z from 'zod';

import { presetNameSchema, type PresetName } from '../../protocol/run.js';
import { sentence, type SentenceValue } from '../../protocol/sentence.js';
import { openCheckpoint } from '../evaluation/openTrunk.js';
import { planTrunk } from '../exporting/inferencePlan.js';
import { checkpointValues, weightsFile } from '../exporting/pytorch/pytorchWeights.js';
import { LabError, reasonOf } from '../labError.js';
import { Parameters, type Values, type ValuesByName } from '../model/parameters.js';
import { networkSpec } from '../model/presets.js';
import { createTrunk } from '../model/trunk.js';
import { createRandom } from '../random.js';
import { hashTensors } from '../runFolder/checkpoint.js';
import { float32Tensors } from '../runFolder/checkpointTensors.js';
import { regularFileBytes } from '../runFolder/readUntrusted.js';
import { runJsonFile, type RunJson } from '../runFolder/runFolder.js';
import { parseSafetensors } from '../runFolder/safetensors.js';
import type { EngineWorld } from '../world.js';

export interface StartingTrunk {
  /** For `run.json`. */
  readonly origin: NonNullable<RunJson['startedFrom']>;
  /** Weights and batch-norm statistics by the engine's names; no head, no momentum. */
  readonly values: ValuesByName;
}

/** A trunk on disk, not yet checked against its preset. */
interface StoredTrunk {
  readonly preset: PresetName;
  readonly step: number;
  readonly epoch: number;
  /** What is said to be damaged if the tensors are not those of the preset. */
  readonly file: string;
  readonly tensors: ValuesByName;
}

const largestWeightsBytes = 2 ** 31 - 1;
/** Channels do not depend on the size of the views, so any size serves. */
const anyViewPx = 256;

/** The shapes of a trunk's weights and statistics, by name, from the image up. */
const trunkShapes = (preset: PresetName): ReadonlyMap<string, readonly number[]> => {
  const parameters = new Parameters(createRandom(0));
  try {
    createTrunk(networkSpec(preset).trunk, parameters);
    return parameters.weightShapes();
  } finally {
    parameters.dispose();
  }
};

const shapeWords = (shape: readonly number[] | undefined): SentenceValue =>
  shape === undefined ? sentence('missing') : `[${shape.join(', ')}]`;

/** @throws LabError `badArgument` when the trunks are not the same, layer by layer */
const requireSameTrunk = (source: string, from: PresetName, to: PresetName): void => {
  const theirs = trunkShapes(from);
  const ours = trunkShapes(to);
  const names = [...new Set([...ours.keys(), ...theirs.keys()])];
  const differing = names.find((name) => ours.get(name)?.join() !== theirs.get(name)?.join());
  if (differing === undefined) return;
  throw new LabError(
    'badArgument',
    sentence(
      'The trunk in {0} ({1}) is not that of the new run ({2}): {3} is {4} there and {5} here; start from a run of the preset {2}, or give the new run the preset {1} (--preset).',
      source,
      from,
      to,
      differing,
      shapeWords(theirs.get(differing)),
      shapeWords(ours.get(differing)),
    ),
  );
};

const damaged = (file: string, reason: SentenceValue, cause: unknown): LabError =>
  new LabError(
    'checkpointCorrupt',
    sentence(
      'The weights in {0} cannot be used to start from: {1} Name another run, or export it again.',
      file,
      reason,
    ),
    { cause },
  );

const storedInRun = async (
  runFolder: string,
  world: Pick<EngineWorld, 'report'>,
): Promise<StoredTrunk> => {
  const { run, checkpoint } = await openCheckpoint(runFolder, world);
  const { step, epoch } = checkpoint.state;
  const tensors = float32Tensors(checkpoint);
  return { preset: run.config.preset, step, epoch, file: checkpoint.file, tensors };
};

const metadataSchema = z.object({
  producer: z.string().startsWith('pretext-lab'),
  preset: presetNameSchema,
  layout: z.literal('NCHW'),
  step: z.coerce.number().int().min(0),
  epoch: z.coerce.number().int().min(0),
});

const storedInExport = async (folder: string): Promise<StoredTrunk> => {
  const file = join(folder, weightsFile);
  await regularFileBytes(file, largestWeightsBytes);
  const bytes = await readFile(file);
  const { tensors, metadata } = (() => {
    try {
      return parseSafetensors(bytes);
    } catch (error) {
      throw damaged(file, reasonOf(error), error);
    }
  })();
  const described = metadataSchema.safeParse(Object.fromEntries(metadata));
  if (!described.success) {
    throw new LabError(
      'badArgument',
      sentence(
        'The weights in {0} were not exported by this version of Pretext Lab or an older one, so it cannot be told which network they are; export the run again, or name the run itself.',
        file,
      ),
    );
  }
  const { preset, step, epoch } = described.data;
  const blocks = planTrunk(networkSpec(preset).trunk, anyViewPx);
  try {
    return { preset, step, epoch, file, tensors: checkpointValues(blocks, [], tensors) };
  } catch (error) {
    throw damaged(file, sentence('a tensor is missing.'), error);
  }
};

/** @throws LabError `folderMissing`, `badArgument` when it is neither */
const kindOf = async (folder: string): Promise<'run' | 'export'> => {
  const found = await stat(folder).catch(() => null);
  if (found?.isDirectory() !== true) {
    throw new LabError(
      'folderMissing',
      sentence('There is no folder {0}; check the path.', folder),
    );
  }
  const has = (file: string): Promise<boolean> =>
    access(file).then(
      () => true,
      () => false,
    );
  if (await has(runJsonFile(folder))) return 'run';
  if (await has(join(folder, weightsFile))) return 'export';
  throw new LabError(
    'badArgument',
    sentence(
      'The folder {0} is neither a run nor an export with {1}, so there is no network to start from; name a run folder, or one that export wrote with --format safetensors or pytorch.',
      folder,
      weightsFile,
    ),
  );
};

/**
 * Reads the trunk of the newest good checkpoint of a run, or of an export. The same weights have the
 * same hash, wherever they lie.
 * @param preset of the new run
 * @throws LabError `folderMissing`, `badArgument` when it is no such folder or another trunk,
 *   `noCheckpoint`, `checkpointCorrupt`, `runUnreadable`, in words also when a newer version wrote it
 */
export const readStartingTrunk = async (
  path: string,
  preset: PresetName,
  world: Pick<EngineWorld, 'report'>,
): Promise<StartingTrunk> => {
  const folder = resolve(path);
  const kind = await kindOf(folder);
  const stored = await (kind === 'run' ? storedInRun(folder, world) : storedInExport(folder));
  requireSameTrunk(folder, stored.preset, preset);
  const values = new Map<string, Values>();
  for (const [name, shape] of trunkShapes(preset)) {
    const found = stored.tensors.get(name);
    if (found?.shape.join() !== shape.join() || !found.data.every(Number.isFinite)) {
      const reason = sentence('the tensor {0} is missing, of another shape, or not finite.', name);
      throw damaged(stored.file, reason, null);
    }
    values.set(name, found);
  }
  const tensors = [...values].map(([name, value]) => ({ name, dtype: 'F32' as const, ...value }));
  const { step, epoch } = stored;
  return {
    origin: { path: folder, kind, step, epoch, weightsSha256: hashTensors(tensors) },
    values,
  };
};
