/** The best rate at which convolutions run on this machine: the ceiling for a training step. */
import * as tf from '@tensorflow/tfjs';

import { cast, conv2d } from '../../src/engine/backend/networkOps.js';
import type { Precision } from '../../src/protocol/run.js';
import type { ConvolutionRates } from './measurements.js';
import { median } from './statistics.js';
import { loadBundledTensorflow } from './timeStep.js';

/** A convolution with stride 1 and SAME padding. */
interface ConvolutionShape {
  readonly views: number;
  readonly sidePx: number;
  readonly filterPx: number;
  readonly inputs: number;
  readonly outputs: number;
}

/** The large layers of the networks that are timed; which one is fastest depends on the machine. */
const shapes: readonly ConvolutionShape[] = [
  { views: 128, sidePx: 16, filterPx: 5, inputs: 96, outputs: 192 },
  { views: 128, sidePx: 8, filterPx: 3, inputs: 192, outputs: 192 },
  { views: 128, sidePx: 32, filterPx: 1, inputs: 192, outputs: 160 },
  { views: 144, sidePx: 13, filterPx: 5, inputs: 96, outputs: 256 },
  { views: 144, sidePx: 6, filterPx: 3, inputs: 384, outputs: 384 },
];
const warmups = 2;

const rateOf = (
  { views, sidePx, filterPx, inputs, outputs }: ConvolutionShape,
  precision: Precision,
  repeats: number,
  clock: () => number,
): number =>
  tf.tidy(() => {
    const noise = tf.randomNormal([views, sidePx, sidePx, inputs]);
    const x = cast(noise, 'float32', precision);
    const filter = tf.randomNormal([filterPx, filterPx, inputs, outputs]);
    const times: number[] = [];
    for (let i = 0; i < warmups + repeats; i++) {
      const startMs = clock();
      const y = conv2d(x, filter, { stride: 1, padding: 'same', inputGradient: true });
      if (i >= warmups) times.push(clock() - startMs);
      y.dispose();
    }
    const gflop = (2 * views * sidePx ** 2 * filterPx ** 2 * inputs * outputs) / 1e9;
    return gflop / (median(times) / 1000);
  });

/** The rate of the fastest shape, forward, in each precision. */
export const measureConvolutionRates = async (
  repeats: number,
  clock: () => number,
): Promise<ConvolutionRates> => {
  await loadBundledTensorflow();
  const best = (precision: Precision): number =>
    Math.max(...shapes.map((shape) => rateOf(shape, precision, repeats, clock)));
  return { kind: 'convolutionRates', float32: best('float32'), bfloat16: best('bfloat16') };
};
