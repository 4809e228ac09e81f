/** A run that is read back from its run folder. */
import { basename } from 'node:path';

import type { EngineClient } from '../protocol/engineProtocol.js';
import type { RunDetails } from '../protocol/runDetails.js';
import type { RunPhase, RunStatus } from '../protocol/runStatus.js';
import { inLanguage } from '../protocol/sentence.js';
import { createEmitter } from './emitter.js';
import { heldRunText } from './heldRun.js';
import { createRunRecord, type RunRecord } from './liveRun.js';
import type { Clock, Logger, Subscription, Words } from './outside.js';
import { readCurves, type CurvesReader } from './readCurves.js';
import type { RunSource } from './runSource.js';
import { newRunStatus } from './runStatus.js';

export interface StoredRunOptions {
  /** The reader. */
  readonly client: EngineClient;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly words: Words;
}

/** How often a run that another process trains is read while it is shown. */
export const rereadEveryMs = 5000;

const phaseOf = (state: RunDetails['summary']['state']): RunPhase =>
  state === 'running' ? 'training' : state;

/** A schedule in whole epochs tells how long one is; without a finished one, it is the plan's share. */
const stepsPerEpochOf = ({ epochs, plannedSteps, config }: RunDetails): number => {
  const first = epochs.at(0);
  if (first !== undefined) return Math.round(first.step / Math.max(1, first.epoch));
  return config.epochs === null ? 0 : Math.round(plannedSteps / config.epochs);
};

/** What a run folder tells, put into what is known of the run. */
export const withDetails = (status: RunStatus, details: RunDetails): RunStatus => ({
  ...status,
  runFolder: details.summary.runFolder,
  title: basename(details.summary.runFolder),
  networkSize: details.networkSize,
  calibration: details.calibration,
  // A run that went on in this window may compute with another one than it was begun with.
  backend: status.backend ?? details.backend,
  hardware: details.hardware,
  versions: details.versions,
  createdAt: details.summary.createdAt,
  plannedSteps: details.plannedSteps,
  stepsPerEpoch: status.stepsPerEpoch === 0 ? stepsPerEpochOf(details) : status.stepsPerEpoch,
  checkpoints: details.checkpoints.map(({ file, step }) => ({ file, step })),
  sampleEpochs: details.sampleEpochs,
});

/** The status of a run that no engine of this window trains. */
export const storedStatus = (details: RunDetails, words: Words): RunStatus => {
  const { summary, folder, config } = details;
  const status = withDetails(
    newRunStatus(summary.runFolder, folder, config, phaseOf(summary.state)),
    details,
  );
  return {
    ...status,
    holder: summary.holder,
    resumable: summary.resumable,
    step: summary.step,
    epoch: summary.epoch,
    validation: summary.validation,
    message:
      summary.holder === null
        ? failureText(details.message, words)
        : heldRunText(summary.runFolder, summary.holder, words),
  };
};

const failureText = (message: RunDetails['message'], { t }: Words): string | null =>
  message === null ? null : inLanguage(message, t);

/**
 * Reads a run and its curves. Where these cannot be read, the run says so.
 * @throws RpcError `runUnreadable` and what else the engine refuses
 */
export const readStoredRun = async (
  runFolder: string,
  { client, logger, words, onChange }: CurvesReader,
): Promise<RunRecord> => {
  const details = await client.call('showRun', { runFolder });
  const record = createRunRecord(storedStatus(details, words));
  await readCurves(runFolder, record, { client, logger, words, onChange });
  return record;
};

/**
 * A run folder as a panel's source. Counts of images come a moment after the rest: they take a look
 * at the images. While another process trains the run, and somebody listens, it is read again.
 * @throws RpcError `runUnreadable` and what else the engine refuses
 */
export const openStoredRun = async (
  runFolder: string,
  options: StoredRunOptions,
): Promise<RunSource> => {
  const { clock, logger } = options;
  const changes = createEmitter<undefined>();
  const onChange = (): void => changes.emit(undefined);
  let record = await readStoredRun(runFolder, { ...options, onChange });
  let readAtMs = clock.nowMs();
  let isReading = false;
  let listeners = 0;
  let next: Subscription | null = null;

  const rest = (): void => {
    next?.dispose();
    next = null;
  };
  const readAgainLater = (): void => {
    if (listeners === 0 || isReading || next !== null || record.status.holder === null) return;
    next = clock.after(Math.max(0, readAtMs + rereadEveryMs - clock.nowMs()), () => {
      void readAgain();
    });
  };
  const readAgain = async (): Promise<void> => {
    next = null;
    isReading = true;
    try {
      const fresh = await readStoredRun(runFolder, { ...options, onChange });
      const { trainImages, validationImages, skippedImages } = record.status;
      fresh.update((status) => ({ ...status, trainImages, validationImages, skippedImages }));
      record = fresh;
      onChange();
    } catch (error) {
      // It is tried again when the page is shown again.
      logger.warn(`${runFolder} cannot be read again: ${String(error)}`);
      return;
    } finally {
      isReading = false;
      readAtMs = clock.nowMs();
    }
    readAgainLater();
  };

  void options.client.call('describeImages', { runFolder }).then(
    ({ trainImages, validationImages, skippedTotal }) => {
      record.update((status) => ({
        ...status,
        trainImages,
        validationImages,
        skippedImages: skippedTotal,
      }));
      changes.emit(undefined);
    },
    (error: unknown) => {
      logger.warn(`The images of ${runFolder} cannot be described: ${String(error)}`);
    },
  );
  return {
    current: () => record,
    problem: null,
    onChange: (listener) => {
      const listening = changes.on(listener);
      listeners += 1;
      readAgainLater();
      return {
        dispose: () => {
          listening.dispose();
          listeners -= 1;
          if (listeners === 0) rest();
        },
      };
    },
  };
};
