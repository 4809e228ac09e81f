/** What is known about a run while it goes on: a pure fold over the engine's events. */
import type { EngineEvent } from '../protocol/engineEvents.js';
import type { EvaluationProgress } from '../protocol/evaluation.js';
import type { Calibration, EpochMetrics, RunConfig, StepMetrics } from '../protocol/run.js';

type DataProgress = Extract<EngineEvent, { kind: 'dataProgress' }>;

/** The last part of each kind of event that a display needs. */
export interface Progress {
  readonly data: Pick<DataProgress, 'phase' | 'done' | 'total'> | null;
  readonly evaluation: EvaluationProgress | null;
  readonly run: Extract<EngineEvent, { kind: 'runStarted' }> | null;
  readonly calibration: Calibration | null;
  readonly step: StepMetrics | null;
  readonly remainingMs: number | null;
  readonly lastEpoch: EpochMetrics | null;
  readonly skippedImages: number;
  readonly paused: boolean;
}

export const noProgress: Progress = {
  data: null,
  evaluation: null,
  run: null,
  calibration: null,
  step: null,
  remainingMs: null,
  lastEpoch: null,
  skippedImages: 0,
  paused: false,
};

/** The progress after one more event. */
export const advance = (progress: Progress, event: EngineEvent): Progress => {
  switch (event.kind) {
    case 'dataProgress':
      return { ...progress, data: { phase: event.phase, done: event.done, total: event.total } };
    case 'evaluationProgress':
      return { ...progress, evaluation: event };
    case 'imageSkipped':
      return { ...progress, skippedImages: progress.skippedImages + 1 };
    case 'runStarted':
      return { ...progress, run: event };
    case 'calibrated':
      return { ...progress, calibration: event.calibration };
    case 'steps':
      return {
        ...progress,
        step: event.steps.at(-1) ?? progress.step,
        remainingMs: event.remainingMs,
      };
    case 'epochEnded':
      return { ...progress, lastEpoch: event.epoch };
    case 'paused':
      return { ...progress, paused: event.paused };
    case 'checkpointSaved':
    case 'warning':
      return progress;
  }
};

/** Accuracy of guessing, 0..1; the mean of both tasks where a run has two. */
export const chanceLevel = (config: RunConfig): number => {
  const rotation = config.rotation.turns === 'all' ? 1 / 4 : 1 / 2;
  const jigsaw = 1 / config.jigsaw.permutations;
  switch (config.task) {
    case 'rotation':
      return rotation;
    case 'jigsaw':
      return jigsaw;
    case 'both':
      return (rotation + jigsaw) / 2;
  }
};

/** How much of the run is done, 0..1; by time where the time left is known, else by steps. */
export const doneShare = (progress: Progress): number => {
  const { run, step, remainingMs } = progress;
  if (run === null || step === null) return 0;
  const share =
    remainingMs === null
      ? step.step / Math.max(1, run.plannedSteps)
      : step.elapsedMs / Math.max(1, step.elapsedMs + remainingMs);
  return Math.min(1, Math.max(0, share));
};
