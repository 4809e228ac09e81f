/** Registers the Lab's kernels with tfjs, for the `tensorflow` backend. */
import * as tf from '@tensorflow/tfjs';

import type { Tensorflow } from '../tensorflow.js';
import { kernelNames } from './kernelNames.js';
import { createNativeKernels } from './nativeKernels.js';
import { createBaseKernels, createStandInKernels, type Kernel } from './tensorflowKernels.js';

/** Registers every kernel once; native ones where they are loaded. */
export const registerKernels = (tensorflow: Tensorflow): void => {
  const base = createBaseKernels(tensorflow);
  const kernels: Readonly<Record<string, Kernel | undefined>> = tensorflow.nativeKernels.loaded
    ? { ...base, ...createNativeKernels(tensorflow, base) }
    : { ...base, ...createStandInKernels(tensorflow) };
  for (const [key, kernelName] of Object.entries(kernelNames)) {
    const kernel = kernels[key];
    if (kernel === undefined) continue;
    tf.registerKernel({
      kernelName,
      backendName: 'tensorflow',
      kernelFunc: ({ inputs, attrs }) => kernel(inputs, attrs ?? {}),
    });
  }
};
