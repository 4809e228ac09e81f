/**
 * Writes down what a run does (metrics log, TensorBoard, checkpoints, run.json) and reports it. Steps
 * are reported together, at most ten times a second.
 */
import type { ReportEvent } from '../../protocol/engineEvents.js';
import type { EpochMetrics, Outcome, StepMetrics } from '../../protocol/run.js';
import type { Sentence } from '../../protocol/sentence.js';
import type { Disk } from '../runFolder/atomicFile.js';
import { saveCheckpoint, type CheckpointState } from '../runFolder/checkpoint.js';
import { openMetricsLog } from '../runFolder/metricsLog.js';
import { requireRunFolder, writeRunJson, type RunJson } from '../runFolder/runFolder.js';
import { writeEpochSamples, type ValidationSample } from '../runFolder/runSamples.js';
import type { NamedTensor } from '../runFolder/safetensors.js';
import { openTensorboard } from '../runFolder/tensorboard.js';

const flushEveryMs = 100;
/** Newest checkpoints kept beside the best one. */
const keptCheckpoints = 3;

export interface RecorderOptions {
  readonly runFolder: string;
  readonly run: RunJson;
  readonly report: ReportEvent;
  /** Checkpoint that the run goes on from, or null for a new run. */
  readonly resumedFrom: { readonly step: number; readonly epochs: number } | null;
  readonly hostName: string;
  readonly disk: Disk;
  /** Monotonic time in ms. */
  readonly clock: () => number;
  readonly now: () => Date;
}

export interface RunRecorder {
  readonly runFolder: string;
  step(metrics: StepMetrics, remainingMs: number | null): Promise<void>;
  /** @throws LabError `notWritable` when the run folder was deleted, or `diskFull` */
  epoch(metrics: EpochMetrics, samples: readonly ValidationSample[]): Promise<void>;
  /** Puts all that came before on the disk, then the checkpoint. @throws as `epoch` */
  checkpoint(tensors: readonly NamedTensor[], state: CheckpointState): Promise<void>;
  warn(code: 'plateau' | 'overfitting' | 'run', message: Sentence): void;
  paused(paused: boolean): void;
  /** The last word in run.json. */
  end(outcome: Outcome, message: Sentence | undefined): Promise<void>;
  close(): Promise<void>;
}

/** Opens the logs of a run. @throws LabError `notWritable` or `diskFull` */
export const openRunRecorder = async (options: RecorderOptions): Promise<RunRecorder> => {
  const { runFolder, report, clock, now, disk } = options;
  const log = await openMetricsLog(runFolder, options.resumedFrom, disk);
  const tensorboard = await openTensorboard(
    runFolder,
    {
      hostName: options.hostName,
      now: now(),
      resumedFromStep: options.resumedFrom?.step ?? null,
    },
    disk,
  ).catch(async (error: unknown) => {
    await log.close();
    throw error;
  });
  let waiting: StepMetrics[] = [];
  let remaining: number | null = null;
  let lastFlush = clock();
  let state: RunJson['state'] = options.run.state;

  const writeState = async (change: Partial<RunJson['state']>): Promise<void> => {
    state = { ...state, ...change };
    await writeRunJson(runFolder, { ...options.run, state }, disk);
  };
  const flush = async (): Promise<void> => {
    const steps = waiting;
    const newest = steps.at(-1);
    waiting = [];
    lastFlush = clock();
    if (newest === undefined) return;
    report({ kind: 'steps', steps, remainingMs: remaining });
    await log.append(steps.map((step) => ({ kind: 'step', ...step })));
    await tensorboard.write(newest.step, now(), {
      'loss/train': newest.loss,
      'accuracy/train': newest.accuracy,
      'learning rate': newest.learningRate,
      'views per second': newest.viewsPerSecond,
    });
  };

  return {
    runFolder,
    step: async (metrics, remainingMs) => {
      waiting.push(metrics);
      remaining = remainingMs;
      if (clock() - lastFlush >= flushEveryMs) await flush();
    },
    epoch: async (metrics, samples) => {
      await requireRunFolder(runFolder);
      await flush();
      await log.append([{ kind: 'epoch', ...metrics }]);
      const { step, epoch, validation } = metrics;
      if (validation !== null) {
        await tensorboard.write(step, now(), {
          'loss/validation': validation.loss,
          'accuracy/validation': validation.accuracy,
        });
      }
      if (samples.length > 0) await writeEpochSamples(runFolder, epoch, samples, disk);
      await writeState({ step, epoch, validation });
      report({ kind: 'epochEnded', epoch: metrics });
    },
    checkpoint: async (tensors, checkpointState) => {
      await requireRunFolder(runFolder);
      await flush();
      await log.sync();
      const file = await saveCheckpoint(runFolder, tensors, checkpointState, keptCheckpoints, disk);
      const { step, epoch } = checkpointState;
      await writeState({ step, epoch });
      report({ kind: 'checkpointSaved', file, step });
    },
    warn: (code, message) => {
      report({ kind: 'warning', code, message });
    },
    paused: (paused) => {
      report({ kind: 'paused', paused });
    },
    end: async (outcome, message) => {
      await flush();
      await writeState({ outcome, ...(message === undefined ? {} : { message }) });
    },
    close: async () => {
      await Promise.all([log.close(), tensorboard.close()]);
    },
  };
};
