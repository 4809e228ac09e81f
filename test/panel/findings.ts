/** What analyses of a run have found, and a host that hands it out. */
import type {
  AnalysisName,
  AnalysisOutcome,
  AnalysisState,
  OutcomeOf,
} from '../../src/protocol/analysis.js';
import type { LabRequests } from '../../src/protocol/labProtocol.js';
import type { Handlers } from '../../src/protocol/rpc.js';
import { sentence } from '../../src/protocol/sentence.js';
import { pixel } from './sampleRun.js';

export const doneState = (
  name: AnalysisName,
  changes: Partial<AnalysisState> = {},
): AnalysisState => ({
  ...{ name, number: 1, phase: 'done', folder: '/home/ada/odd', progress: null },
  ...{ skippedImages: 0, warnings: [], problem: null },
  ...changes,
});

/** Repeats itself, spread over 0..1. */
const noise = (at: number): number => ((at * 7919) % 1009) / 1009;

/** A ranking in which a tenth of the images is anomalous, and most of those come first. */
export const makeRanking = (count: number, isLabelled = true): OutcomeOf<'findAnomalies'> => {
  const images = Array.from({ length: count }, (_, at) => {
    const anomalous = at % 10 === 0;
    const score = noise(at) ** 3 + (anomalous ? 0.6 + 0.8 * noise(at + 13) : 0);
    return {
      path: `${anomalous ? 'broken' : 'good'}/${at}.png`,
      score,
      rotationScore: score,
      neighborDistance: 0.4 * noise(at + 5),
      anomalous: isLabelled ? anomalous : null,
    };
  }).sort((a, b) => b.score - a.score);
  const anomalousImages = Math.ceil(count / 10);
  const rotation = { auroc: 0.936, low: 0.91, high: 0.958 };
  const neighbors = { auroc: 0.612, low: 0.55, high: 0.671 };
  return {
    name: 'findAnomalies',
    params: {
      ...{ folder: '/home/ada/odd', rankBy: null, neighbors: 5, block: null },
      truth: isLabelled ? { labelsFile: null, normal: ['good'], anomalous: [] } : null,
    },
    result: {
      kind: 'anomalies',
      ...(isLabelled ? rotation : { auroc: null, low: null, high: null }),
      rankedBy: 'rotation',
      aurocs: isLabelled ? { rotation, neighbors } : { rotation: null, neighbors: null },
      normalImages: isLabelled ? count - anomalousImages : 0,
      anomalousImages: isLabelled ? anomalousImages : 0,
      sharedImages: 0,
      trainingImages: 6400,
      block: 'block6',
      neighbors: 5,
      rotationAccuracy: { accuracy: 0.72, chance: 0.25 },
      images,
    },
  };
};

export const makeFound = (count: number): OutcomeOf<'searchImages'> => ({
  name: 'searchImages',
  params: { folder: '/home/ada/photos', image: '/home/ada/wanted/tom.jpg', count, block: null },
  result: {
    ...{ kind: 'search', mode: 'nearest', image: '/home/ada/wanted/tom.jpg' },
    ...{ block: 'block4', searched: 7111 },
    images: Array.from({ length: count }, (_, at) => ({
      path: `cats/${at}.jpg`,
      similarity: at === 0 ? 1 : 0.99 - at / 200,
      identical: at === 0,
    })),
  },
});

export const makeDuplicates = (groups: number): OutcomeOf<'findNearDuplicates'> => ({
  name: 'findNearDuplicates',
  params: { folder: '/home/ada/photos', threshold: 0.95, block: null },
  result: {
    ...{ kind: 'search', mode: 'nearDuplicates', threshold: 0.95, block: 'block4', searched: 7111 },
    groups: Array.from({ length: groups }, (_, group) => ({
      images: Array.from({ length: group === 0 ? 4 : 2 }, (__, at) => ({
        path: `cats/${group}-${at}.jpg`,
        similarity: at === 0 ? 1 : 0.97,
        copyOf: at === 1 ? `cats/${group}-0.jpg` : null,
      })),
    })),
  },
});

const figure = (accuracy: number, half: number) => ({
  accuracy,
  low: accuracy - half,
  high: accuracy + half,
});

/** Leans on edges that continue from tile to tile. */
export const audited: OutcomeOf<'auditShortcuts'> = {
  name: 'auditShortcuts',
  params: { folder: null },
  result: {
    ...{ kind: 'audit', runFolder: '/home/ada/run', step: 500, epoch: 5, heldOut: true },
    ...{ folder: '/home/ada/photos', images: 711, puzzlesPerImage: 4, chance: 1 / 64 },
    unchanged: figure(0.612, 0.021),
    tests: (
      [
        ['touching', 0.724, 'rise'],
        ['centred', 0.631, 'rise'],
        ['grey', 0.566, 'fall'],
        ['shiftedChannels', 0.608, 'fall'],
        ['withoutNormalisation', 0.592, 'rise'],
      ] as const
    ).map(([name, accuracy, givenAwayBy]) => {
      const mean = accuracy - 0.612;
      const difference = { mean, low: mean - 0.011, high: mean + 0.011 };
      const accuracies = figure(accuracy, 0.02);
      return { name, accuracy: accuracies, difference, givenAwayBy, leans: name === 'touching' };
    }),
    leastChange: 0.05,
    conclusion: sentence(
      'The features lean on edges that continue from tile to tile: accuracy rises by {0} points when the tiles touch, which they never did in training.',
      '11.2',
    ),
    elapsedMs: 41_000,
  },
};

