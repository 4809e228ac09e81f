/** Watches every TensorFlow operation that tfjs-node runs, this engine's and tfjs's own alike. */
import * as tf from '@tensorflow/tfjs';

/** What one kind of operation took. */
export interface OperationTotal {
  readonly operation: string;
  readonly calls: number;
  readonly ms: number;
}

export interface OperationProfile {
  /** Forgets what was seen so far. */
  reset(): void;
  /** Totals since the last reset, the longest first. */
  totals(): readonly OperationTotal[];
}

type Execute<Result> = (
  operation: string,
  attributes: unknown,
  inputs: readonly tf.TensorInfo[],
  outputCount?: number,
) => Result;

/** The two doors through which tfjs-node 4.22.0 hands operations to TensorFlow. */
interface ExecutingBackend {
  executeSingleOutput: Execute<tf.Tensor>;
  executeMultipleOutputs: Execute<tf.Tensor[]>;
}

const isExecutingBackend = (backend: unknown): backend is ExecutingBackend =>
  typeof backend === 'object' &&
  backend !== null &&
  'executeSingleOutput' in backend &&
  'executeMultipleOutputs' in backend;

/**
 * Starts watching the active backend, for the rest of the process. Operations are synchronous there,
 * so the time until one returns is the time that it took.
 * @param byShape tells operations of different input shapes apart
 */
export const watchOperations = (clock: () => number, byShape: boolean): OperationProfile => {
  const backend: unknown = tf.backend();
  if (!isExecutingBackend(backend)) throw new Error('tfjs-node is not the active backend of tfjs.');
  const seen = new Map<string, { calls: number; ms: number }>();
  const watch =
    <Result>(execute: Execute<Result>): Execute<Result> =>
    (operation, attributes, inputs, outputCount) => {
      const startMs = clock();
      const result = execute.call(backend, operation, attributes, inputs, outputCount);
      const elapsedMs = clock() - startMs;
      const shapes = inputs.map(({ shape }) => `[${shape.join(',')}]`).join(' ');
      const key = byShape ? `${operation} ${shapes}` : operation;
      const total = seen.get(key) ?? { calls: 0, ms: 0 };
      seen.set(key, { calls: total.calls + 1, ms: total.ms + elapsedMs });
      return result;
    };
  backend.executeSingleOutput = watch(backend.executeSingleOutput);
  backend.executeMultipleOutputs = watch(backend.executeMultipleOutputs);
  return {
    reset: () => {
      seen.clear();
    },
    totals: () =>
      [...seen].map(([operation, total]) => ({ operation, ...total })).sort((a, b) => b.ms - a.ms),
  };
};
