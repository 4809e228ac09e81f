/**
 * Times a training step with each backend, in a process of its own and one after the other: a driver may
 * hang or take its process along, and two at a time would slow each other down.
 */
import { backendTitles, type BackendName } from '../../protocol/backend.js';
import { defaultRunConfig } from '../../protocol/defaultConfig.js';
import type { EngineClient } from '../../protocol/engineProtocol.js';
import type { RunConfig } from '../../protocol/run.js';
import { sentence, type Sentence } from '../../protocol/sentence.js';
import {
  endNow,
  inTime,
  obstacleTo,
  whyUnusable,
  type Alarm,
  type BackendStart,
  type LaunchEngine,
  type PrepareBackend,
} from './backendStart.js';
import {
  fastestFirst,
  handicapOf,
  isSoftware,
  standardImages,
  type MeasuredBackend,
} from './backendTable.js';

/** How long a backend may take until it can compute. */
export const startLimitMs = 20_000;
/** How long its measurement may take after that; a slow disk is no part of it. */
export const stepLimitMs = 15_000;
/** A program in place of a graphics processor has lost by then. */
export const softwareLimitMs = 3000;

/**
 * Images that are timed. WebAssembly computes them one after the other, so that the time of an image
 * hardly depends on their number, and a slow processor should not have to compute many.
 */
const timedImages: Readonly<Record<BackendName, number>> = {
  tensorflow: standardImages,
  webgpu: standardImages,
  wasm: 4,
};

/** The same for every machine: `rotation-small` at 32 px, 0.93 GFLOP an image for a step. */
const standardConfig = (images: number): RunConfig =>
  defaultRunConfig('rotation', 'rotation-small', { batchSize: images, epochs: 1 });

export interface MeasureOptions {
  readonly launch: LaunchEngine;
  /** Left out where no backend needs anything brought. */
  readonly prepare?: PrepareBackend;
  readonly clock: Alarm;
  /** Ends the measurement; what was measured by then is kept. */
  readonly signal: AbortSignal;
  /** Told before each backend. */
  readonly onBackend: (backend: BackendName) => void;
  readonly onLog: (line: string) => void;
}

export interface Measurement {
  /** The fastest first. */
  readonly table: readonly MeasuredBackend[];
  /** False when it was ended before every backend had its turn. */
  readonly isComplete: boolean;
  /** False when a backend was not tried for a reason that may soon be gone. */
  readonly isLasting: boolean;
}

type Outcome = Omit<MeasuredBackend, 'backend'>;

const broken = (reason: Sentence, device = '', startMs: number | null = null): Outcome => ({
  works: false,
  device,
  startMs,
  stepMs: null,
  reason,
});

const seconds = (limitMs: number): number => Math.round(limitMs / 1000);

/** @returns null when it was ended early. @throws RpcError when the engine refuses or ends */
const measureWith = async (
  client: EngineClient,
  { backend }: BackendStart,
  { clock, signal }: MeasureOptions,
): Promise<Outcome | null> => {
  const title = backendTitles[backend];
  const isEnded = (): boolean => signal.aborted;
  const startedMs = clock.nowMs();
  const described = await inTime(clock, startLimitMs, client.call('describeBackend', {}), signal);
  if (isEnded()) return null;
  if (described === null) {
    return broken(
      sentence('{0} was not ready within {1} s and was ended.', title, seconds(startLimitMs)),
    );
  }
  const { device } = described.value;
  const startMs = Math.round(clock.nowMs() - startedMs);
  const handicap = handicapOf(described.value);
  const limitMs = isSoftware(described.value) ? softwareLimitMs : stepLimitMs;
  const config = standardConfig(timedImages[backend]);
  const speed = await inTime(clock, limitMs, client.call('measureSpeed', { config }), signal);
  if (isEnded()) return null;
  if (speed === null) {
    const tooSlow = sentence(
      '{0} did not finish a few training steps within {1} s.',
      title,
      seconds(limitMs),
    );
    // A driver that takes so long hangs; a processor is slow, and gets there.
    if (backend === 'webgpu' && handicap === null) return broken(tooSlow, device, startMs);
    return { works: true, device, startMs, stepMs: null, reason: handicap ?? tooSlow };
  }
  return {
    works: true,
    device,
    startMs,
    stepMs: Math.round((standardImages * 100_000) / speed.value.imagesPerSecond) / 100,
    ...(handicap === null ? {} : { reason: handicap }),
  };
};

const measureOne = async (
  start: BackendStart,
  options: MeasureOptions,
): Promise<MeasuredBackend | null> => {
  // Without an engine there is nothing to measure; that is no matter of a backend.
  const engine = options.launch(start, () => undefined, options.onLog);
  try {
    const outcome = await measureWith(engine.client, start, options);
    return outcome === null ? null : { backend: start.backend, ...outcome };
  } catch (error) {
    return { backend: start.backend, ...broken(whyUnusable(start.backend, error)) };
  } finally {
    await endNow(engine, options.clock);
  }
};

/**
 * Measures backends. What goes wrong with one of them is in its line of the table.
 * @throws RpcError when there is no engine to start
 */
export const measureBackends = async (
  starts: readonly BackendStart[],
  options: MeasureOptions,
): Promise<Measurement> => {
  const measured: MeasuredBackend[] = [];
  const isEnded = (): boolean => options.signal.aborted;
  let isLasting = true;
  for (const start of starts) {
    if (isEnded()) break;
    options.onBackend(start.backend);
    const obstacle = await obstacleTo(start, options.prepare);
    if (isEnded()) break;
    if (obstacle !== null) {
      isLasting = false;
      measured.push({ backend: start.backend, ...broken(obstacle) });
      continue;
    }
    const one = await measureOne(start, options);
    if (one !== null) measured.push(one);
  }
  const isComplete = measured.length === starts.length;
  return { table: fastestFirst(measured), isComplete, isLasting };
};
