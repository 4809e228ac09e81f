/** The samples of a made-up run: the network learns to solve its puzzles, and the angles of its views. */
import type { LabRequests, Snapshot } from '../../src/protocol/labProtocol.js';
import type { Handlers } from '../../src/protocol/rpc.js';
import type { EpochMetrics } from '../../src/protocol/run.js';
import type { EpochSamples, Sample } from '../../src/protocol/runContents.js';
import { makeEpochs, makeSnapshot } from './labHost.js';

/** A picture of one pixel. */
export const pixel = new Uint8Array(
  Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
    'base64',
  ),
);

/** The second differs from the first in two tiles, the third in all nine. */
export const permutations = [
  [0, 1, 2, 3, 4, 5, 6, 7, 8],
  [1, 0, 2, 3, 4, 5, 6, 7, 8],
  [8, 7, 6, 5, 3, 4, 2, 1, 0],
];
const tileNames = Array.from({ length: 9 }, (_, tile) => `tile-${tile}.png`);

const puzzle = (path: string, truth: number, labels: readonly number[]): Sample => ({
  task: 'jigsaw',
  path,
  classes: 3,
  truth,
  truthProbability: 0.03,
  top: labels.map((label, rank) => ({ label, probability: [0.7, 0.25, 0.05][rank] ?? 0 })),
  fed: (permutations[truth] ?? []).map((tile) => tileNames[tile] ?? null),
});

const view = (truth: number, probabilities: readonly number[]): Sample => ({
  task: 'rotation',
  path: 'cats/tom.jpg',
  classes: 4,
  truth,
  truthProbability: probabilities[truth] ?? 0,
  top: probabilities
    .map((probability, label) => ({ label, probability }))
    .sort((a, b) => b.probability - a.probability),
  fed: [`view-${truth}.png`],
});

/** After the first epoch nothing is solved, after the last one of two puzzles. */
export const samplesOf = (epoch: number): EpochSamples => ({
  epoch,
  samples: [
    puzzle('cats/tom.jpg', 0, epoch < 3 ? [1, 0, 2] : [0, 1, 2]),
    puzzle('dogs/rex.jpg', 2, [1, 0]),
    view(0, [0.9, 0.05, 0.03, 0.02]),
    view(1, [0.1, 0.8, 0.06, 0.04]),
    view(2, [0.42, 0.03, 0.4, 0.15]),
    view(3, [0.01, 0.96, 0.02, 0.01]),
  ],
  images: Object.fromEntries(
    [...tileNames, ...[0, 1, 2, 3].map((truth) => `view-${truth}.png`)].map((name) => [
      name,
      pixel,
    ]),
  ),
});

export const sampleEpochs = (count: number): EpochMetrics[] =>
  makeEpochs(count, 100).map((metrics) => ({
    ...metrics,
    tasks: [
      {
        task: 'rotation',
        loss: 0.8,
        accuracy: 0.25 * metrics.epoch,
        chance: 0.25,
        confusion: [
          [30, 6, 2, 2],
          [4, 32, 1, 3],
          [5, 0, 35, 0],
          [0, 2, 0, 38],
        ],
      },
      { task: 'jigsaw', loss: 2, accuracy: 0.2 * metrics.epoch, chance: 0.0156, confusion: null },
    ],
  }));

/** A run with samples of three epochs. */
export const sampleSnapshot = (
  changes: Parameters<typeof makeSnapshot>[0] = {},
  epochs = 3,
): Snapshot => ({
  ...makeSnapshot({
    epoch: epochs,
    step: epochs * 100,
    sampleEpochs: Array.from({ length: epochs }, (_, i) => i + 1),
    ...changes,
  }),
  epochs: sampleEpochs(epochs),
});

/** Answers the requests of both tabs. */
export const sampleAnswers = (): Partial<Handlers<LabRequests>> => ({
  readSamples: async ({ epoch }) => Promise.resolve(samplesOf(epoch)),
  readPhotos: async ({ paths }) =>
    Promise.resolve({ photos: paths.map((path) => ({ path, image: pixel, message: null })) }),
  readPermutations: async () =>
    Promise.resolve({
      permutationSet: {
        kind: 'permutationSet',
        method: 'max-min',
        grid: 3,
        seed: 1,
        count: 3,
        minHamming: 2,
        meanHamming: 6,
        permutations,
      },
    }),
  showTraining: async () => Promise.resolve({}),
  openImage: async () => Promise.resolve({}),
});
