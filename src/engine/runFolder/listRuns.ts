/** Reading runs back: the list for a folder and the details of one run. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

import type { RunSummary } from '../../protocol/runSummary.js';
import type { RunDetails } from '../../protocol/runDetails.js';
import { sentence, type Sentence } from '../../protocol/sentence.js';
import { LabError } from '../labError.js';
import { systemCode, systemReason } from '../systemCode.js';
import { hasCheckpoint, listCheckpoints } from './checkpoint.js';
import { readEpochs } from './metricsLog.js';
import { readRunJson, resolveRunsFolder, type RunJson } from './runFolder.js';
import { findLivingHolder, type ProcessTable } from './runLock.js';
import { listSampleEpochs } from './runSamples.js';

const mostRuns = 10_000;

/** A run in one line, with whether a living process trains it. */
export const summarise = async (
  runFolder: string,
  run: RunJson,
  processes: ProcessTable,
): Promise<RunSummary> => {
  const { outcome, step, epoch, validation } = run.state;
  const living = await findLivingHolder(runFolder, processes);
  const isRunning = living !== null;
  const ended = outcome === 'running' ? 'interrupted' : outcome;
  return {
    runFolder,
    state: isRunning ? 'running' : ended,
    task: run.config.task,
    preset: run.config.preset,
    createdAt: run.createdAt,
    epoch,
    step,
    validation,
    resumable: !isRunning && ended !== 'completed' && (await hasCheckpoint(runFolder)),
    holder: living && {
      pid: living.pid,
      hostName: living.hostName,
      acquiredAt: living.acquiredAt,
    },
  };
};

/** Why a folder cannot be read as a run. */
export const describeFailure = (runFolder: string, error: unknown): Sentence =>
  error instanceof LabError
    ? error.sentence
    : sentence('Cannot read {0} ({1}).', runFolder, systemCode(error) ?? String(error));

/**
 * Lists the runs of a folder of images, newest first.
 * @param runsFolder where runs are kept, or null for the place inside `folder`; all runs there are listed
 * @param onUnreadable is told of each folder that cannot be read as a run
 * @returns nothing when there are no runs yet
 * @throws LabError `folderUnreadable` when the place of the runs itself cannot be read
 */
export const listRuns = async (
  folder: string,
  runsFolder: string | null,
  processes: ProcessTable,
  onUnreadable: (message: Sentence) => void,
): Promise<RunSummary[]> => {
  const runs = resolveRunsFolder(folder, runsFolder);
  const entries = await readdir(runs, { withFileTypes: true }).catch((error: unknown) => {
    const code = systemCode(error);
    if (code === 'ENOENT') return [];
    throw new LabError(
      'folderUnreadable',
      sentence('Cannot list the runs in {0} ({1}).', runs, systemReason(error)),
      {
        cause: error,
      },
    );
  });
  // Names start with the date, so what the bound leaves out is the oldest.
  const names = entries
    // Hidden folders are none of ours, but for the cache of decoded images.
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map((entry) => entry.name);
  const summaries: RunSummary[] = [];
  for (const name of names.sort().reverse().slice(0, mostRuns)) {
    const runFolder = join(runs, name);
    try {
      summaries.push(await summarise(runFolder, await readRunJson(runFolder), processes));
    } catch (error) {
      onUnreadable(describeFailure(runFolder, error));
    }
  }
  return summaries.sort((a, b) => Date.parse(b.createdAt) - Date.parse(a.createdAt));
};

/**
 * Reads everything that a run folder tells.
 * @throws LabError `runUnreadable`
 */
export const showRun = async (runFolder: string, processes: ProcessTable): Promise<RunDetails> => {
  const run = await readRunJson(runFolder);
  const { config, networkSize, calibration, hardware, versions, datasetFingerprint } = run;
  const { folder, plannedSteps, state, backend } = run;
  return {
    summary: await summarise(runFolder, run, processes),
    folder,
    config,
    networkSize,
    backend,
    calibration,
    hardware,
    versions,
    datasetFingerprint,
    epochs: await readEpochs(runFolder),
    checkpoints: await listCheckpoints(runFolder),
    plannedSteps,
    // A run that failed once and was resumed keeps the sentence.
    message: state.outcome === 'failed' ? (state.message ?? null) : null,
    sampleEpochs: await listSampleEpochs(runFolder),
  };
};
