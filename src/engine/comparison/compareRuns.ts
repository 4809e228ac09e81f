/** Setting runs of any folder side by side, from the request to its result. */
import { resolve } from 'node:path';

import type { ComparedRun, Comparison } from '../../protocol/comparison.js';
import type { EvaluationResult } from '../../protocol/evaluation.js';
import { sentence, type Sentence, type SentenceValue } from '../../protocol/sentence.js';
import { LabError } from '../labError.js';
import { readEvaluations } from '../runFolder/evaluations.js';
import { describeFailure, summarise } from '../runFolder/listRuns.js';
import { readHistory } from '../runFolder/readHistory.js';
import { readRunJson } from '../runFolder/runFolder.js';
import type { ProcessTable } from '../runFolder/runLock.js';
import { comparisonNotes } from './comparisonNotes.js';
import { configDifferences } from './configDifferences.js';
import { groupMeasurements } from './measurements.js';
import { runFigures } from './runFigures.js';

/** Points of a curve: as wide as it is drawn. */
const mostPoints = 1024;

interface ReadRun {
  readonly run: ComparedRun;
  readonly datasetFingerprint: string;
  readonly evaluations: readonly EvaluationResult[];
}

const readRun = async (
  runFolder: string,
  processes: ProcessTable,
  warn: (message: Sentence) => void,
): Promise<ReadRun> => {
  const json = await readRunJson(runFolder);
  const { config, folder, datasetFingerprint, networkSize, state } = json;
  const history = await readHistory(runFolder, mostPoints);
  const { parameters } = networkSize;
  const known = { steps: state.step, epochs: state.epoch, parameters };
  return {
    run: {
      summary: await summarise(runFolder, json, processes),
      folder,
      config,
      figures: runFigures(config, history, known),
      epochs: history.epochs.map((epoch) => ({ ...epoch, tasks: [] })),
      curve: history.steps,
    },
    datasetFingerprint,
    evaluations: await readEvaluations(runFolder, warn),
  };
};

/** @throws LabError `badArgument` when there are not two to compare */
const requireTwo = (named: number, readable: number, why: SentenceValue | undefined): void => {
  if (named < 2) {
    throw new LabError('badArgument', sentence('Name at least two different runs to compare.'));
  }
  if (readable >= 2) return;
  throw new LabError(
    'badArgument',
    sentence(
      'Comparing takes two runs that can be read, and of these {0} there are {1}: {2}',
      named,
      readable,
      why ?? '',
    ),
  );
};

/**
 * Compares runs. One that is named twice counts once; one that cannot be read is named in the result
 * and the others are compared.
 * @param warn is told of evaluations that cannot be read
 * @throws LabError `badArgument` when fewer than two can be read
 */
export const compareRuns = async (
  runFolders: readonly string[],
  processes: ProcessTable,
  warn: (message: Sentence) => void,
): Promise<Comparison> => {
  const named = [...new Set(runFolders.map((runFolder) => resolve(runFolder)))];
  const read: ReadRun[] = [];
  const unreadable: Comparison['unreadable'] = [];
  for (const runFolder of named) {
    try {
      read.push(await readRun(runFolder, processes, warn));
    } catch (error) {
      unreadable.push({ runFolder, message: describeFailure(runFolder, error) });
    }
  }
  requireTwo(named.length, read.length, unreadable[0]?.message);
  const measurements = groupMeasurements(read.map(({ evaluations }) => evaluations));
  return {
    kind: 'comparison',
    runs: read.map(({ run }) => run),
    unreadable,
    differences: configDifferences(read.map(({ run }) => run.config)),
    measurements,
    notes: comparisonNotes(
      read.map(({ run: { config }, datasetFingerprint }) => ({ config, datasetFingerprint })),
      measurements,
    ),
  };
};
