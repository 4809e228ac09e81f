/** Going on with an unfinished run, from its request to its result. */
import { resolve } from 'node:path';

import { backendText } from '../../protocol/backend.js';
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
import type { Backend } from '../backend/backend.js';
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

/** Whether a run's activations are bfloat16, and this backend has float32 only. */
const losesBfloat16 = ({ calibration }: Pick<RunJson, 'calibration'>, backend: Backend): boolean =>
  calibration?.chosen === 'bfloat16' && !backend.bfloat16Available;

/** What it means that a run goes on with another backend than it was begun with. */
const describeOtherBackend = (
  run: Pick<RunJson, 'backend' | 'calibration'>,
  backend: Backend,
): Sentence => {
  const [then, now] = [backendText(run.backend), backendText(backend)];
  return losesBfloat16(run, backend)
    ? sentence(
        'This run was begun with {0} in bfloat16 and goes on with {1} in float32, so its numbers differ from those of an unbroken run.',
        then,
        now,
      )
    : sentence(
        'This run was begun with {0} and goes on with {1}: the numbers may differ in the last digits from those of an unbroken run.',
        then,
        now,
      );
};

/**
 * What of the backend or the software that decides numbers is another than when the run began.
 */
export const describeOtherSoftware = (
  run: Pick<RunJson, 'backend' | 'calibration' | 'versions'>,
  { backend, versions: now }: Pick<EngineWorld, 'backend' | 'versions'>,
): Sentence | null => {
  if (run.backend.name !== backend.name || losesBfloat16(run, backend)) {
    return describeOtherBackend(run, backend);
  }
  const then = run.versions;
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

/** @throws LabError `badArgument` when the run has ended */
const checkResumable = (runFolder: string, run: RunJson, world: EngineWorld): void => {
  if (run.state.outcome === 'completed') {
    throw new LabError(
      'badArgument',
      sentence('The run {0} is complete; start a new one instead.', runFolder),
    );
  }
  const message = describeOtherSoftware(run, world);
  if (message !== null) world.report({ kind: 'warning', code: 'run', message });
};

/**
 * The run as it is computed here. Checkpoints are float32, so one in bfloat16 can go on in float32;
 * it then stays so, wherever it goes on later.
 */
export const computableRun = (run: RunJson, { backend }: Pick<EngineWorld, 'backend'>): RunJson =>
  run.calibration === null || !losesBfloat16(run, backend)
    ? run
    : {
        ...run,
        calibration: {
          ...run.calibration,
          chosen: 'float32',
          reason: sentence(
            'The run was begun in bfloat16 and went on with {0}, which computes in float32 only.',
            backendText(backend),
          ),
        },
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
    const stored = await readRunJson(runFolder);
    checkResumable(runFolder, stored, world);
    const run = computableRun(stored, world);
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
