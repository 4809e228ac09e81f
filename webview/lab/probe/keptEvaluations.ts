/** The evaluations of a run: those that are kept with it, and the last one of this window. */
import type { EvaluationResult } from '../../../src/protocol/evaluation.js';
import { formatDateTime } from '../../parts/format.js';
import { lastPart } from '../../parts/pathText.js';
import { t } from '../../text.js';

/** All of them once, the newest first. */
export const allEvaluations = (
  kept: readonly EvaluationResult[],
  latest: EvaluationResult | null,
): readonly EvaluationResult[] => {
  const all = new Map(
    [...kept, ...(latest === null ? [] : [latest])].map((one) => [keyOf(one), one]),
  );
  return [...all.values()].toSorted((a, b) => Date.parse(b.createdAt) - Date.parse(a.createdAt));
};

/** Names one among those of a run. */
export const keyOf = ({ createdAt, dataset }: EvaluationResult): string =>
  `${createdAt} ${dataset.trainFolder}`;

/** Dataset and date. */
export const evaluationName = ({ createdAt, dataset, step }: EvaluationResult): string =>
  t('{0}, step {1}, {2}', lastPart(dataset.trainFolder), step, formatDateTime(createdAt));
