/** What does not tell which of several runs is better, in words. Pure. */
import type { Measurement } from '../../protocol/comparison.js';
import type { RunConfig } from '../../protocol/run.js';
import { sentence, type Sentence } from '../../protocol/sentence.js';

/** What of a run's description the notes go by. */
export interface NotedRun {
  readonly config: RunConfig;
  readonly datasetFingerprint: string;
}

const differ = (runs: readonly NotedRun[], of: (run: NotedRun) => unknown): boolean =>
  new Set(runs.map((run) => JSON.stringify(of(run)))).size > 1;

/** What has to be told apart, which decides chance and difficulty. */
const question = ({ config }: NotedRun): unknown => {
  const { task, rotation, jigsaw } = config;
  const { grid, permutations, permutationMethod } = jigsaw;
  return [
    task,
    task === 'jigsaw' ? null : rotation.turns,
    task === 'rotation' ? null : [grid, permutations, permutationMethod],
  ];
};

const guards = ({ config }: NotedRun): unknown => {
  if (config.task === 'rotation') return null;
  const { randomGap, normaliseTiles, grayShare, channelShiftPx } = config.jigsaw;
  return [randomGap, normaliseTiles, grayShare, channelShiftPx];
};

const heldOut = ({ config, datasetFingerprint }: NotedRun): unknown => [
  datasetFingerprint,
  config.seed,
  config.data.validationShare,
];

/** Warnings for who reads figures of several runs side by side. */
export const comparisonNotes = (
  runs: readonly NotedRun[],
  measurements: readonly Measurement[],
): Sentence[] => {
  const notes: Sentence[] = [];
  if (differ(runs, question)) {
    notes.push(
      sentence(
        'The runs do not solve the same pretext task with the same classes, so their losses and validation accuracies do not tell which one is better.',
      ),
    );
  } else if (differ(runs, guards)) {
    notes.push(
      sentence(
        'The runs do not have the same guards against shortcuts: without a guard a puzzle is easier to solve, so a higher validation accuracy may mean worse features.',
      ),
    );
  }
  if (differ(runs, heldOut)) {
    notes.push(
      sentence(
        'The runs did not hold out the same images for validation, so their validation figures are not quite comparable.',
      ),
    );
  }
  if (measurements.length > 1) {
    notes.push(
      sentence(
        'Evaluations were made on {0} different data or settings; only figures of the same data and settings can be compared.',
        measurements.length,
      ),
    );
  }
  return notes;
};
