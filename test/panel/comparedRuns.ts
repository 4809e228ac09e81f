/** Runs to compare: three that learn at different speeds, of which two were evaluated on the same images. */
import type { ComparedRun, Comparison, MeasuredRun } from '../../src/protocol/comparison.js';
import { defaultRunConfig } from '../../src/protocol/defaultConfig.js';
import type { LabRequests } from '../../src/protocol/labProtocol.js';
import type { Handlers } from '../../src/protocol/rpc.js';
import type { PresetName, Task } from '../../src/protocol/run.js';
import type { ListedGroup, ListedRun } from '../../src/protocol/runListing.js';
import { makeEpochs, makeSteps } from './labHost.js';

const photos = '/home/ada/photos';
const runsFolder = `${photos}/.pretext-lab/runs`;

export const shownFolder = `${runsFolder}/2026-03-14_09-26-53_both`;
export const slowFolder = `${runsFolder}/2026-03-15_10-00-00-jigsaw`;
export const fastFolder = '/data/clothes/.pretext-lab/runs/2026-03-16_08-15-00-jigsaw';

const created = '2026-03-14T09:26:53.000Z';

const makeRun = (
  runFolder: string,
  options: { task: Task; preset: PresetName; epochs: number; learningRate: number; gain: number },
): ComparedRun => {
  const { task, preset, epochs, learningRate, gain } = options;
  const config = defaultRunConfig(task, preset, { epochs });
  const steps = epochs * 100;
  const measured = makeEpochs(epochs, 100).map((metrics) => ({
    ...metrics,
    validation:
      metrics.validation === null
        ? null
        : {
            loss: metrics.validation.loss - gain,
            accuracy: metrics.validation.accuracy + gain,
            chance: task === 'both' ? 0.1328 : 0.0156,
          },
  }));
  const last = measured.at(-1);
  const figures = {
    epoch: epochs,
    loss: last?.validation?.loss ?? 0,
    accuracy: last?.validation?.accuracy ?? 0,
  };
  return {
    summary: {
      ...{ runFolder, state: 'completed', task, preset, createdAt: created },
      ...{ epoch: epochs, step: steps, validation: last?.validation ?? null },
      ...{ resumable: false, holder: null },
    },
    folder: runFolder.startsWith(photos) ? photos : '/data/clothes',
    config: { ...config, optimizer: { ...config.optimizer, learningRate } },
    figures: {
      validation: { last: figures, best: figures, chance: task === 'both' ? 0.1328 : 0.0156 },
      ...{ steps, epochs, viewsSeen: steps * 1024, elapsedMs: epochs * 21_400 },
      ...{ imagesPerSecond: 300 * (1 + gain), parameters: 1_130_000 },
    },
    epochs: measured,
    curve: makeSteps(1, steps),
  };
};

export const comparedRuns: readonly ComparedRun[] = [
  makeRun(shownFolder, {
    ...{ task: 'both', preset: 'jigsaw-small', epochs: 6, learningRate: 0.05, gain: 0 },
  }),
  makeRun(slowFolder, {
    ...{ task: 'jigsaw', preset: 'jigsaw-small', epochs: 8, learningRate: 0.05, gain: -0.05 },
  }),
  makeRun(fastFolder, {
    ...{ task: 'jigsaw', preset: 'jigsaw-small', epochs: 4, learningRate: 0.1, gain: 0.06 },
  }),
];

const measure = (run: number, accuracy: number): MeasuredRun => ({
  ...{ run, createdAt: created, epoch: 4, step: 400, block: 'block3' },
  linear: { accuracy, low: accuracy - 0.021, high: accuracy + 0.02 },
  knn: { accuracy: accuracy - 0.1, low: accuracy - 0.12, high: accuracy - 0.08 },
  random: { linear: 0.31, knn: 0.22 },
  fewLabels: [
    { perClass: 1, draws: 5, mean: 0.2, deviation: 0.02, random: { mean: 0.15, deviation: 0.02 } },
    {
      ...{ perClass: 10, draws: 5, mean: accuracy - 0.15, deviation: 0.02 },
      random: { mean: 0.25, deviation: 0.02 },
    },
  ],
});

const measuredOn = {
  ...{ trainFolder: '/data/clothes/train', testFolder: '/data/clothes/test' },
  ...{ trainLabels: null, testLabels: null, classes: 10, trainImages: 2500, testImages: 500 },
  ...{ testShare: null, poolGrid: 2, neighbors: 20, temperature: 0.07, seed: 0 },
};

/** What the host answers for run folders. */
export const comparisonOf = (
  runFolders: readonly string[],
  changes: Partial<Comparison> = {},
): Comparison => {
  const runs = runFolders.flatMap((folder) =>
    comparedRuns.filter(({ summary }) => summary.runFolder === folder),
  );
  const placeOf = (folder: string): number =>
    runs.findIndex(({ summary }) => summary.runFolder === folder);
  const evaluated = [
    { place: placeOf(slowFolder), accuracy: 0.412 },
    { place: placeOf(fastFolder), accuracy: 0.563 },
  ].filter(({ place }) => place >= 0);
  return {
    kind: 'comparison',
    runs,
    unreadable: [],
    differences: [],
    measurements:
      evaluated.length === 0
        ? []
        : [{ measuredOn, runs: evaluated.map(({ place, accuracy }) => measure(place, accuracy)) }],
    notes: [],
    ...changes,
  };
};

const listed = (runFolder: string): ListedRun[] =>
  comparedRuns.flatMap(({ summary }) => (summary.runFolder === runFolder ? [summary] : []));

export const runGroups: ListedGroup[] = [
  {
    ...{ kind: 'folder', path: photos, problem: null },
    runs: [...listed(slowFolder), ...listed(shownFolder)],
  },
  { kind: 'folder', path: '/data/clothes', problem: null, runs: listed(fastFolder) },
  { kind: 'folder', path: '/data/gone', problem: 'The folder cannot be read.', runs: [] },
];

export const compareAnswers = (): Partial<Handlers<LabRequests>> => ({
  listRuns: async () => Promise.resolve({ groups: runGroups }),
  compareRuns: async ({ runFolders }) => Promise.resolve(comparisonOf(runFolders)),
});
