/** A new run, from its request to its result. */
import { access, constants, stat } from 'node:fs/promises';
import { resolve } from 'node:path';

import type { Calibration, RunConfig, RunResult } from '../../protocol/run.js';
import { sentence } from '../../protocol/sentence.js';
import { LabError } from '../labError.js';
import { makeFolders } from '../makeFolders.js';
import { saveCheckpoint } from '../runFolder/checkpoint.js';
import { formatVersion } from '../runFolder/readUntrusted.js';
import {
  createRunFolder,
  resolveRunsFolder,
  writePermutationsJson,
  writeRunJson,
  type RunJson,
} from '../runFolder/runFolder.js';
import type { EngineWorld } from '../world.js';
import { calibrate } from './calibrate.js';
import { openRunData, permutationSetOf, type RunData } from './openRunData.js';
import { planSteps } from './planRun.js';
import { createRunNetwork, type PretextNetwork } from './pretextNetwork.js';
import type { RunControl } from './runControl.js';
import { superviseRun, writeSplit } from './superviseRun.js';
import { readStartingTrunk } from './startingTrunk.js';
import { checkpointStateOf, newProgress, type TrainingProgress } from './trainingProgress.js';
import { withRunLock } from './withRunLock.js';

/** Finds out before the images are decoded whether a run can be written at all. */
const checkWritable = async (folder: string, runsFolder: string | null): Promise<void> => {
  const found = await stat(folder).catch(() => null);
  if (found?.isDirectory() !== true) {
    throw new LabError(
      'folderMissing',
      sentence('There is no folder {0}; check the path.', folder),
    );
  }
  const runs = resolveRunsFolder(folder, runsFolder);
  try {
    await makeFolders(runs);
    await access(runs, constants.W_OK);
  } catch (error) {
    throw new LabError(
      'notWritable',
      sentence(
        'Cannot write runs to {0}; choose another place for runs (--runs, or the setting pretextLab.runsFolder).',
        runs,
      ),
      { cause: error },
    );
  }
};

/** Chooses the run's precision on its first batch. */
const calibrateOnFirstBatch = async (
  config: RunConfig,
  data: RunData,
  createNetwork: () => PretextNetwork,
  world: EngineWorld,
): Promise<Calibration> => {
  const source = data.openTraining(data.trainImages.slice(0, config.batchSize), 0, 0);
  try {
    const batch = await source.next();
    if (batch === null)
      throw new LabError('internal', sentence('The loader gave no batch to calibrate on.'));
    try {
      return await calibrate({
        createNetwork,
        parts: batch.parts,
        config,
        bfloat16Available: world.backend.bfloat16Available,
        clock: world.clock,
        needsTime: config.budgetMs !== null,
      });
    } finally {
      batch.release();
    }
  } finally {
    await source.close();
  }
};

/** A run may be resumed from another folder than it was started from. */
const withWholePath = (config: RunConfig): RunConfig =>
  config.init === null ? config : { ...config, init: resolve(config.init) };

/** Saves a checkpoint before the first step. @throws LabError `diskFull` or `notWritable` */
const saveStart = async (
  runFolder: string,
  { config, plannedSteps }: RunJson,
  { parameters }: PretextNetwork,
  progress: TrainingProgress,
  { disk }: EngineWorld,
): Promise<void> => {
  const tensors = (await parameters.export()).map((tensor) => ({
    ...tensor,
    dtype: 'F32' as const,
  }));
  await saveCheckpoint(
    runFolder,
    tensors,
    checkpointStateOf(progress, config, plannedSteps),
    1,
    disk,
  );
};

/**
 * Trains a new run to its end.
 * @param runsFolder where runs are kept, or null for the place inside the folder of images
 * @throws LabError when the run cannot start; what goes wrong later is in the result
 */
export const startRun = async (
  request: { folder: string; runsFolder: string | null; config: RunConfig },
  control: RunControl,
  world: EngineWorld,
): Promise<RunResult> => {
  const started = world.clock();
  const config = withWholePath(request.config);
  const folder = resolve(request.folder);
  const runsFolder = request.runsFolder === null ? null : resolve(request.runsFolder);
  await checkWritable(folder, runsFolder);
  const start =
    config.init === null ? null : await readStartingTrunk(config.init, config.preset, world);
  const permutationSet = permutationSetOf(config);
  const data = await openRunData(folder, runsFolder, config, permutationSet, world, control.signal);
  try {
    const createNetwork = (): PretextNetwork => createRunNetwork(config, data.tasks, start?.values);
    const calibration = await calibrateOnFirstBatch(config, data, createNetwork, world);
    world.report({ kind: 'calibrated', calibration });
    const progress = newProgress();
    progress.elapsedMs = world.clock() - started;
    const { task } = config;
    const runFolder = await createRunFolder({ folder, runsFolder, task, now: world.now() });
    return await withRunLock(runFolder, world, async () => {
      const network = createNetwork();
      try {
        const run: RunJson = {
          formatVersion,
          createdAt: world.now().toISOString(),
          folder,
          config,
          versions: world.versions,
          hardware: world.hardware,
          backend: { name: world.backend.name, device: world.backend.device },
          calibration,
          networkSize: network.size,
          datasetFingerprint: data.dataset.fingerprint,
          plannedSteps: planSteps(
            config,
            calibration,
            data.stepsPerEpoch,
            data.validationImages.length,
            progress.elapsedMs,
          ),
          ...(start === null ? {} : { startedFrom: start.origin }),
          state: { outcome: 'running', step: 0, epoch: 0, validation: null },
        };
        // A run that is resumed does without the folder that its weights came from.
        if (start !== null) await saveStart(runFolder, run, network, progress, world);
        await writeRunJson(runFolder, run, world.disk);
        await writeSplit(runFolder, data, world.disk);
        if (permutationSet !== null) {
          await writePermutationsJson(runFolder, permutationSet, world.disk);
        }
        const prepared = { runFolder, run, data, network, progress, control, world };
        return await superviseRun({ ...prepared, resumed: false });
      } finally {
        network.dispose();
      }
    });
  } finally {
    await data.close();
  }
};
