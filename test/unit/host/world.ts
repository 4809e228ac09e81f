/** The host's core without a machine: clock, memory and engines are a few lines each. */
import { defaultRunConfig } from '../../../src/protocol/defaultConfig.js';
import type { ChildEnd, EngineProcess } from '../../../src/launcher/engineProcess.js';
import type { EngineEvent } from '../../../src/protocol/engineEvents.js';
import {
  engineRequests,
  type EngineClient,
  type EngineRequestName,
  type EngineResult,
} from '../../../src/protocol/engineProtocol.js';
import type { RunSummary } from '../../../src/protocol/runSummary.js';
import type { RunDetails } from '../../../src/protocol/runDetails.js';
import type { BackendName } from '../../../src/protocol/backend.js';
import type { EpochMetrics, RunResult, StepMetrics } from '../../../src/protocol/run.js';
import { RpcError, type Port } from '../../../src/protocol/rpc.js';
import type { BackendPlans } from '../../../src/host/backendPlans.js';
import type { Clock, Logger, Memory, Words } from '../../../src/host/outside.js';
import type { BackendStart, LaunchEngine } from '../../../src/launcher/choice/backendStart.js';

export interface TestClock extends Clock {
  /** Moves the time on and runs what is due, in its order. */
  advance(ms: number): void;
  readonly waiting: number;
}

export const createTestClock = (): TestClock => {
  let now = 0;
  let timers: { atMs: number; run: () => void }[] = [];
  return {
    nowMs: () => now,
    now: () => new Date(Date.UTC(2026, 0, 2, 3, 4, 5) + now),
    after: (delayMs, run) => {
      const timer = { atMs: now + delayMs, run };
      timers.push(timer);
      return {
        dispose: () => {
          timers = timers.filter((other) => other !== timer);
        },
      };
    },
    advance: (ms) => {
      const end = now + ms;
      for (;;) {
        const due = timers.filter(({ atMs }) => atMs <= end).sort((a, b) => a.atMs - b.atMs)[0];
        if (due === undefined) break;
        timers = timers.filter((other) => other !== due);
        now = Math.max(now, due.atMs);
        due.run();
      }
      now = end;
    },
    get waiting() {
      return timers.length;
    },
  };
};

/** Lets everything that waits for a settled promise run. */
export const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 50; turn++) await Promise.resolve();
};

export const createTestLogger = (): Logger & { readonly lines: string[] } => {
  const lines: string[] = [];
  const log = (message: string): void => {
    lines.push(message);
  };
  return { lines, debug: log, info: log, warn: log, error: log };
};

export const createTestMemory = (): Memory & { readonly values: Map<string, unknown> } => {
  const values = new Map<string, unknown>();
  return {
    values,
    get: (key) => values.get(key),
    set: (key, value) => {
      if (value === undefined) values.delete(key);
      else values.set(key, structuredClone(value));
      return Promise.resolve();
    },
  };
};

const fill = (text: string, values: readonly (string | number)[]): string =>
  text.replace(/\{(\d+)\}/g, (_, index: string) => String(values[Number(index)]));

export const english: Words = { language: 'en', t: (text, ...values) => fill(text, values) };
/** Marks what went through the translation. */
export const korean: Words = {
  language: 'ko',
  t: (text, ...values) => `«${fill(text, values)}»`,
};

export interface FakeCall {
  readonly name: string;
  readonly params: unknown;
  resolve(result: unknown): void;
  reject(error: Error): void;
}

/** An engine process that a test plays. */
export interface FakeEngine {
  /** What it was started with. */
  readonly start: BackendStart | null;
  /** But for `describeBackend`, which `FakeEngines` answers. */
  readonly calls: FakeCall[];
  /** The grace of each `stop`, in ms. */
  readonly stops: number[];
  readonly isGone: boolean;
  emit(event: EngineEvent): void;
  /** The call of this name that waits. @throws Error when there is none */
  waiting(name: EngineRequestName): FakeCall;
  /** Ends by itself. @param signal SIGKILL by default, as where memory ran out */
  crash(reason: string, signal?: string): void;
  /** Ends after a `stop`, rejecting what waits. */
  end(): void;
}

