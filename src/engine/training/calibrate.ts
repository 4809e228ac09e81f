/** Chooses the precision of a run by timing a step both ways on this machine. */
import * as tf from '@tensorflow/tfjs';

import type { Calibration, Precision, RunConfig } from '../../protocol/run.js';
import { sentence, type Sentence } from '../../protocol/sentence.js';
import type { BatchPart } from '../data/batch.js';
import { applyGradients } from './gradients.js';
import { computeGradients, type Gradients } from './trainStep.js';
import type { PretextNetwork } from './pretextNetwork.js';

/** A bfloat16 gradient further than this from the float32 one (relative L2 norm) is not trusted. */
export const largestGradientDeviation = 0.1;
/** Timed steps in each precision, where one does not settle it. */
const mostTimedSteps = 3;
/** A precision that takes this many times as long as the other in its first timed step is slower. */
const clearRatio = 1.25;

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

export interface CalibrationOptions {
  /** Makes the run's network with its first weights; the network is disposed here. */
  readonly createNetwork: () => PretextNetwork;
  /** A real batch, one part per task. */
  readonly parts: readonly BatchPart[];
  readonly config: RunConfig;
  readonly bfloat16Available: boolean;
  /** Monotonic time in ms. */
  readonly clock: () => number;
  /**
   * Whether the time of a step is wanted for itself: for the plan of a budget, or for an estimate.
   * Otherwise steps are timed only until it is clear which precision is faster.
   */
  readonly needsTime: boolean;
}

/** A precision that is tried out, on a network of its own. */
interface Trial {
  /** Of the step that warmed up. */
  readonly gradients: ReadonlyMap<string, Float32Array>;
  readonly timesMs: number[];
  /** Takes a step, which leaves the weights as they are, and notes its time. */
  timeStep(): Promise<void>;
  dispose(): void;
}

const openTrial = async (options: CalibrationOptions, precision: Precision): Promise<Trial> => {
  const { createNetwork, parts, config, clock } = options;
  const network = createNetwork();
  /** Resolves when the step has been computed, also where that happens on another processor. */
  const takeStep = async (
    look: (gradients: Gradients['byName']) => Promise<void>,
  ): Promise<void> => {
    const { loss, byName, figures } = computeGradients(network, parts, precision);
    try {
      await look(byName);
      applyGradients(network.parameters, { byName }, config.optimizer, 0);
      await loss.data();
    } finally {
      tf.dispose([loss, byName, figures.values]);
    }
  };
  const gradients = new Map<string, Float32Array>();
  const timesMs: number[] = [];
  try {
    await takeStep(async (byName) => {
      for (const [name, gradient] of Object.entries(byName)) {
        gradients.set(name, Float32Array.from(await gradient.data()));
      }
    });
  } catch (error) {
    network.dispose();
    throw error;
  }
  return {
    gradients,
    timesMs,
    timeStep: async () => {
      const start = clock();
      await takeStep(() => Promise.resolve());
      timesMs.push(clock() - start);
    },
    dispose: () => network.dispose(),
  };
};

const medianMs = ({ timesMs }: Trial): number =>
  timesMs.toSorted((a, b) => a - b)[Math.floor(timesMs.length / 2)] ?? 0;

/** Whether the last timed steps leave no doubt which precision is faster. */
const isClear = ({ timesMs: a }: Trial, { timesMs: b }: Trial): boolean => {
  const [first = 0, second = 0] = [a.at(-1), b.at(-1)];
  return Math.max(first, second) >= clearRatio * Math.min(first, second);
};

/** One precision, because the other is not wanted or not there. */
const calibrateOne = async (
  options: CalibrationOptions,
  chosen: Precision,
  reason: Sentence,
): Promise<Calibration> => {
  let msPerStep: number | null = null;
  if (options.needsTime) {
    const trial = await openTrial(options, chosen);
    try {
      for (let step = 0; step < mostTimedSteps; step++) await trial.timeStep();
      msPerStep = medianMs(trial);
    } finally {
      trial.dispose();
    }
  }
  return {
    chosen,
    float32MsPerStep: chosen === 'float32' ? msPerStep : null,
    bfloat16MsPerStep: chosen === 'bfloat16' ? msPerStep : null,
    gradientDeviation: null,
    reason,
  };
};

/** Both, in turns, so that a busy moment slows both. */
const calibrateBoth = async (options: CalibrationOptions): Promise<Calibration> => {
  const trials: Trial[] = [];
  const open = async (precision: Precision): Promise<Trial> => {
    const trial = await openTrial(options, precision);
    trials.push(trial);
    return trial;
  };
  try {
    const wide = await open('float32');
    const narrow = await open('bfloat16');
    for (let step = 0; step < mostTimedSteps; step++) {
      await wide.timeStep();
      await narrow.timeStep();
      if (!options.needsTime && isClear(wide, narrow)) break;
    }
    return chooseFaster(wide, narrow);
  } finally {
    for (const trial of trials) trial.dispose();
  }
};

const chooseFaster = (wide: Trial, narrow: Trial): Calibration => {
  const float32MsPerStep = medianMs(wide);
  const bfloat16MsPerStep = medianMs(narrow);
  const deviation = gradientDeviation(wide.gradients, narrow.gradients);
  const trusted = deviation <= largestGradientDeviation;
  const faster = bfloat16MsPerStep < float32MsPerStep;
  const narrowMs = bfloat16MsPerStep.toFixed(0);
  const wideMs = float32MsPerStep.toFixed(0);
  const percent = (deviation * 100).toFixed(1);
  return {
    chosen: trusted && faster ? 'bfloat16' : 'float32',
    float32MsPerStep,
    bfloat16MsPerStep,
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

/** Chooses the precision of a run; where the configuration leaves it open, by timing both. */
export const calibrate = async (options: CalibrationOptions): Promise<Calibration> => {
  const { config, bfloat16Available } = options;
  if (!bfloat16Available) {
    return calibrateOne(options, 'float32', sentence('This backend computes in float32 only.'));
  }
  const { precision } = config;
  if (precision === 'auto') return calibrateBoth(options);
  return calibrateOne(options, precision, sentence('The configuration asks for {0}.', precision));
};
