/** Registers the Lab's kernels with tfjs. */
import * as tf from '@tensorflow/tfjs';

import type { BackendName } from '../../../protocol/backend.js';
import type { Tensorflow } from '../tensorflow.js';
import type { Kernel } from './kernel.js';
import { kernelNames } from './kernelNames.js';
import { createNativeKernels } from './nativeKernels.js';
import { createBaseKernels, createStandInKernels } from './tensorflowKernels.js';

/** Kernels by their key in `kernelNames`. What a backend leaves out is composed (networkOps.ts). */
export type KernelSet = Readonly<Partial<Record<keyof typeof kernelNames, Kernel>>>;

/** Registers a backend's kernels once. */
export const registerKernels = (backendName: BackendName, kernels: KernelSet): void => {
  for (const [key, kernel] of Object.entries(kernels)) {
    tf.registerKernel({
      kernelName: kernelNames[key as keyof typeof kernelNames],
      backendName,
      kernelFunc: ({ inputs, attrs }) => kernel(inputs, attrs ?? {}),
    });
  }
};

/** The kernels for TensorFlow; native ones where they are loaded. */
export const tensorflowKernels = (tensorflow: Tensorflow): KernelSet => {
  const base = createBaseKernels(tensorflow);
  return tensorflow.nativeKernels.loaded
    ? { ...base, ...createNativeKernels(tensorflow, base) }
    : { ...base, ...createStandInKernels(tensorflow) };
};
