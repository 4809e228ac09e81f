/**
 * The door to TensorFlow's own operations, which tfjs-node can run but mostly does not offer.
 *
 * tfjs has no bfloat16. A bfloat16 tensor is therefore a tfjs tensor that calls itself float32 and
 * whose handle TensorFlow knows as bfloat16 (`elementTypeOf` tells). Only the kernels of this folder
 * touch such tensors; everything else must `cast` them back first.
 */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import util from 'node:util';

import * as tf from '@tensorflow/tfjs';
import * as z from 'zod';

import type { Precision } from '../../protocol/run.js';
import { sentence } from '../../protocol/sentence.js';
import { LabError } from '../labError.js';
import type { BackendFiles } from './backend.js';

/** An attribute of a TensorFlow operation, as tfjs-node's binding takes it. */
export interface OperationAttribute {
  readonly name: string;
  readonly type: number;
  readonly value: unknown;
}

/** The Lab's own kernels that this build and this processor have. */
export interface NativeKernels {
  /** Batch norm, pooling and momentum. */
  readonly loaded: boolean;
  /** Element types for which the filter gradient has a kernel (needs AVX-512). */
  readonly convFilterGrad: Readonly<Record<Precision, boolean>>;
}

/** No own kernels at all. */
export const noNativeKernels: NativeKernels = {
  loaded: false,
  convFilterGrad: { float32: false, bfloat16: false },
};

const nativeExportsSchema = z.object({
  convFilterGrad: z.object({ float32: z.boolean(), bfloat16: z.boolean() }),
});

/** Runs TensorFlow operations by name and builds their attributes. */
export interface Tensorflow {
  readonly version: string;
  /** Which of the Lab's own kernels are in the process; TensorFlow's stand in for the others. */
  readonly nativeKernels: NativeKernels;
  /**
   * Runs one operation eagerly. The caller owns the outputs.
   * @returns `outputCount` tensors
   */
  execute(
    operation: string,
    attributes: readonly OperationAttribute[],
    inputs: readonly tf.TensorInfo[],
    outputCount: number,
  ): tf.Tensor[];
  elementTypeOf(tensor: tf.TensorInfo): Precision;
  /** The attribute that names an element type, mostly `T`. */
  type(name: string, value: Precision | 'int32' | 'int64'): OperationAttribute;
  int(name: string, value: number | readonly number[]): OperationAttribute;
  float(name: string, value: number): OperationAttribute;
  bool(name: string, value: boolean): OperationAttribute;
  string(name: string, value: string): OperationAttribute;
}

const tensorflowType = { float32: 1, int32: 3, int64: 9, bfloat16: 14 } as const;

const bindingSchema = z.object({
  TF_Version: z.string(),
  TF_ATTR_TYPE: z.number(),
  TF_ATTR_INT: z.number(),
  TF_ATTR_FLOAT: z.number(),
  TF_ATTR_BOOL: z.number(),
  TF_ATTR_STRING: z.number(),
});

/** A tensor's entry in tfjs-node's own table. */
interface TensorEntry {
  dtype: number;
}

interface OutputMetadata {
  readonly dtype: number;
}

/** The part of tfjs-node's backend that this file relies on (4.22.0; pinned). */
interface NodeBackend {
  readonly binding: unknown;
  readonly tensorMap: { get(dataId: tf.DataId): TensorEntry };
  createOutputTensor(metadata: OutputMetadata): tf.Tensor;
  executeMultipleOutputs(
    name: string,
    attributes: readonly OperationAttribute[],
    inputs: readonly tf.TensorInfo[],
    outputCount: number,
  ): tf.Tensor[];
}

const isNodeBackend = (backend: unknown): backend is NodeBackend =>
  typeof backend === 'object' &&
  backend !== null &&
  'executeMultipleOutputs' in backend &&
  'createOutputTensor' in backend &&
  'tensorMap' in backend;

/** tfjs-node 4.22.0 refuses bfloat16 outputs; this lets them pass, marked in its table. */
const letBfloat16Pass = (backend: NodeBackend): void => {
  const createOutputTensor = backend.createOutputTensor.bind(backend);
  backend.createOutputTensor = (metadata) => {
    // MaxPoolWithArgmax and the Lab's MaxPool return opaque index tensors; tfjs-node warns of int64.
    const marked =
      metadata.dtype === tensorflowType.bfloat16 || metadata.dtype === tensorflowType.int64;
    if (!marked) return createOutputTensor(metadata);
    const tensor = createOutputTensor({ ...metadata, dtype: tensorflowType.float32 });
    backend.tensorMap.get(tensor.dataId).dtype = metadata.dtype;
    return tensor;
  };
};

const loadNativeKernels = (path: string): NativeKernels => {
  const require = createRequire(import.meta.url);
  try {
    const { convFilterGrad } = nativeExportsSchema.parse(require(path));
    return { loaded: true, convFilterGrad };
  } catch {
    return noNativeKernels;
  }
};

/** Where the addon lies in a folder that is laid out as tfjs-node's package. */
const addonPath = join('lib', 'napi-v8', 'tfjs_binding.node');

/**
 * Loads TensorFlow into this process and makes it tfjs's backend. Call once per process.
 * @throws LabError `engineMissing` when the TensorFlow library cannot be loaded
 */
export const loadTensorflow = async ({
  tensorflowFolder,
  nativeKernels,
}: Pick<BackendFiles, 'tensorflowFolder' | 'nativeKernels'>): Promise<Tensorflow> => {
  // tfjs-node 4.22.0 calls a function that Node 23 removed.
  Object.assign(util, {
    isNullOrUndefined: (value: unknown) => value === null || value === undefined,
  });
  // In the bundle, tfjs-node looks here for its addon (esbuild.mjs).
  Object.assign(globalThis, { pretextLabAddon: join(tensorflowFolder, addonPath) });
  try {
    await import('@tensorflow/tfjs-node');
  } catch (error) {
    throw new LabError(
      'engineMissing',
      sentence(
        'The TensorFlow library could not be loaded ({0}); install it again by “Pretext Lab: Install TensorFlow Engine” in the editor, or by `npm run setup` in a checkout.',
        error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error),
      ),
      { cause: error },
    );
  }
  const backend: unknown = tf.backend();
  if (!isNodeBackend(backend)) {
    throw new LabError(
      'engineMissing',
      sentence('tfjs-node is loaded but is not the active backend of tfjs.'),
    );
  }
  letBfloat16Pass(backend);
  tf.enableProdMode();
  const binding = bindingSchema.parse(backend.binding);
  return {
    version: binding.TF_Version,
    nativeKernels: nativeKernels === null ? noNativeKernels : loadNativeKernels(nativeKernels),
    execute: (operation, attributes, inputs, outputCount) =>
      backend.executeMultipleOutputs(operation, attributes, inputs, outputCount),
    elementTypeOf: (tensor) =>
      backend.tensorMap.get(tensor.dataId).dtype === tensorflowType.bfloat16
        ? 'bfloat16'
        : 'float32',
    type: (name, value) => ({ name, type: binding.TF_ATTR_TYPE, value: tensorflowType[value] }),
    int: (name, value) => ({ name, type: binding.TF_ATTR_INT, value }),
    float: (name, value) => ({ name, type: binding.TF_ATTR_FLOAT, value }),
    bool: (name, value) => ({ name, type: binding.TF_ATTR_BOOL, value }),
    string: (name, value) => ({ name, type: binding.TF_ATTR_STRING, value }),
  };
};
