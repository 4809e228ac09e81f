/** Opening the pretrained trunk of a run folder. */
import { resolve } from 'node:path';

import type { PermutationSet } from '../../protocol/run.js';
import { sentence } from '../../protocol/sentence.js';
import { LabError } from '../labError.js';
import { networkSpec } from '../model/presets.js';
import type { PretextTask } from '../pretext/pretextTask.js';
import { planTasks } from '../pretext/tasks.js';
import type { WholeViewsSpec } from '../pretext/wholeViews.js';
import {
  hashConfig,
  loadLatestCheckpoint,
  type LoadedCheckpoint,
} from '../runFolder/checkpoint.js';
import { float32Tensors } from '../runFolder/checkpointTensors.js';
import { readPermutationsJson, readRunJson, type RunJson } from '../runFolder/runFolder.js';
import type { NetworkTask } from '../training/pretextNetwork.js';
import type { EngineWorld } from '../world.js';
import { createFrozenTrunk, type FrozenTrunk } from './frozenTrunk.js';

/** A trunk with the run that it comes from. Whoever opens it disposes it. */
export interface OpenedTrunk extends FrozenTrunk {
  /** Absolute path. */
  readonly runFolder: string;
  readonly run: RunJson;
  /** Steps of the checkpoint that was opened. */
  readonly step: number;
  /** Finished epochs of the checkpoint. */
  readonly epoch: number;
  /** What the run trains on. */
  readonly tasks: readonly PretextTask[];
  /** The trained heads, one per task; none unless they were asked for. */
  readonly heads: readonly NetworkTask[];
}

export interface OpenOptions {
  /** Opens the heads too, whose parameters the trunk then owns. */
  readonly withHeads?: boolean;
}

const noCheckpoint = (runFolder: string): LabError =>
  new LabError(
    'noCheckpoint',
    sentence(
      'The run {0} has no checkpoint yet, so there is no trained network to open; let it train for at least one epoch, or name another run.',
      runFolder,
    ),
  );

const otherConfig = (runFolder: string): LabError =>
  new LabError(
    'runUnreadable',
    sentence(
      'The configuration in {0} is not the one that its checkpoint was made with; put run.json back as it was, or name another run.',
      runFolder,
    ),
  );

export const otherTensors = (checkpoint: LoadedCheckpoint, error: unknown): LabError =>
  new LabError(
    'checkpointCorrupt',
    sentence(
      'The checkpoint {0} does not hold the network that run.json describes; name another run.',
      checkpoint.file,
    ),
    { cause: error },
  );

/** A run folder with its newest good checkpoint, before there are tensors. */
export interface OpenedCheckpoint {
  /** Absolute path. */
  readonly runFolder: string;
  readonly run: RunJson;
  /** Null without a jigsaw. */
  readonly permutationSet: PermutationSet | null;
  readonly tasks: readonly PretextTask[];
  readonly checkpoint: LoadedCheckpoint;
}

/**
 * Opens the newest checkpoint that can be used; unusable ones are reported as warnings.
 * @throws LabError `noCheckpoint`, `checkpointCorrupt`, or `runUnreadable`, in words also when a newer
 *   version wrote the run
 */
export const openCheckpoint = async (
  requestedFolder: string,
  world: Pick<EngineWorld, 'report'>,
): Promise<OpenedCheckpoint> => {
  const runFolder = resolve(requestedFolder);
  const run = await readRunJson(runFolder);
  const permutationSet =
    run.config.task === 'rotation' ? null : await readPermutationsJson(runFolder);
  const tasks = planTasks(run.config, permutationSet);
  const checkpoint = await loadLatestCheckpoint(runFolder);
  for (const { reason } of checkpoint?.refused ?? []) {
    world.report({ kind: 'warning', code: 'checkpoint', message: reason });
  }
  if (checkpoint === null) throw noCheckpoint(runFolder);
  if (checkpoint.state.configHash !== hashConfig(run.config)) throw otherConfig(runFolder);
  return { runFolder, run, permutationSet, tasks, checkpoint };
};

/**
 * How a run's trunk is shown whole images. Where a run has two tasks, the rotation says: its views are
 * whole images already, while those of the jigsaw are tiles.
 */
export const wholeViewsOf = ({ tasks }: Pick<OpenedCheckpoint, 'tasks'>): WholeViewsSpec => {
  const [task] = tasks;
  if (task === undefined) throw new Error('A run needs at least one task.');
  return task.wholeViews;
};

/**
 * The trunk of a checkpoint. Activations have the run's precision where this machine has it, else
 * float32.
 * @throws LabError `checkpointCorrupt` when the checkpoint does not hold it
 */
export const trunkOf = (
  opened: OpenedCheckpoint,
  { backend }: Pick<EngineWorld, 'backend'>,
  { withHeads = false }: OpenOptions = {},
): OpenedTrunk => {
  const { runFolder, run, checkpoint } = opened;
  const isNarrow = run.calibration?.chosen === 'bfloat16' && backend.bfloat16Available;
  const precision = isNarrow ? 'bfloat16' : 'float32';
  const frozen = createFrozenTrunk(run.config, wholeViewsOf(opened), precision);
  const network = networkSpec(run.config.preset);
  const heads = (withHeads ? opened.tasks : []).map((task) => ({
    task,
    head: task.createHead(network, frozen.parameters),
  }));
  try {
    // Momentum is in the file too, and so are heads that nobody wants: each takes what is its own.
    frozen.parameters.import(float32Tensors(checkpoint));
  } catch (error) {
    frozen.dispose();
    throw otherTensors(checkpoint, error);
  }
  const { step, epoch } = checkpoint.state;
  return { ...frozen, runFolder, run, step, epoch, tasks: opened.tasks, heads };
};

/**
 * Opens the trunk of a run folder.
 * @throws LabError as `openCheckpoint`
 */
export const openTrunk = async (
  runFolder: string,
  world: Pick<EngineWorld, 'report' | 'backend'>,
  options: OpenOptions = {},
): Promise<OpenedTrunk> => trunkOf(await openCheckpoint(runFolder, world), world, options);