const classes = ['airplane', 'bird', 'car', 'cat', 'deer', 'dog', 'frog', 'horse', 'ship', 'truck'];

/** A folder that was labelled; every probability occurs once, the lowest of them not first. */
export const makeLabels = (count: number): OutcomeOf<'classify'> => ({
  name: 'classify',
  params: {
    ...{ labelledFolder: '/home/ada/few', labels: null, folder: '/home/ada/unsorted' },
    ...{ block: null, poolGrid: 2, fineTune: null, seed: 0 },
  },
  result: {
    ...{ kind: 'classification', runFolder: '/home/ada/run', step: 500, epoch: 5, classes },
    ...{ labelledFolder: '/home/ada/few', folder: '/home/ada/unsorted', labelledImages: 500 },
    ...{ method: 'linear', block: 'block4', l2: 0.01, skippedImages: 0, file: null },
    validationAccuracy: { ...figure(0.49, 0.098), images: 100 },
    images: Array.from({ length: count }, (_, at) => ({
      path: `day ${at % 3}/${at}.jpg`,
      label: classes[Math.floor(8.99 * noise(at) ** 2)] ?? 'cat',
      probability: 0.21 + 0.78 * noise(at + 3),
    })),
    elapsedMs: 8400,
  },
});

export const exported: OutcomeOf<'exportRun'> = {
  name: 'exportRun',
  params: { outFolder: '/home/ada/network', formats: ['onnx', 'tfjs'] },
  result: {
    ...{ kind: 'export', folder: '/home/ada/network' },
    files: ['trunk.onnx', 'tfjs/model.json', 'tfjs/weights.bin', 'README.md'].map(
      (name) => `/home/ada/network/${name}`,
    ),
    fileBytes: [1_204_000, 12_400, 1_180_000, 3200],
    loading: [
      {
        ...{ format: 'onnx', language: 'python' },
        lines: [
          'import numpy, onnxruntime',
          'session = onnxruntime.InferenceSession("trunk.onnx")',
        ],
      },
      {
        ...{ format: 'tfjs', language: 'js' },
        lines: ["const model = await tf.loadLayersModel('file://tfjs/model.json');"],
      },
    ],
    maxAbsoluteDifference: 0.0000262,
    checks: [
      {
        ...{ file: 'trunk.onnx', maxAbsoluteDifference: 0.0000262 },
        compared: sentence(
          'the graph of the written file, computed operator by operator, with the engine',
        ),
      },
      {
        ...{ file: 'tfjs/model.json', maxAbsoluteDifference: 0.0000041 },
        compared: sentence('the written model, loaded by TensorFlow.js, with the engine'),
      },
    ],
    checkedOn: { images: 4, areReal: true },
  },
};

export const writtenFeatures: OutcomeOf<'exportFeatures'> = {
  name: 'exportFeatures',
  params: {
    ...{ folder: '/home/ada/odd', outFolder: '/home/ada/features', formats: ['npy'] },
    ...{ blocks: null, poolGrid: 1 },
  },
  result: {
    ...{ kind: 'features', folder: '/home/ada/features', images: 1234, skippedImages: 2 },
    files: ['/home/ada/features/block3.npy', '/home/ada/features/images.csv'],
    fileBytes: [631_936, 40_000],
    blocks: [{ name: 'block3', dimension: 128 }],
  },
};

/** Answers of a host that has these outcomes. @param picture of a path, as an encoded file */
export const findingAnswers = (
  outcomes: readonly AnalysisOutcome[],
  picture: (path: string) => Uint8Array<ArrayBuffer> = () => pixel,
): Partial<Handlers<LabRequests>> => ({
  readAnalysis: async ({ name }) =>
    Promise.resolve({ outcome: outcomes.find((outcome) => outcome.name === name) ?? null }),
  readThumbnails: async ({ paths }) =>
    Promise.resolve({
      photos: paths.map((path) => ({ path, image: picture(path), message: null })),
    }),
  readPhotos: async ({ paths }) =>
    Promise.resolve({
      photos: paths.map((path) => ({ path, image: picture(path), message: null })),
    }),
  describeImages: async () =>
    Promise.resolve({
      ...{ folder: '/home/ada/photos', trainImages: 900, validationImages: 100 },
      ...{ skipped: [], skippedTotal: 0, subfolders: {} },
      examples: Array.from({ length: 20 }, (_, at) => ({
        path: `cats/${at}.jpg`,
        side: 'validation' as const,
      })),
      sizes: { sampled: 0, edgesPx: [], counts: [], medianWidthPx: 0, medianHeightPx: 0 },
    }),
  startAnalysis: async () => Promise.resolve({}),
  stopAnalysis: async () => Promise.resolve({}),
  openImage: async () => Promise.resolve({}),
  revealFolder: async () => Promise.resolve({}),
  copyText: async () => Promise.resolve({}),
});
