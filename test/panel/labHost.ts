/** A run to look at, and a host of the Lab that a test plays. */
import { defaultRunConfig } from '../../src/protocol/defaultConfig.js';
import type { AnalysisState } from '../../src/protocol/analysis.js';
import {
  labRequests,
  type LabEvent,
  type LabRequests,
  type LabTab,
  type Snapshot,
} from '../../src/protocol/labProtocol.js';
import { panelProtocolVersion } from '../../src/protocol/panelProtocol.js';
import type { RunStatus } from '../../src/protocol/runStatus.js';
import {
  createEventSender,
  serveRequests,
  type Handlers,
  type Port,
} from '../../src/protocol/rpc.js';
import type { EpochMetrics } from '../../src/protocol/run.js';
import type { StepColumns } from '../../src/protocol/runContents.js';
import { sentence } from '../../src/protocol/sentence.js';

/** Steps `first`..`last` of a run that learns, with noise that is the same each time. */
export const makeSteps = (first: number, last: number, planned = last): StepColumns => {
  const step = Uint32Array.from({ length: Math.max(0, last - first + 1) }, (_, at) => first + at);
  const noise = (at: number): number => ((at * 7919) % 1009) / 1009 - 0.5;
  const learned = (at: number): number => 1 - Math.exp((-4 * at) / planned);
  return {
    step,
    loss: Float32Array.from(step, (at) => 4.1 - 3.3 * learned(at) + 0.5 * noise(at)),
    accuracy: Float32Array.from(step, (at) =>
      Math.min(1, Math.max(0, 0.05 + 0.7 * learned(at) + 0.12 * noise(at + 31))),
    ),
    learningRate: Float32Array.from(step, (at) => 0.05 * Math.cos((at / planned) * (Math.PI / 2))),
    viewsPerSecond: Float32Array.from(step, (at) => 2300 + 300 * noise(at + 77)),
  };
};

/** Epochs 1..count, each of so many steps. */
export const makeEpochs = (count: number, stepsPerEpoch: number): EpochMetrics[] =>
  Array.from({ length: count }, (_, at) => ({
    step: (at + 1) * stepsPerEpoch,
    epoch: at + 1,
    train: { loss: 3.2 / (at + 1) + 0.6, accuracy: 0.75 - 0.6 / (at + 1) },
    validation: { loss: 3 / (at + 1) + 0.7, accuracy: 0.72 - 0.6 / (at + 1), chance: 0.1328 },
    tasks: [],
    elapsedMs: (at + 1) * 21_400,
  }));

/** A run in the middle of its training, as far as a test does not say otherwise. */
export const makeStatus = (changes: Partial<RunStatus> = {}): RunStatus => ({
  id: 'run-1',
  runFolder: '/home/ada/photos/.pretext-lab/runs/2026-03-14_09-26-53_both',
  title: '2026-03-14_09-26-53_both',
  folder: '/home/ada/photos',
  config: defaultRunConfig('both', undefined, { epochs: 12 }),
  phase: 'training',
  live: true,
  holder: null,
  resumable: false,
  preparing: null,
  step: 600,
  epoch: 5,
  plannedSteps: 1200,
  stepsPerEpoch: 100,
  trainImages: 6400,
  validationImages: 711,
  skippedImages: 3,
  latest: {
    step: 600,
    epoch: 5,
    loss: 1.234,
    accuracy: 0.612,
    learningRate: 0.031,
    viewsPerSecond: 2314,
    imagesPerSecond: 178,
    dataWaitShare: 0.021,
    elapsedMs: 128_400,
  },
  remainingMs: 259_000,
  validation: { loss: 1.3, accuracy: 0.6, chance: 0.1328 },
  networkSize: { parameters: 1_234_567, multiplyAddsPerImage: 123_456_789 },
  calibration: {
    chosen: 'bfloat16',
    float32MsPerStep: 412.4,
    bfloat16MsPerStep: 233.1,
    gradientDeviation: 0.0132,
    reason: sentence(
      'bfloat16 is 1.8 times as fast as float32, and its gradient deviates by {0} %.',
      1.3,
    ),
  },
  backend: { name: 'tensorflow', device: 'TensorFlow 2.9.1' },
  failure: null,
  hardware: {
    processor: 'Example Processor 9000',
    cores: 8,
    memoryBytes: 34.4e9,
    platform: 'linux x64',
  },
  versions: {
    pretextLab: '0.1.0',
    node: '22.1.0',
    tensorflow: '2.9.1',
    nativeKernels: 'true',
  },
  createdAt: '2026-03-14T09:26:53.000Z',
  resumedFromStep: null,
  checkpoints: [
    { file: 'checkpoints/step-000400.safetensors', step: 400 },
    { file: 'checkpoints/step-000500.safetensors', step: 500 },
  ],
  sampleEpochs: [1, 2, 3, 4, 5],
  warnings: [],
  message: null,
  ...changes,
});