export interface FakeEngines {
  readonly launch: LaunchEngine;
  readonly all: FakeEngine[];
  /** The engine launched last. */
  last(): FakeEngine;
  /** True makes engines stay alive on `stop` until `end`. */
  holdsOnStop: boolean;
  /** Thrown by the next launch. */
  launchError: Error | null;
  /** What an engine answers to `describeBackend`: an error refuses it, and null never answers. */
  describe: (start: BackendStart) => EngineResult<'describeBackend'> | Error | null;
}

/** A backend that works. */
export const described = (
  name: BackendName,
  device = '',
  versions: Record<string, string> = {},
): EngineResult<'describeBackend'> => ({ name, device, versions });

const createFakeEngine = (
  engines: FakeEngines,
  start: BackendStart | null,
  onEvent: (event: EngineEvent) => void,
): { engine: FakeEngine; process: EngineProcess } => {
  const calls: FakeCall[] = [];
  const waiting = new Set<FakeCall>();
  const stops: number[] = [];
  let isGone = false;
  let finish: (end: ChildEnd) => void = () => undefined;
  const stopped = new Promise<ChildEnd>((resolve) => {
    finish = resolve;
  });
  const leave = (end: ChildEnd, reason: string): void => {
    if (isGone) return;
    isGone = true;
    finish(end);
    for (const call of waiting)
      call.reject(new RpcError('portClosed', { text: reason, values: [] }));
  };
  const client: EngineClient = {
    call: (name, params) =>
      new Promise((resolve, reject) => {
        if (isGone) {
          reject(new RpcError('portClosed', 'The engine has gone.'));
          return;
        }
        if (name === 'describeBackend') {
          if (start === null) throw new Error('This engine was started without a backend.');
          const answer = engines.describe(start);
          if (answer instanceof Error) reject(answer);
          else if (answer !== null) resolve(answer as never);
          else waiting.add({ name, params, resolve: () => undefined, reject });
          return;
        }
        const call: FakeCall = {
          name,
          params,
          resolve: (result) => {
            waiting.delete(call);
            // The test's answers have to be answers.
            resolve(engineRequests[name].result.parse(result) as never);
          },
          reject: (error) => {
            waiting.delete(call);
            reject(error);
          },
        };
        calls.push(call);
        waiting.add(call);
      }),
  };
  const end = (): void => {
    leave({ code: 0, signal: null, killed: false }, 'The engine was asked to stop.');
  };
  return {
    engine: {
      start,
      calls,
      stops,
      get isGone() {
        return isGone;
      },
      emit: onEvent,
      waiting: (name) => {
        const call = [...waiting].find((candidate) => candidate.name === name);
        if (call === undefined) throw new Error(`No ${name} waits for an answer.`);
        return call;
      },
      crash: (reason, signal = 'SIGKILL') => {
        leave({ code: null, signal, killed: false }, reason);
      },
      end,
    },
    process: {
      client,
      stopped,
      recentLog: () => [],
      stop: async (graceMs) => {
        stops.push(graceMs);
        if (!engines.holdsOnStop) end();
        await stopped;
      },
    },
  };
};

export const createFakeEngines = (): FakeEngines => {
  const all: FakeEngine[] = [];
  const engines: FakeEngines = {
    all,
    holdsOnStop: false,
    launchError: null,
    describe: ({ backend }) => described(backend, `the ${backend} device`),
    last: () => {
      const last = all.at(-1);
      if (last === undefined) throw new Error('No engine was started.');
      return last;
    },
    launch: (start, onEvent) => {
      if (engines.launchError !== null) throw engines.launchError;
      const { engine, process } = createFakeEngine(engines, start, onEvent);
      all.push(engine);
      return process;
    },
  };
  return engines;
};

export interface TestPlans extends BackendPlans {
  /** What is tried, in this order. */
  starts: readonly BackendStart[];
  /** What was noted to have failed. */
  readonly failed: BackendName[];
}

/** WebAssembly and nothing else, until a test says otherwise. */
export const createTestPlans = (): TestPlans => {
  const plans: TestPlans = {
    starts: [{ backend: 'wasm' }],
    failed: [],
    plan: () => Promise.resolve({ starts: plans.starts, failures: [] }),
    prepare: () => Promise.resolve(),
    noteFailure: ({ backend }) => {
      plans.failed.push(backend);
    },
  };
  return plans;
};

/** Answers by request name; a request without one fails. */
export type Answers = Partial<Record<EngineRequestName, (params: unknown) => unknown>>;

