/** Whether an engine computes with a TensorFlow library, tried in a process of its own. */
import * as z from 'zod';

import type { ChildEnd, EngineProcess } from '../../launcher/engineProcess.js';
import { describeEngineEnd } from '../../launcher/engineStop.js';
import { defaultRunConfig } from '../../protocol/defaultConfig.js';
import type { RunConfig } from '../../protocol/run.js';
import { inEnglish, sentence, sentenceSchema, type Sentence } from '../../protocol/sentence.js';
import type { Clock } from '../outside.js';
import type { LaunchTensorflow } from './tensorflowEngines.js';

export type Proof =
  | { readonly kind: 'computes'; readonly imagesPerSecond: number }
  | {
      readonly kind: 'fails';
      readonly reason: Sentence;
      /** Whether it is the machine that is at fault, so that the same library will never work. */
      readonly isLasting: boolean;
    }
  | { readonly kind: 'cancelled' };

export interface ProofOptions {
  readonly launch: LaunchTensorflow;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly onLog: (line: string) => void;
}

/** Reading 850 MB from a slow disk for the first time takes its time. */
const mostMs = 180_000;

/** A few steps of a small network: convolutions, batch norm and their gradients. */
const trial = (): RunConfig =>
  defaultRunConfig('rotation', undefined, { batchSize: 8, precision: 'float32' });

interface Failing {
  readonly reason: Sentence;
  readonly isLasting: boolean;
}

/** Why a library does not load, in the words of the system's loader, which has no others. */
const explainLoader = (said: string): Failing | null => {
  const [, glibc] = /GLIBC_([\d.]+)' not found/.exec(said) ?? [];
  if (glibc !== undefined) {
    return {
      reason: sentence(
        'This system is too old for it: it needs version {0} of the C library (glibc) or a later one.',
        glibc,
      ),
      isLasting: true,
    };
  }
  const [, cxx] = /((?:GLIBCXX|CXXABI)_[\d.]+)' not found/.exec(said) ?? [];
  if (cxx !== undefined) {
    return {
      reason: sentence('This system is too old for it: its C++ library lacks {0}.', cxx),
      isLasting: true,
    };
  }
  return null;
};

const explainEnd = (end: ChildEnd, log: readonly string[]): Failing => {
  if (end.signal === 'SIGILL') {
    return {
      reason: sentence(
        'The processor refused its instructions: it lacks some that TensorFlow needs (AVX), or the files are damaged.',
      ),
      isLasting: true,
    };
  }
  if (end.signal === 'SIGBUS') {
    return { reason: sentence('Its files cannot be read to their end.'), isLasting: false };
  }
  return { reason: describeEngineEnd(end, log), isLasting: false };
};

const thrownSchema = z.object({ sentence: sentenceSchema });

const explainError = (error: unknown): Failing => {
  const parsed = thrownSchema.safeParse(error);
  const reason = parsed.success
    ? parsed.data.sentence
    : sentence(
        'Something went wrong ({0}).',
        error instanceof Error ? error.message : String(error),
      );
  return explainLoader(inEnglish(reason)) ?? { reason, isLasting: false };
};

const measure = async (engine: EngineProcess): Promise<Proof> => {
  try {
    const { imagesPerSecond } = await engine.client.call('measureSpeed', { config: trial() });
    if (Number.isFinite(imagesPerSecond) && imagesPerSecond > 0) {
      return { kind: 'computes', imagesPerSecond };
    }
    const reason = sentence('It measured {0} images per second.', imagesPerSecond);
    return { kind: 'fails', reason, isLasting: false };
  } catch (error) {
    // An engine that has ended tells more by how it did; one that answered is still there.
    const end = await Promise.race([engine.stopped, Promise.resolve(null)]);
    if (end === null || end.killed) return { kind: 'fails', ...explainError(error) };
    const log = engine.recentLog();
    return { kind: 'fails', ...(explainLoader(log.join('\n')) ?? explainEnd(end, log)) };
  }
};

/** Resolves when the user cancels, or when it has taken too long. */
const givingUp = ({ clock, signal }: ProofOptions, finish: Set<() => void>): Promise<Proof> =>
  new Promise((resolve) => {
    const timer = clock.after(mostMs, () => {
      const reason = sentence('It gave no answer within {0} s.', mostMs / 1000);
      resolve({ kind: 'fails', reason, isLasting: false });
    });
    const cancel = (): void => resolve({ kind: 'cancelled' });
    signal.addEventListener('abort', cancel, { once: true });
    finish.add(() => {
      timer.dispose();
      signal.removeEventListener('abort', cancel);
    });
  });

/**
 * Starts an engine on a library and has it train a few steps. Never rejects.
 * @param folder laid out as tfjs-node's package
 */
export const proveEngine = async (folder: string, options: ProofOptions): Promise<Proof> => {
  const finish = new Set<() => void>();
  let engine: EngineProcess | null = null;
  try {
    engine = options.launch(folder, options.onLog);
    return await Promise.race([measure(engine), givingUp(options, finish)]);
  } catch (error) {
    return { kind: 'fails', ...explainError(error) };
  } finally {
    finish.forEach((end) => end());
    await engine?.stop(0);
  }
};
