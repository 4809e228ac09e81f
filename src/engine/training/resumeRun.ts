/** Going on with an unfinished run, from its request to its result. */
import { resolve } from 'node:path';

import type { RunConfig, RunResult } from '../../protocol/run.js';
import { sentence, type Sentence } from '../../protocol/sentence.js';
import { LabError } from '../labError.js';
import {
  hashConfig,
  loadLatestCheckpoint,
  type LoadedCheckpoint,
} from '../runFolder/checkpoint.js';
import { float32Tensors } from '../runFolder/checkpointTensors.js';
import {
  readPermutationsJson,
  readRunJson,
  runsFolderOf,
  type RunJson,
} from '../runFolder/runFolder.js';
import type { EngineWorld } from '../world.js';
import { openRunData, type RunData } from './openRunData.js';
import { createRunNetwork } from './pretextNetwork.js';
import type { RunControl } from './runControl.js';
import { superviseRun } from './superviseRun.js';
import { newProgress, progressOf } from './trainingProgress.js';
import { withRunLock } from './withRunLock.js';

/** The newest usable checkpoint; unusable ones are reported. */
const loadCheckpoint = async (
  runFolder: string,
  config: RunConfig,
  world: EngineWorld,
): Promise<LoadedCheckpoint | null> => {
  const checkpoint = await loadLatestCheckpoint(runFolder);
  for (const { reason } of checkpoint?.refused ?? []) {
    world.report({ kind: 'warning', code: 'checkpoint', message: reason });
  }
  if (checkpoint !== null && checkpoint.state.configHash !== hashConfig(config)) {
    throw new LabError(
      'runUnreadable',
      sentence(
        'The configuration in {0} is not the one that its checkpoint was made with, so the run cannot go on exactly; put run.json back as it was, or start a new run.',
        runFolder,
      ),
    );
  }
  if (checkpoint === null && config.init !== null) {
    throw new LabError(
      'noCheckpoint',
      sentence(
        'The run {0} began with the trunk in {1} and has lost its checkpoints, so it cannot go on; start a new run (--init).',
        runFolder,
        config.init,
      ),
    );
  }
  return checkpoint;
};

/**
 * What of the software that decides numbers is another than when the run began.
 */
export const describeOtherSoftware = (
  then: RunJson['versions'],
  now: RunJson['versions'],
): Sentence | null => {
  const differences: Sentence[] = [];
  if (then['tensorflow'] !== now['tensorflow']) {
    differences.push(
      sentence(
        'made with TensorFlow {0}, now {1}',
        then['tensorflow'] ?? '?',
        now['tensorflow'] ?? '?',
      ),
    );
  }
  if (then['nativeKernels'] !== now['nativeKernels']) {
    differences.push(
      now['nativeKernels'] === 'true'
        ? sentence("begun without the Lab's own kernels, now with the Lab's own kernels")
        : sentence("begun with the Lab's own kernels, now without the Lab's own kernels"),
    );
  }
  const [first, second] = differences;
  if (first === undefined) return null;
  return sentence(
    'This run was {0}: the numbers may differ from those of an unbroken run.',
    second === undefined ? first : sentence('{0}, and {1}', first, second),
  );
};

/** @throws LabError `badArgument` when the run has ended or cannot be computed here */
const checkResumable = (runFolder: string, run: RunJson, world: EngineWorld): void => {
  if (run.state.outcome === 'completed') {
    throw new LabError(
      'badArgument',
      sentence('The run {0} is complete; start a new one instead.', runFolder),
    );
  }
  if (run.calibration?.chosen === 'bfloat16' && !world.backend.bfloat16Available) {
    throw new LabError(
      'badArgument',
      sentence(
        'The run {0} trains in bfloat16, but this backend computes in float32 only; resume it where it began, or start a new run with the precision float32 (--precision).',
        runFolder,
      ),
    );
  }
  const message = describeOtherSoftware(run.versions, world.versions);
  if (message !== null) world.report({ kind: 'warning', code: 'run', message });
};

const openSameData = async (
  runFolder: string,
  { folder, config, datasetFingerprint }: RunJson,
  control: RunControl,
  world: EngineWorld,
): Promise<RunData> => {
  const permutationSet = config.task === 'rotation' ? null : await readPermutationsJson(runFolder);
  const runsFolder = runsFolderOf(runFolder, folder);
  const data = await openRunData(folder, runsFolder, config, permutationSet, world, control.signal);
  if (data.dataset.fingerprint !== datasetFingerprint) {
    await data.close();
    throw new LabError(
      'runUnreadable',
      sentence(
        'The images in {0} have changed since the run {1} began, so it cannot go on exactly; start a new run, or put the images back.',
        folder,
        runFolder,
      ),
    );
  }
  return data;
};

/**
 * Goes on with an unfinished run. Without a checkpoint it starts over, which gives the same numbers.
 * @throws LabError when the run is complete, locked, unreadable, or its images have changed
 */
export const resumeRun = async (
  requestedFolder: string,
  control: RunControl,
  world: EngineWorld,
): Promise<RunResult> => {
  const runFolder = resolve(requestedFolder);
  // No lock is put into a folder that is not a run's.
  await readRunJson(runFolder);
  return withRunLock(runFolder, world, async () => {
    // Read again: until the lock was there another process may have trained the run.
    const run = await readRunJson(runFolder);
    checkResumable(runFolder, run, world);
    const checkpoint = await loadCheckpoint(runFolder, run.config, world);
    const data = await openSameData(runFolder, run, control, world);
    try {
      const network = createRunNetwork(run.config, data.tasks);
      try {
        if (checkpoint !== null) network.parameters.import(float32Tensors(checkpoint));
        const progress = checkpoint === null ? newProgress() : progressOf(checkpoint.state);
        const prepared = { runFolder, run, data, network, progress, control, world };
        return await superviseRun({ ...prepared, resumed: true });
      } finally {
        network.dispose();
      }
    } finally {
      await data.close();
    }
  });
};
