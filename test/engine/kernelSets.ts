/** TensorFlow in the test's own process, with a choice of the kernels that the network's operations use. */
import * as tf from '@tensorflow/tfjs';

import { kernelNames } from '../../src/engine/backend/kernels/kernelNames.js';
import {
  registerKernels,
  tensorflowKernels,
} from '../../src/engine/backend/kernels/registerKernels.js';
import {
  loadTensorflow,
  noNativeKernels,
  type Tensorflow,
} from '../../src/engine/backend/tensorflow.js';
import { backendFiles } from './backends.js';

/**
 * `native`: the Lab's own code; `standIn`: TensorFlow's operations in its place; `composed`: tfjs's
 * operations on its plain JavaScript backend, as any other backend would run them.
 */
export type KernelSet = 'native' | 'standIn' | 'composed';

/** Loads TensorFlow; call it once per test file, which has a process of its own. */
export const loadKernels = async (): Promise<Tensorflow> => {
  const tensorflow = await loadTensorflow(backendFiles);
  if (!tensorflow.nativeKernels.loaded) {
    throw new Error('The native kernels are not built; run `npm run setup`.');
  }
  registerKernels('tensorflow', tensorflowKernels(tensorflow));
  return tensorflow;
};

/** Runs `body` with one set of kernels, and puts the native ones back. */
export const withKernels = <R>(tensorflow: Tensorflow, set: KernelSet, body: () => R): R => {
  replaceKernels(set === 'native' ? tensorflow : { ...tensorflow, nativeKernels: noNativeKernels });
  // Both backends are there, so the change takes effect at once.
  void tf.setBackend(set === 'composed' ? 'cpu' : 'tensorflow');
  try {
    return body();
  } finally {
    void tf.setBackend('tensorflow');
    replaceKernels(tensorflow);
  }
};

const replaceKernels = (tensorflow: Tensorflow): void => {
  const ours = new Set<string>(Object.values(kernelNames));
  for (const { kernelName } of tf.getKernelsForBackend('tensorflow')) {
    if (ours.has(kernelName)) tf.unregisterKernel(kernelName, 'tensorflow');
  }
  registerKernels('tensorflow', tensorflowKernels(tensorflow));
};
