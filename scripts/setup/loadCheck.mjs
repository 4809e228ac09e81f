/**
 * Loads TensorFlow through its addon, adds two tensors and prints the sum. It runs in a process of
 * its own, because an addon that does not fit the machine ends the process.
 */
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

// Node 23 took this function away, and the package still calls it.
const util = /** @type {Record<string, unknown>} */ (require('node:util'));
util['isNullOrUndefined'] ??= (/** @type {unknown} */ value) =>
  value === null || value === undefined;

const tf = /** @type {typeof import('@tensorflow/tfjs-node')} */ (require('@tensorflow/tfjs-node'));
if (tf.getBackend() !== 'tensorflow') throw new Error(`the backend is ${tf.getBackend()}`);
const sum = tf.add(tf.tensor1d([1, 3]), tf.tensor1d([3, 3])).dataSync();
console.log(JSON.stringify(Array.from(sum)));