export const createFakeReader = (answers: Answers): EngineClient & { readonly names: string[] } => {
  const names: string[] = [];
  return {
    names,
    call: async (name, params) => {
      names.push(name);
      const answer = answers[name];
      if (answer === undefined) throw new RpcError('internal', `No ${name} in this test.`);
      return engineRequests[name].result.parse(await answer(params)) as never;
    },
  };
};

export const images = '/images/cats';
export const runFolder = '/images/cats/.pretext-lab/runs/20260102-rotation';
export const config = defaultRunConfig('rotation', 'rotation-small', { epochs: 2 });

export const stepMetrics = (step: number, change: Partial<StepMetrics> = {}): StepMetrics => ({
  step,
  epoch: Math.floor((step - 1) / 100),
  loss: 1.4 - step / 1000,
  accuracy: Math.min(1, step / 400),
  learningRate: 0.1,
  viewsPerSecond: 400,
  imagesPerSecond: 100,
  dataWaitShare: 0.01,
  elapsedMs: step * 100,
  ...change,
});

export const stepsEvent = (first: number, last: number): EngineEvent => ({
  kind: 'steps',
  steps: Array.from({ length: last - first + 1 }, (_, index) => stepMetrics(first + index)),
  remainingMs: (200 - last) * 100,
});

export const epochMetrics = (epoch: number): EpochMetrics => ({
  step: epoch * 100,
  epoch,
  train: { loss: 1, accuracy: 0.5 },
  validation: { loss: 1.1, accuracy: epoch / (epoch + 1), chance: 0.25 },
  tasks: [],
  elapsedMs: epoch * 10_000,
});

export const runStarted: Extract<EngineEvent, { kind: 'runStarted' }> = {
  kind: 'runStarted',
  runFolder,
  config,
  trainImages: 6400,
  validationImages: 640,
  stepsPerEpoch: 100,
  plannedSteps: 200,
  networkSize: { parameters: 1000, multiplyAddsPerImage: 2000 },
  resumedFromStep: null,
};

export const runResult = (change: Partial<RunResult> = {}): RunResult => ({
  kind: 'runEnded',
  outcome: 'completed',
  runFolder,
  step: 200,
  epoch: 2,
  train: { loss: 1, accuracy: 0.5 },
  validation: { loss: 1, accuracy: 0.731, chance: 0.25 },
  viewsPerSecond: 400,
  imagesPerSecond: 100,
  dataWaitShare: 0,
  skippedImages: 3,
  elapsedMs: 20_000,
  ...change,
});

export const holder = { pid: 4711, hostName: 'bench', acquiredAt: '2026-01-02T03:04:05.000Z' };

export const runSummary = (change: Partial<RunSummary> = {}): RunSummary => ({
  runFolder,
  state: 'interrupted',
  task: 'rotation',
  preset: 'rotation-small',
  createdAt: '2026-01-02T03:00:00.000Z',
  epoch: 1,
  step: 120,
  validation: { loss: 1, accuracy: 0.5, chance: 0.25 },
  resumable: true,
  holder: null,
  ...change,
});

export const runDetails = (
  change: Partial<RunDetails> = {},
  summary: Partial<RunSummary> = {},
): RunDetails => ({
  summary: runSummary(summary),
  folder: images,
  config,
  networkSize: { parameters: 1000, multiplyAddsPerImage: 2000 },
  backend: { name: 'webgpu', device: 'Some Graphics' },
  calibration: null,
  hardware: { processor: 'A processor', cores: 2, memoryBytes: 8e9, platform: 'linux' },
  versions: { 'pretext-lab': '0.1.0' },
  datasetFingerprint: 'abc',
  epochs: [epochMetrics(1)],
  checkpoints: [{ file: 'step-100.safetensors', step: 100, epoch: 1 }],
  plannedSteps: 200,
  message: null,
  sampleEpochs: [1],
  ...change,
});

/** Two ends of a channel in one process; messages arrive at once. */
export const createPortPair = (): { readonly host: Port; readonly page: Port } => {
  const listeners = {
    host: new Set<(m: unknown) => void>(),
    page: new Set<(m: unknown) => void>(),
  };
  const end = (own: 'host' | 'page', other: 'host' | 'page'): Port => ({
    post: (message) => {
      for (const listener of listeners[other]) listener(structuredClone(message));
    },
    onMessage: (listener) => {
      listeners[own].add(listener);
    },
    onClose: () => undefined,
  });
  return { host: end('host', 'page'), page: end('page', 'host') };
};
