/** A map of made-up images in heaps, one for each class, and a Lab that shows it. */
import type { AnalysisState } from '../../src/protocol/analysis.js';
import type { ImageMap } from '../../src/protocol/embedding.js';
import type { LabRequests } from '../../src/protocol/labProtocol.js';
import type { Handlers } from '../../src/protocol/rpc.js';
import { pixel } from './sampleRun.js';

export const mapFolder = '/home/ada/photos';

/** Numbers 0..1 that are the same each time. */
const createNoise = (): (() => number) => {
  let state = 1;
  return () => {
    state = (state * 16_807) % 2_147_483_647;
    return state / 2_147_483_647;
  };
};

export const makeMap = (
  images: number,
  classes = 10,
  changes: Partial<ImageMap> = {},
): ImageMap => {
  const noise = createNoise();
  const heap = (): number => noise() + noise() + noise() - 1.5;
  const labels = Array.from({ length: images }, (_, image) =>
    Math.floor((image * classes) / images),
  );
  const angle = (label: number): number => (label / Math.max(1, classes)) * 2 * Math.PI;
  const round = (value: number): number => Math.round(value * 1e4) / 1e4;
  return {
    kind: 'map',
    folder: mapFolder,
    block: 'block5',
    step: 1200,
    neighbors: Math.min(15, Math.max(0, images - 1)),
    minDistance: 0.1,
    seed: 0,
    leftOut: 0,
    paths: labels.map((label, image) => `class-${label}/${String(image).padStart(5, '0')}.jpg`),
    x: labels.map((label) => round(8 * Math.cos(angle(label)) + 2.4 * heap())),
    y: labels.map((label) => round(6 * Math.sin(angle(label)) + 2.4 * heap())),
    classes: Array.from({ length: classes }, (_, label) => `class-${label}`),
    labels,
    rotation: {
      turns: [0, 1, 2, 3],
      right: labels.map(() => Math.round(noise() ** 0.5 * 4) / 4),
      upright: labels.map(() => (noise() < 0.7 ? 0 : Math.floor(noise() * 4))),
      score: labels.map(() => round(-Math.log(noise()))),
    },
    file: null,
    ...changes,
  };
};

export const mapState = (changes: Partial<AnalysisState> = {}): AnalysisState => ({
  name: 'embedFolder',
  number: 1,
  phase: 'done',
  folder: mapFolder,
  progress: null,
  skippedImages: 0,
  warnings: [],
  problem: null,
  ...changes,
});

/** What the host answers about a map. */
export const mapAnswers = (map: ImageMap): Partial<Handlers<LabRequests>> => ({
  readAnalysis: async () =>
    Promise.resolve({
      outcome: {
        name: 'embedFolder',
        params: {
          ...{ folder: map.folder, block: null, labelsFile: null, neighbors: 15 },
          ...{ minDistance: 0.1, seed: 0, mostImages: 20_000, withRotation: true },
        },
        result: map,
      },
    }),
  readThumbnails: async ({ paths }) =>
    Promise.resolve({ photos: paths.map((path) => ({ path, image: pixel, message: null })) }),
  openImage: async () => Promise.resolve({}),
  openImages: async () => Promise.resolve({}),
  copyText: async () => Promise.resolve({}),
});
