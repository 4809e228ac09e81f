/** A run that is read back from its run folder. */
import { basename } from 'node:path';

import type { EngineClient, RunDetails } from '../protocol/engineProtocol.js';
import type { RunPhase, RunStatus } from '../protocol/panelProtocol.js';
import { createEmitter } from './emitter.js';
import { underHeadline } from './errorText.js';
import { heldRunText } from './heldRun.js';
import { createRunRecord, type RunRecord } from './liveRun.js';
import type { Logger, Words } from './outside.js';
import { readCurves, type CurvesReader } from './readCurves.js';
import type { RunSource } from './runSource.js';
import { newRunStatus } from './runStatus.js';

export interface StoredRunOptions {
  /** The reader. */
  readonly client: EngineClient;
  readonly logger: Logger;
  readonly words: Words;
}

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
  const status = withDetails(newRunStatus(folder, config, phaseOf(summary.state)), details);
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

const failureText = (message: string | null, words: Words): string | null =>
  message === null ? null : underHeadline(words.t('Training failed.'), message, words);

/**
 * Reads a run and its curves. Where these cannot be read, the run says so.
 * @throws RpcError `runUnreadable` and what else the engine refuses
 */
export const readStoredRun = async (
  runFolder: string,
  { client, logger, words, onChange }: StoredRunOptions & Pick<CurvesReader, 'onChange'>,
): Promise<RunRecord> => {
  const details = await client.call('showRun', { runFolder });
  const record = createRunRecord(storedStatus(details, words));
  await readCurves(runFolder, record, { client, logger, words, onChange });
  return record;
};

/**
 * A run folder as a panel's source. Counts of images come a moment after the rest: they take a look
 * at the images.
 * @throws RpcError `runUnreadable` and what else the engine refuses
 */
export const openStoredRun = async (
  runFolder: string,
  options: StoredRunOptions,
): Promise<RunSource> => {
  const changes = createEmitter<undefined>();
  const onChange = (): void => changes.emit(undefined);
  const record = await readStoredRun(runFolder, { ...options, onChange });
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
      options.logger.warn(`The images of ${runFolder} cannot be described: ${String(error)}`);
    },
  );
  return { current: () => record, problem: null, onChange: (listener) => changes.on(listener) };
};
