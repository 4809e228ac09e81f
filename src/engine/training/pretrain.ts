/** A run from its request to its result: new, or going on from a checkpoint. */
import { access, constants, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';

import type { Calibration, Outcome, Precision, RunConfig, RunResult } from '../../protocol/run.js';
import { LabError } from '../labError.js';
import { makeFolders } from '../makeFolders.js';
import { networkSpec } from '../model/presets.js';
import { createRandom } from '../random.js';
import {
  hashConfig,
  loadLatestCheckpoint,
  type LoadedCheckpoint,
} from '../runFolder/checkpoint.js';
import {
  createRunFolder,
  readPermutationsJson,
  readRunJson,
  resolveRunsFolder,
  writeImagesJson,
  writePermutationsJson,
  writeRunJson,
  type RunJson,
  type SplitImage,
} from '../runFolder/runFolder.js';
import { formatVersion } from '../runFolder/readUntrusted.js';
import { acquireRunLock } from '../runFolder/runLock.js';
import type { EngineWorld } from '../world.js';
import { calibrate } from './calibrate.js';
import { openRunData, permutationSetOf, type RunData } from './openRunData.js';
import { planSteps } from './planRun.js';
import { createPretextNetwork, type PretextNetwork } from './pretextNetwork.js';
import type { RunControl } from './runControl.js';
import { openRunRecorder } from './runRecorder.js';
import { createSpeedometer } from './speedometer.js';
import { trainLoop } from './trainLoop.js';
import { newProgress, progressOf, type TrainingProgress } from './trainingProgress.js';

const buildNetwork = (config: RunConfig, data: RunData): PretextNetwork =>
  createPretextNetwork(
    networkSpec(config.preset),
    data.plans,
    createRandom(config.seed).split('parameters'),
  );

/** Finds out before the images are decoded whether a run can be written at all. */
const checkWritable = async (folder: string, runsFolder: string | null): Promise<void> => {
  const found = await stat(folder).catch(() => null);
  if (found?.isDirectory() !== true) {
    throw new LabError('folderMissing', `There is no folder ${folder}; check the path.`);
  }
  const runs = resolveRunsFolder(folder, runsFolder);
  try {
    await makeFolders(runs);
    await access(runs, constants.W_OK);
  } catch (error) {
    throw new LabError(
      'notWritable',
      `Cannot write runs to ${runs}; choose another place with --runs DIR.`,
      { cause: error },
    );
  }
};

/** The first batch of the run times a step in each precision. */
const calibrateOnFirstBatch = async (
  config: RunConfig,
  data: RunData,
  world: EngineWorld,
): Promise<Calibration> => {
  const source = data.openTraining(data.trainImages.slice(0, config.batchSize), 0, 0);
  try {
    const batch = await source.next();
    if (batch === null) throw new LabError('internal', 'The loader gave no batch to calibrate on.');
    return calibrate(
      () => buildNetwork(config, data),
      batch.parts,
      config,
      world.bfloat16Available,
      world.clock,
    );
  } finally {
    await source.close();
  }
};

function* splitImagesOf(data: RunData): Generator<SplitImage> {
  const validation = new Set(data.validationImages);
  for (let i = 0; i < data.dataset.paths.length; i++) {
    yield { path: data.dataset.paths.at(i), side: validation.has(i) ? 'validation' : 'train' };
  }
}

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
    const network = buildNetwork(config, data);
    const runFolder = await createRunFolder({
      folder,
      runsFolder,
      task: config.task,
      now: world.now(),
    });
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
    await writeRunJson(runFolder, run);
    await writeImagesJson(runFolder, splitImagesOf(data), data.dataset.skipped);
    if (permutationSet !== null) await writePermutationsJson(runFolder, permutationSet);
    return await train({ runFolder, run, data, network, progress, control, world, resumed: false });
  } finally {
    await data.close();
  }
};

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
      `The configuration in ${runFolder} is not the one that its checkpoint was made with, so the run cannot go on exactly; put run.json back as it was, or start a new run.`,
    );
  }
  return checkpoint;
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
  const run = await readRunJson(runFolder);
  const { config, folder } = run;
  if (run.state.outcome === 'completed') {
    throw new LabError('badArgument', `The run ${runFolder} is complete; start a new one instead.`);
  }
  const permutationSet = config.task === 'rotation' ? null : await readPermutationsJson(runFolder);
  const checkpoint = await loadCheckpoint(runFolder, config, world);
  const runsFolder = dirname(runFolder);
  const data = await openRunData(
    folder,
    runsFolder === resolveRunsFolder(folder, null) ? null : runsFolder,
    config,
    permutationSet,
    world,
    control.signal,
  );
  try {
    if (data.dataset.fingerprint !== run.datasetFingerprint) {
      throw new LabError(
        'runUnreadable',
        `The images in ${folder} have changed since the run ${runFolder} began, so it cannot go on exactly; start a new run, or put the images back.`,
      );
    }
    const network = buildNetwork(config, data);
    if (checkpoint !== null) network.parameters.import(float32Tensors(checkpoint));
    const progress = checkpoint === null ? newProgress() : progressOf(checkpoint.state);
    return await train({ runFolder, run, data, network, progress, control, world, resumed: true });
  } finally {
    await data.close();
  }
};

