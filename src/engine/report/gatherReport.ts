/** What a report tells, read from a run folder that may come from anyone. */
import type { RunDetails } from '../../protocol/runDetails.js';
import type { EvaluationResult } from '../../protocol/evaluation.js';
import type { PermutationSet } from '../../protocol/run.js';
import type { EpochSamples, RunHistory } from '../../protocol/runContents.js';
import { sentence, type Sentence } from '../../protocol/sentence.js';
import { LabError, reasonOf } from '../labError.js';
import { readEvaluations } from '../runFolder/evaluations.js';
import { showRun } from '../runFolder/listRuns.js';
import { readHistory } from '../runFolder/readHistory.js';
import { readImagesJson } from '../runFolder/readImagesJson.js';
import { readRunSamples } from '../runFolder/readRunSamples.js';
import { readPermutationsJson } from '../runFolder/runFolder.js';
import type { ProcessTable } from '../runFolder/runLock.js';

/** Points of a curve: as wide as it is drawn. */
const mostPoints = 512;

export interface ImageCounts {
  readonly train: number;
  readonly validation: number;
  readonly skipped: number;
}

/** Everything but `details` may be missing: then a sentence in `problems` says why. */
export interface ReportSubject {
  readonly details: RunDetails;
  readonly history: RunHistory;
  readonly images: ImageCounts | null;
  /** Of the last epoch that samples were kept of. */
  readonly samples: EpochSamples | null;
  readonly permutationSet: PermutationSet | null;
  readonly evaluations: readonly EvaluationResult[];
  readonly problems: readonly Sentence[];
}

const countImages = async (runFolder: string): Promise<ImageCounts> => {
  const counts = { train: 0, validation: 0, skipped: 0 };
  for await (const line of readImagesJson(runFolder)) {
    counts[line.kind === 'skipped' ? 'skipped' : line.image.side] += 1;
  }
  return counts;
};

/**
 * Reads a run for its report.
 * @throws LabError `runUnreadable` when `run.json` or the log cannot be read
 */
export const gatherReport = async (
  runFolder: string,
  processes: ProcessTable,
): Promise<ReportSubject> => {
  const problems: Sentence[] = [];
  const orProblem = async <T>(reading: Promise<T>): Promise<T | null> => {
    try {
      return await reading;
    } catch (error) {
      if (!(error instanceof LabError)) throw error;
      problems.push(sentence('Something is missing from this report: {0}', reasonOf(error)));
      return null;
    }
  };
  const details = await showRun(runFolder, processes);
  const sampled = details.sampleEpochs.at(-1);
  return {
    details,
    history: await readHistory(runFolder, mostPoints),
    images: await orProblem(countImages(runFolder)),
    samples: sampled === undefined ? null : await orProblem(readRunSamples(runFolder, sampled)),
    permutationSet:
      details.config.task === 'rotation' ? null : await orProblem(readPermutationsJson(runFolder)),
    evaluations:
      (await orProblem(
        readEvaluations(runFolder, (message) => {
          problems.push(message);
        }),
      )) ?? [],
    problems,
  };
};
