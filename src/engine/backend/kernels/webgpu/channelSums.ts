/**
 * Sums over all axes but the last, of two values at once: one pass over the activations. Each
 * workgroup sums a stretch of rows for a block of channels, and the stretches are summed afterwards, so
 * that the order is the same each time and rounding errors stay small.
 */
import type * as tf from '@tensorflow/tfjs';

import { runProgram, type Uniform } from './program.js';

/** Threads of a workgroup along channels and rows. */
const threads = { channels: 16, rows: 16 } as const;
/** Rows that a thread sums, and the most stretches there are. */
const rowsPerThread = 64;
const mostStretches = 256;

const int = (name: string, value: number): Uniform => ({ name, type: 'int32', value });

/** Two sums per channel and stretch: float32 [stretches, 2, C]. */
export interface PartialSums {
  readonly sums: tf.Tensor;
  readonly stretches: number;
}

/**
 * @param key names the code of `terms`
 * @param shape [..., C] of what is summed over
 * @param terms WGSL that sets `first` and `second` for element `index` of channel `channel`
 */
export const sumPartly = (
  key: string,
  inputs: Readonly<Record<string, tf.TensorInfo>>,
  shape: readonly number[],
  terms: string,
): PartialSums => {
  const channels = shape.at(-1) ?? 1;
  const rows = shape.slice(0, -1).reduce((product, side) => product * side, 1);
  const wanted = Math.ceil(rows / (threads.rows * rowsPerThread));
  const stretches = Math.max(1, Math.min(mostStretches, wanted));
  const sums = runProgram({
    key: `${key}_partly`,
    inputs,
    outputShape: [stretches, 2, channels],
    uniforms: [int('rows', rows), int('channels', channels), int('stretches', stretches)],
    workgroup: [threads.channels, threads.rows],
    workgroups: [Math.ceil(channels / threads.channels), stretches],
    code: `
      var<workgroup> sums : array<vec2<f32>, ${threads.channels * threads.rows}>;
      fn main() {
        let column = i32(localId.x);
        let row = i32(localId.y);
        let stretch = i32(workgroupId.y);
        let channel = i32(workgroupId.x) * ${threads.channels} + column;
        var sum = vec2<f32>(0.0);
        if (channel < uniforms.channels) {
          for (var r = stretch * ${threads.rows} + row; r < uniforms.rows;
               r = r + uniforms.stretches * ${threads.rows}) {
            let index = r * uniforms.channels + channel;
            ${terms}
            sum = sum + vec2<f32>(first, second);
          }
        }
        sums[row * ${threads.channels} + column] = sum;
        workgroupBarrier();
        if (row == 0 && channel < uniforms.channels) {
          for (var other = 1; other < ${threads.rows}; other = other + 1) {
            sum = sum + sums[other * ${threads.channels} + column];
          }
          result[(stretch * 2) * uniforms.channels + channel] = sum.x;
          result[(stretch * 2 + 1) * uniforms.channels + channel] = sum.y;
        }
      }`,
  });
  return { sums, stretches };
};

/**
 * A number per channel, from its whole sums.
 * @param body WGSL that sets `value` from `first`, `second`, `uniforms.rows` and `channel`
 * @returns float32 [C]
 */
export const concludeSums = (
  key: string,
  { sums, stretches }: PartialSums,
  inputs: Readonly<Record<string, tf.TensorInfo>>,
  rows: number,
  extra: readonly Uniform[],
  body: string,
): tf.Tensor => {
  const channels = sums.shape.at(-1) ?? 1;
  const groupSize = 64;
  return runProgram({
    key,
    inputs: { sums, ...inputs },
    outputShape: [channels],
    uniforms: [
      int('channels', channels),
      int('stretches', stretches),
      { name: 'rows', type: 'float32', value: rows },
      ...extra,
    ],
    workgroup: [groupSize, 1],
    workgroups: [Math.ceil(channels / groupSize), 1],
    code: `
      fn main(index : i32) {
        if (index >= uniforms.channels) { return; }
        let channel = index;
        var first = 0.0;
        var second = 0.0;
        for (var stretch = 0; stretch < uniforms.stretches; stretch = stretch + 1) {
          first = first + sums[(stretch * 2) * uniforms.channels + channel];
          second = second + sums[(stretch * 2 + 1) * uniforms.channels + channel];
        }
        ${body}
        result[index] = value;
      }`,
  });
};
