/** A new run, from its request to its result. */
import { access, constants, stat } from 'node:fs/promises';
import { resolve } from 'node:path';

import type { Calibration, RunConfig, RunResult } from '../../protocol/run.js';
import { sentence } from '../../protocol/sentence.js';
import { LabError } from '../labError.js';
import { makeFolders } from '../makeFolders.js';
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
import { createRunNetwork } from './pretextNetwork.js';
import type { RunControl } from './runControl.js';
import { superviseRun, writeSplit } from './superviseRun.js';
import { newProgress } from './trainingProgress.js';
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
  world: EngineWorld,
): Promise<Calibration> => {
  const source = data.openTraining(data.trainImages.slice(0, config.batchSize), 0, 0);
  try {
    const batch = await source.next();
    if (batch === null)
      throw new LabError('internal', sentence('The loader gave no batch to calibrate on.'));
    try {
      return calibrate({
        createNetwork: () => createRunNetwork(config, data.tasks),
        parts: batch.parts,
        config,
        bfloat16Available: world.bfloat16Available,
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
  const { config } = request;
  const folder = resolve(request.folder);
  const runsFolder = request.runsFolder === null ? null : resolve(request.runsFolder);
  await checkWritable(folder, runsFolder);
  const permutationSet = permutationSetOf(config);
  const data = await openRunData(folder, runsFolder, config, permutationSet, world, control.signal);
  try {
    const calibration = await calibrateOnFirstBatch(config, data, world);
    world.report({ kind: 'calibrated', calibration });
    const progress = newProgress();
    progress.elapsedMs = world.clock() - started;
    const { task } = config;
    const runFolder = await createRunFolder({ folder, runsFolder, task, now: world.now() });
    return await withRunLock(runFolder, world, async () => {
      const network = createRunNetwork(config, data.tasks);
      try {
        const run: RunJson = {
          formatVersion,
          createdAt: world.now().toISOString(),
          folder,
          config,
          versions: world.versions,
          hardware: world.hardware,
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
          state: { outcome: 'running', step: 0, epoch: 0, validation: null },
        };
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