const float32Tensors = (checkpoint: LoadedCheckpoint) => {
  const tensors = new Map<string, { shape: readonly number[]; data: Float32Array }>();
  for (const [name, { shape, data }] of checkpoint.tensors) {
    if (data instanceof Float32Array) tensors.set(name, { shape, data });
  }
  return tensors;
};

interface PreparedRun {
  readonly runFolder: string;
  readonly run: RunJson;
  readonly data: RunData;
  readonly network: PretextNetwork;
  readonly progress: TrainingProgress;
  readonly control: RunControl;
  readonly world: EngineWorld;
  readonly resumed: boolean;
}

/** Holds the run's lock and recorder around the training loop, and sums the run up. */
const train = async (prepared: PreparedRun): Promise<RunResult> => {
  const { runFolder, run, data, network, progress, control, world, resumed } = prepared;
  const { config } = run;
  const lock = await acquireRunLock(runFolder, world.processes, world.now());
  try {
    const recorder = await openRunRecorder({
      runFolder,
      run: { ...run, state: { ...run.state, outcome: 'running' } },
      report: world.report,
      resumedFrom: resumed ? { step: progress.step, epochs: progress.epoch } : null,
      hostName: world.hostName,
      clock: world.clock,
      now: world.now,
    });
    world.report({
      kind: 'runStarted',
      runFolder,
      config,
      trainImages: config.overfitImages ?? data.trainImages.length,
      validationImages: data.validationImages.length,
      stepsPerEpoch: data.stepsPerEpoch,
      plannedSteps: run.plannedSteps,
      networkSize: network.size,
      resumedFromStep: resumed ? progress.step : null,
    });
    const speedometer = createSpeedometer();
    const precision: Precision = run.calibration?.chosen ?? 'float32';
    const loop = trainLoop(
      {
        config,
        precision,
        network,
        random: createRandom(config.seed),
        trainImages: data.trainImages,
        stepsPerEpoch: data.stepsPerEpoch,
        plannedSteps: run.plannedSteps,
        progress,
        permutations: data.permutationSet?.permutations ?? null,
        batchNorm: config.preset !== 'jigsaw-paper-plain',
        pathOf: (image) => data.dataset.paths.at(image),
        openTraining: data.openTraining,
        openValidation: data.openValidation,
      },
      { control, recorder, speedometer, clock: world.clock },
    );
    const ended = await loop.then(
      (outcome): { outcome: Outcome; message?: string } => ({ outcome }),
      (error: unknown) => ({ outcome: 'failed' as const, message: sentenceOf(error) }),
    );
    // The disk may be what failed; the result must reach the caller all the same.
    await recorder.end(ended.outcome, ended.message).catch(() => undefined);
    await recorder.close().catch(() => undefined);
    const last = progress.epochs.at(-1);
    return {
      kind: 'runEnded',
      outcome: ended.outcome,
      runFolder,
      step: progress.step,
      epoch: progress.epoch,
      train: last?.train ?? null,
      validation: last?.validation ?? null,
      ...speedometer.total,
      skippedImages: data.dataset.skipped.length,
      elapsedMs: progress.elapsedMs,
      ...(ended.message === undefined ? {} : { message: ended.message }),
    };
  } finally {
    network.dispose();
    await lock.release();
  }
};

const sentenceOf = (error: unknown): string =>
  error instanceof LabError
    ? error.message
    : `Training stopped with an internal error: ${error instanceof Error ? error.message : String(error)}.`;