export const makeSnapshot = (changes: Partial<RunStatus> = {}): Snapshot => {
  const status = makeStatus(changes);
  return {
    kind: 'snapshot',
    status,
    steps: makeSteps(1, status.step, Math.max(1, status.plannedSteps)),
    epochs: makeEpochs(status.epoch, status.stepsPerEpoch),
    problem: null,
  };
};

export const noRun: Snapshot = {
  kind: 'snapshot',
  status: null,
  steps: makeSteps(1, 0),
  epochs: [],
  problem: null,
};

export interface LabHost {
  readonly connect: (port: Port) => void;
  /** Requests in order, `ready` included. */
  readonly asked: readonly { readonly name: string; readonly params: unknown }[];
  send(event: LabEvent): void;
}

const unexpected = async (): Promise<never> =>
  Promise.reject(new Error('This test expects no such request.'));

/** How the Lab opens. */
export interface LabOpening {
  readonly tab?: LabTab | null;
  readonly language?: string;
  readonly analyses?: AnalysisState[];
}

/** @param answers what the host answers besides `ready`; all else is refused */
export const playLabHost = (
  snapshot: Snapshot,
  answers: Partial<Handlers<LabRequests>> = {},
  { tab = null, language = 'en', analyses = [] }: LabOpening = {},
): LabHost => {
  const asked: { name: string; params: unknown }[] = [];
  const sender: { send: (event: LabEvent) => void } = { send: () => undefined };
  const handlers: Handlers<LabRequests> = {
    ready: async () =>
      Promise.resolve({
        protocolVersion: panelProtocolVersion,
        language,
        translations: {},
        snapshot,
        analyses,
        tab,
        compare: null,
      }),
    snapshot: unexpected,
    listRuns: unexpected,
    chooseRunFolder: unexpected,
    compareRuns: unexpected,
    retry: unexpected,
    steer: unexpected,
    readSamples: unexpected,
    readPhotos: unexpected,
    readPermutations: unexpected,
    describeImages: unexpected,
    readEvaluations: unexpected,
    startAnalysis: unexpected,
    stopAnalysis: unexpected,
    readAnalysis: unexpected,
    readThumbnails: unexpected,
    choosePath: unexpected,
    openImage: unexpected,
    openImages: unexpected,
    moveImages: unexpected,
    moveImagesBack: unexpected,
    copyText: unexpected,
    saveFile: unexpected,
    revealRunFolder: unexpected,
    revealFolder: unexpected,
    writeReport: unexpected,
    showLog: unexpected,
    showTraining: unexpected,
    chooseRun: unexpected,
    ...answers,
  };
  return {
    asked,
    connect: (port) => {
      sender.send = createEventSender<LabEvent>(port);
      port.onMessage((message) => {
        if (isCall(message)) asked.push({ name: message.name, params: message.params });
      });
      serveRequests(labRequests, port, handlers, (error) => ({
        code: 'refused',
        message: error instanceof Error ? error.message : String(error),
      }));
    },
    send: (event) => sender.send(event),
  };
};

const isCall = (message: unknown): message is { name: string; params: unknown } =>
  typeof message === 'object' && message !== null && 'name' in message && 'params' in message;
