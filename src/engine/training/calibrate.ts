/** Chooses the precision of a run by timing a step both ways on this machine. */
import * as tf from '@tensorflow/tfjs';

import type { Calibration, Precision, RunConfig } from '../../protocol/run.js';
import { sentence } from '../../protocol/sentence.js';
import type { BatchPart } from '../data/batch.js';
import { applyGradients, computeGradients } from './trainStep.js';
import type { PretextNetwork } from './pretextNetwork.js';

/** A bfloat16 gradient further than this from the float32 one (relative L2 norm) is not trusted. */
export const largestGradientDeviation = 0.1;
const timedSteps = 3;

interface Trial {
  readonly msPerStep: number;
  readonly gradients: Map<string, Float32Array>;
}

/** Relative L2 distance over all parameters together. */
export const gradientDeviation = (
  reference: ReadonlyMap<string, Float32Array>,
  other: ReadonlyMap<string, Float32Array>,
): number => {
  let difference = 0;
  let norm = 0;
  for (const [name, expected] of reference) {
    const actual = other.get(name);
    for (let i = 0; i < expected.length; i++) {
      difference += ((actual?.[i] ?? 0) - expected[i]!) ** 2;
      norm += expected[i]! ** 2;
    }
  }
  return norm === 0 ? 0 : Math.sqrt(difference / norm);
};

/**
 * Times whole steps on a throw-away network; the first one, which also warms up, gives the gradients.
 * @param createNetwork makes the run's network with its first weights; disposed here
 */
const tryPrecision = (
  createNetwork: () => PretextNetwork,
  parts: readonly BatchPart[],
  config: RunConfig,
  precision: Precision,
  clock: () => number,
): Trial => {
  const network = createNetwork();
  try {
    const gradients = new Map<string, Float32Array>();
    const times: number[] = [];
    for (let step = 0; step <= timedSteps; step++) {
      const start = clock();
      const result = computeGradients(network, parts, precision);
      try {
        if (step === 0) {
          for (const [name, gradient] of Object.entries(result.byName)) {
            gradients.set(name, Float32Array.from(gradient.dataSync()));
          }
        }
        applyGradients(network, result, config.optimizer, 0);
      } finally {
        tf.dispose(result.byName);
      }
      if (step > 0) times.push(clock() - start);
    }
    return { msPerStep: times.sort((a, b) => a - b)[Math.floor(timedSteps / 2)] ?? 0, gradients };
  } finally {
    network.dispose();
  }
};

/**
 * Times the precisions that the configuration leaves open and chooses one.
 * @param parts a real batch, one part per task
 */
export const calibrate = (
  createNetwork: () => PretextNetwork,
  parts: readonly BatchPart[],
  config: RunConfig,
  bfloat16Available: boolean,
  clock: () => number,
): Calibration => {
  const attempt = (precision: Precision): Trial =>
    tryPrecision(createNetwork, parts, config, precision, clock);
  if (config.precision === 'float32' || !bfloat16Available) {
    return {
      chosen: 'float32',
      float32MsPerStep: attempt('float32').msPerStep,
      bfloat16MsPerStep: null,
      gradientDeviation: null,
      reason: bfloat16Available
        ? sentence('The configuration asks for float32.')
        : sentence('This backend computes in float32 only.'),
    };
  }
  if (config.precision === 'bfloat16') {
    return {
      chosen: 'bfloat16',
      float32MsPerStep: null,
      bfloat16MsPerStep: attempt('bfloat16').msPerStep,
      gradientDeviation: null,
      reason: sentence('The configuration asks for bfloat16.'),
    };
  }
  const wide = attempt('float32');
  const narrow = attempt('bfloat16');
  const deviation = gradientDeviation(wide.gradients, narrow.gradients);
  const trusted = deviation <= largestGradientDeviation;
  const faster = narrow.msPerStep < wide.msPerStep;
  const narrowMs = narrow.msPerStep.toFixed(0);
  const wideMs = wide.msPerStep.toFixed(0);
  const percent = (deviation * 100).toFixed(1);
  return {
    chosen: trusted && faster ? 'bfloat16' : 'float32',
    float32MsPerStep: wide.msPerStep,
    bfloat16MsPerStep: narrow.msPerStep,
    gradientDeviation: deviation,
    reason: !trusted
      ? sentence(
          'The bfloat16 gradient deviates by {0} %, more than {1} %.',
          percent,
          largestGradientDeviation * 100,
        )
      : faster
        ? sentence(
            'bfloat16 is faster ({0} ms against {1} ms a step) and its gradient deviates by {2} % only.',
            narrowMs,
            wideMs,
            percent,
          )
        : sentence('bfloat16 is not faster here ({0} ms against {1} ms a step).', narrowMs, wideMs),
  };
};
