/** Where a run stands, as a pure fold over what its engine tells. */
import { basename } from 'node:path';

import type { EngineEvent } from '../protocol/engineEvents.js';
import type { RunPhase, RunStatus } from '../protocol/runStatus.js';
import type { EpochMetrics, RunConfig, RunResult } from '../protocol/run.js';

/** Warnings that are kept, the newest. */
export const mostWarnings = 50;
/** The engine keeps the three newest checkpoints and the best one. */
const keptCheckpoints = 4;

/** The status of a run that nothing is known of but what it was asked to do. */
export const newRunStatus = (
  id: string,
  folder: string,
  config: RunConfig,
  phase: RunPhase,
): RunStatus => ({
  id,
  runFolder: null,
  title: basename(folder),
  folder,
  config,
  phase,
  live: false,
  holder: null,
  resumable: false,
  preparing: null,
  step: 0,
  epoch: 0,
  plannedSteps: 0,
  stepsPerEpoch: 0,
  trainImages: 0,
  validationImages: 0,
  skippedImages: 0,
  latest: null,
  remainingMs: null,
  validation: null,
  networkSize: null,
  calibration: null,
  backend: null,
  hardware: null,
  versions: {},
  createdAt: null,
  resumedFromStep: null,
  checkpoints: [],
  sampleEpochs: [],
  warnings: [],
  message: null,
  failure: null,
});

/**
 * The status of a run whose engine is being started.
 * @param earlier what is known of a run that goes on
 * @param id the job that it is now
 */
export const startingStatus = (earlier: RunStatus, id: string): RunStatus => ({
  ...earlier,
  id,
  phase: 'preparing',
  live: true,
  holder: null,
  resumable: false,
  preparing: { stage: 'engine', done: 0, total: null },
  remainingMs: null,
  skippedImages: 0,
  warnings: [],
  message: null,
  failure: null,
});

/** True once a run has ended, in whatever way. */
export const isEnd = (phase: RunPhase): boolean =>
  phase === 'completed' || phase === 'stopped' || phase === 'interrupted' || phase === 'failed';

/** True while an engine of this window has the run. */
export const isUnderWay = (status: RunStatus): boolean => status.live && !isEnd(status.phase);

const preparingOf = (
  event: Extract<EngineEvent, { kind: 'dataProgress' }>,
): RunStatus['preparing'] => {
  const { phase, done, total } = event;
  // The others belong to requests that are no runs.
  if (phase !== 'scan' && phase !== 'decode') return null;
  // The network is made, and its precision chosen, after the last image: that takes seconds too.
  if (phase === 'decode' && done === total) return { stage: 'network', done: 0, total: null };
  return { stage: phase, done, total };
};

const withWarning = (
  status: RunStatus,
  { code, message }: Extract<EngineEvent, { kind: 'warning' }>,
): RunStatus => ({
  ...status,
  warnings: [...status.warnings, { code, message }].slice(-mostWarnings),
});

const withStart = (
  status: RunStatus,
  event: Extract<EngineEvent, { kind: 'runStarted' }>,
): RunStatus => ({
  ...status,
  runFolder: event.runFolder,
  title: basename(event.runFolder),
  config: event.config,
  phase: status.phase === 'stopping' ? 'stopping' : 'training',
  preparing: null,
  trainImages: event.trainImages,
  validationImages: event.validationImages,
  stepsPerEpoch: event.stepsPerEpoch,
  plannedSteps: event.plannedSteps,
  networkSize: event.networkSize,
  backend: event.backend ?? status.backend,
  resumedFromStep: event.resumedFromStep,
  step: event.resumedFromStep ?? 0,
  epoch: Math.floor((event.resumedFromStep ?? 0) / Math.max(1, event.stepsPerEpoch)),
});

const withEpoch = (status: RunStatus, epoch: EpochMetrics): RunStatus => ({
  ...status,
  step: epoch.step,
  epoch: epoch.epoch,
  validation: epoch.validation,
  // Samples are kept of each validation, and are on the disk before the epoch is told.
  sampleEpochs:
    epoch.validation === null || status.sampleEpochs.includes(epoch.epoch)
      ? status.sampleEpochs
      : [...status.sampleEpochs, epoch.epoch],
});

const withPause = (status: RunStatus, paused: boolean): RunStatus => {
  if (status.phase !== 'training' && status.phase !== 'paused') return status;
  return { ...status, phase: paused ? 'paused' : 'training' };
};

/** What a run's status becomes with an event of its engine. Never changes what it is given. */
export const foldEvent = (status: RunStatus, event: EngineEvent): RunStatus => {
  switch (event.kind) {
    case 'dataProgress': {
      const preparing = preparingOf(event);
      return preparing === null || status.preparing === null ? status : { ...status, preparing };
    }
    case 'imageSkipped':
      return { ...status, skippedImages: status.skippedImages + 1 };
    case 'calibrated':
      return { ...status, calibration: event.calibration };
    case 'runStarted':
      return withStart(status, event);
    case 'steps': {
      const latest = event.steps.at(-1) ?? status.latest;
      const { remainingMs } = event;
      return { ...status, latest, step: latest?.step ?? status.step, remainingMs };
    }
    case 'epochEnded':
      return withEpoch(status, event.epoch);
    case 'checkpointSaved': {
      // As it is named when the run folder is read back.
      const saved = { file: basename(event.file), step: event.step };
      const others = status.checkpoints.filter(({ file }) => file !== saved.file);
      // The newest first, as the run folder lists them.
      return { ...status, checkpoints: [saved, ...others].slice(0, keptCheckpoints) };
    }
    case 'paused':
      return withPause(status, event.paused);
    case 'warning':
      return withWarning(status, event);
    case 'evaluationProgress':
      // No part of a run.
      return status;
    default:
      return assertNever(event);
  }
};

/** The status of a run whose engine has answered. @param message why it failed, for the user */
export const endedStatus = (
  status: RunStatus,
  result: RunResult,
  message: string | null,
): RunStatus => ({
  ...status,
  ...endOf(status, result.outcome, message),
  runFolder: result.runFolder,
  step: result.step,
  epoch: result.epoch,
  validation: result.validation ?? status.validation,
  skippedImages: result.skippedImages,
  failure: result.failure ?? null,
});

/** What changes when a run is over, however it came to that. */
export const endOf = (
  status: RunStatus,
  phase: 'completed' | 'stopped' | 'interrupted' | 'failed',
  message: string | null,
): Pick<
  RunStatus,
  'phase' | 'live' | 'preparing' | 'remainingMs' | 'resumable' | 'message' | 'holder'
> => ({
  phase,
  live: false,
  holder: null,
  preparing: null,
  remainingMs: null,
  resumable: phase !== 'completed' && status.checkpoints.length > 0,
  message,
});

const assertNever = (event: never): never => {
  throw new Error(`Nobody folds ${JSON.stringify(event)}.`);
};
