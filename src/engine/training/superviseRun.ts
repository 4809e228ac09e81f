/** Holds the recorder around the training loop, and sums the run up whatever happens in it. */
import type { RunResult } from '../../protocol/run.js';
import { sentence, type Sentence } from '../../protocol/sentence.js';
import { whileItWorks } from '../backend/whileItWorks.js';
import { LabError, reasonOf } from '../labError.js';
import { hasBatchNorm, networkSpec } from '../model/presets.js';
import { createRandom } from '../random.js';
import type { Disk } from '../runFolder/atomicFile.js';
import { writeImagesJson, type RunJson, type SplitImage } from '../runFolder/runFolder.js';
import type { EngineWorld } from '../world.js';
import type { RunData } from './openRunData.js';
import type { PretextNetwork } from './pretextNetwork.js';
import type { RunControl } from './runControl.js';
import { openRunRecorder } from './runRecorder.js';
import { createSpeedometer } from './speedometer.js';
import { trainLoop } from './trainLoop.js';
import type { TrainingProgress } from './trainingProgress.js';

function* splitImagesOf(data: RunData): Generator<SplitImage> {
  const validation = new Set(data.validationImages);
  for (let i = 0; i < data.dataset.paths.length; i++) {
    yield { path: data.dataset.paths.at(i), side: validation.has(i) ? 'validation' : 'train' };
  }
}

/** Writes `images.json` as of now. @throws LabError `diskFull` or `notWritable` */
export const writeSplit = (runFolder: string, data: RunData, disk: Disk): Promise<void> =>
  writeImagesJson(
    runFolder,
    splitImagesOf(data),
    [...data.dataset.skipped, ...data.unreadable],
    disk,
  );

/** A run with all that it needs; who prepared it holds its lock and disposes its network. */
export interface PreparedRun {
  readonly runFolder: string;
  readonly run: RunJson;
  readonly data: RunData;
  readonly network: PretextNetwork;
  /** Changed in place. */
  readonly progress: TrainingProgress;
  readonly control: RunControl;
  readonly world: EngineWorld;
  readonly resumed: boolean;
}

/**
 * Trains a prepared run to its end.
 * @throws LabError when the run's logs cannot be opened; what goes wrong later is in the result
 */
export const superviseRun = async (prepared: PreparedRun): Promise<RunResult> => {
  const { runFolder, run, data, network, progress, control, world, resumed } = prepared;
  const { config } = run;
  const recorder = await openRunRecorder({
    runFolder,
    run: { ...run, state: { ...run.state, outcome: 'running' } },
    report: world.report,
    resumedFrom: resumed ? { step: progress.step, epochs: progress.epoch } : null,
    hostName: world.hostName,
    disk: world.disk,
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
  const training = trainLoop(
    {
      config,
      precision: run.calibration?.chosen ?? 'float32',
      network,
      random: createRandom(config.seed),
      trainImages: data.trainImages,
      stepsPerEpoch: data.stepsPerEpoch,
      plannedSteps: run.plannedSteps,
      progress,
      batchNorm: hasBatchNorm(networkSpec(config.preset)),
      stepsInFlight: world.backend.stepsInFlight,
      pathOf: (image) => data.dataset.paths.at(image),
      openTraining: data.openTraining,
      openValidation: data.openValidation,
    },
    { control, recorder, speedometer, clock: world.clock },
  );
  const ended = await whileItWorks(world.backend, training).then(
    (outcome): RunEnd => ({ outcome }),
    endOfError,
  );
  // The disk may be what failed; the result must reach the caller all the same.
  await recorder.end(ended.outcome, ended.message).catch(() => undefined);
  await recorder.close().catch(() => undefined);
  if (data.unreadable.length > 0) {
    await writeSplit(runFolder, data, world.disk).catch(() => undefined);
  }
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
    skippedImages: data.dataset.skipped.length + data.unreadable.length,
    elapsedMs: progress.elapsedMs,
    ...(ended.message === undefined ? {} : { message: ended.message }),
    ...(ended.failure === undefined ? {} : { failure: ended.failure }),
  };
};

/** How a run ended. */
type RunEnd = Pick<RunResult, 'outcome' | 'message' | 'failure'>;

/** A lost device is no fault of the run, which can go on from its last checkpoint. */
const endOfError = (error: unknown): RunEnd => {
  const message = sentenceOf(error);
  const code = error instanceof LabError ? error.code : 'internal';
  if (code === 'deviceLost') return { outcome: 'interrupted', message, failure: code };
  return code === 'outOfMemory'
    ? { outcome: 'failed', message, failure: code }
    : { outcome: 'failed', message };
};

const sentenceOf = (error: unknown): Sentence =>
  error instanceof LabError
    ? error.sentence
    : sentence('Training stopped with an internal error: {0}.', reasonOf(error));
