/**
 * Programs for a graphics processor, run through the extension point of tfjs's WebGPU backend: it
 * binds the inputs by name and the output as `result`, all of them `array<f32>`, and keeps the compiled
 * pipeline of each `shaderKey`.
 */
import * as tf from '@tensorflow/tfjs';

/** Number that a program reads as `uniforms.name`. */
export interface Uniform {
  readonly name: string;
  readonly type: 'int32' | 'float32';
  readonly value: number;
}

export interface Program {
  /** Names the code: the same key, the same code. */
  readonly key: string;
  readonly inputs: Readonly<Record<string, tf.TensorInfo>>;
  readonly outputShape: readonly number[];
  readonly uniforms: readonly Uniform[];
  /** Threads of a workgroup and workgroups, along x and y. */
  readonly workgroup: readonly [x: number, y: number];
  readonly workgroups: readonly [x: number, y: number];
  /**
   * WGSL with a function `main`: `fn main(index : i32)`, a thread per element, where `workgroups` has
   * one row; else `fn main()`, which finds its place by `workgroupId` and `localId`.
   */
  readonly code: string;
}

/** The part of tfjs's WebGPU backend that the Lab relies on (4.22.0; pinned). */
export interface WebgpuBackend {
  readonly device: GPUDevice;
  runWebGPUProgram(
    program: object,
    inputs: readonly tf.TensorInfo[],
    outputType: 'float32',
    uniforms: readonly { type: string; data: readonly number[] }[],
  ): tf.TensorInfo;
  submitQueue(): void;
}

/** The active backend of tfjs. @throws Error when it is another than WebGPU */
export const webgpuBackend = (): WebgpuBackend => {
  const backend: unknown = tf.backend();
  if (isWebgpuBackend(backend)) return backend;
  throw new Error('The backend of tfjs is not WebGPU, or one of another version.');
};

const isWebgpuBackend = (backend: unknown): backend is WebgpuBackend =>
  typeof backend === 'object' &&
  backend !== null &&
  'runWebGPUProgram' in backend &&
  'submitQueue' in backend &&
  'device' in backend;

const wgslType = { int32: 'i32', float32: 'f32' } as const;

/** Runs a program. @returns float32, the caller's */
export const runProgram = (program: Program): tf.Tensor => {
  const { key, inputs, outputShape, uniforms, workgroup, workgroups, code } = program;
  const isFlat = code.includes('fn main(index');
  const axes = outputShape.map((_, axis) => axis);
  const info = webgpuBackend().runWebGPUProgram(
    {
      variableNames: Object.keys(inputs),
      outputShape: [...outputShape],
      shaderKey: `pretextLab_${key}`,
      dispatchLayout: isFlat ? { x: axes } : { x: axes.slice(1), y: axes.slice(0, 1) },
      dispatch: [...workgroups, 1],
      workgroupSize: [...workgroup, 1],
      uniforms: uniforms.map(({ name, type }) => `${name} : ${wgslType[type]}, `).join(''),
      getUserCode: () => code,
    },
    Object.values(inputs),
    'float32',
    uniforms.map(({ type, value }) => ({ type, data: [value] })),
  );
  return tf.engine().makeTensorFromTensorInfo(info);
};

/** Threads of a workgroup where each computes one element. */
const flatThreads = 128;

/**
 * Runs WGSL for each element of the output.
 * @param body statements that set `value` from `index`, and from `channel`, its place on the last axis
 */
export const runPerElement = (
  key: string,
  inputs: Readonly<Record<string, tf.TensorInfo>>,
  outputShape: readonly number[],
  body: string,
): tf.Tensor => {
  const size = outputShape.reduce((product, side) => product * side, 1);
  return runProgram({
    key,
    inputs,
    outputShape,
    uniforms: [
      { name: 'elements', type: 'int32', value: size },
      { name: 'channels', type: 'int32', value: outputShape.at(-1) ?? 1 },
    ],
    workgroup: [flatThreads, 1],
    workgroups: [Math.ceil(size / flatThreads), 1],
    code: `
      fn main(index : i32) {
        if (index >= uniforms.elements) { return; }
        let channel = index % uniforms.channels;
        ${body}
        result[index] = value;
      }`,
  });
};
