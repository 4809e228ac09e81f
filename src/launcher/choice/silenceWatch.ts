/**
 * Notices an engine that reports nothing any more. A graphics driver can hang without an error, and what
 * waits for it then waits for ever.
 */
import type { EngineEvent } from '../../protocol/engineEvents.js';
import { sentence, type Sentence } from '../../protocol/sentence.js';
import type { Alarm } from './backendStart.js';

/**
 * Time is counted in such portions: while the machine sleeps at most one of them passes, although a clock
 * may go on.
 */
const portionMs = 5000;
/** Before the first step folders are read, and programs for the graphics processor are made. */
export const preparingLimitMs = 180_000;
/** The least that a step, a validation or the saving of a checkpoint may take. */
export const trainingLimitMs = 60_000;
/** Steps that may be late: a graphics processor is asked for figures after several of them. */
const lateSteps = 40;

/** @param what the backend, in words */
export const hungText = (what: string | Sentence, silentMs: number): Sentence =>
  sentence('{0} reported nothing for {1} s and was ended.', what, Math.round(silentMs / 1000));

export interface SilenceWatch {
  /** Takes each event of the engine. */
  heard(event: EngineEvent): void;
  dispose(): void;
}

/** @param onSilent is told once, with how long nothing came */
export const createSilenceWatch = (
  clock: Alarm,
  onSilent: (silentMs: number) => void,
): SilenceWatch => {
  let limitMs = preparingLimitMs;
  let silentMs = 0;
  let isPaused = false;
  let imagesToValidate = 0;
  let batchSize = 1;
  let timer: { dispose(): void } | null = null;

  const wait = (): void => {
    timer = clock.after(portionMs, () => {
      if (!isPaused) silentMs += portionMs;
      if (silentMs < limitMs) wait();
      else onSilent(silentMs);
    });
  };
  wait();

  return {
    heard: (event) => {
      silentMs = 0;
      switch (event.kind) {
        case 'runStarted':
          imagesToValidate = event.validationImages;
          ({ batchSize } = event.config);
          break;
        case 'steps': {
          const msPerImage = 1000 / Math.max(1e-6, event.steps.at(-1)?.imagesPerSecond ?? 1);
          limitMs = Math.max(
            trainingLimitMs,
            lateSteps * batchSize * msPerImage,
            // No event comes during a validation, whose images take at most as long as in training.
            2 * imagesToValidate * msPerImage,
          );
          break;
        }
        case 'paused':
          isPaused = event.paused;
          break;
        default:
      }
    },
    dispose: () => {
      timer?.dispose();
    },
  };
};

/** What `unlessSilent` needs of its caller. */
export interface Listening<T> {
  readonly clock: Alarm;
  /**
   * Hands on each event of the engine, until what it returns is disposed; null where they end by
   * themselves, or there are none.
   */
  readonly listen: (hear: (event: EngineEvent) => void) => { dispose(): void } | null;
  /** What is given instead, or thrown, once nothing came for so long. */
  readonly onSilent: (silentMs: number) => T;
}

/** What an engine answers, unless it reports nothing for too long before that. @throws what either does */
export const unlessSilent = <T>(
  answered: Promise<T>,
  { clock, listen, onSilent }: Listening<T>,
): Promise<T> =>
  new Promise((resolve, reject) => {
    const leave = (): void => {
      watch.dispose();
      listening?.dispose();
    };
    const watch = createSilenceWatch(clock, (silentMs) => {
      leave();
      try {
        resolve(onSilent(silentMs));
      } catch (error) {
        reject(error instanceof Error ? error : new Error(String(error)));
      }
    });
    const listening = listen((event) => watch.heard(event));
    void answered.then(resolve, reject).finally(leave);
  });
