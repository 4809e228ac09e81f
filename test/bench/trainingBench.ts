/**
 * Training speed: this engine, stock tfjs-node and PyTorch on the same networks. Each measurement is
 * a process of its own, and all sides take turns, round after round, so that whatever else the
 * machine does meets them alike.
 */
import * as z from 'zod';

import type { Calibration } from '../../src/protocol/run.js';
import { inEnglish } from '../../src/protocol/sentence.js';
import {
  benchCase,
  contendersFor,
  stepProcess,
  type BenchCase,
  type CaseName,
  type Contender,
  type ContenderOptions,
} from './contenders.js';
import {
  convolutionRatesSchema,
  peerMeasurementSchema,
  stepMeasurementSchema,
  type PeerMeasurement,
  type StepMeasurement,
} from './measurements.js';
import { measure, MeasurementError } from './measuringProcess.js';

export interface TrainingBenchOptions extends ContenderOptions {
  readonly cases: readonly CaseName[];
  readonly rounds: number;
  readonly abort: AbortSignal;
  /** Receives a line after each measurement. */
  readonly onProgress: (line: string) => void;
}

/** What a contender measured, a measurement a round. */
export interface ContenderResult {
  readonly contender: Contender;
  readonly measurements: readonly (StepMeasurement | PeerMeasurement)[];
}

export interface CaseResult {
  readonly benchedCase: BenchCase;
  /** The precision that a run with `auto` would take, and why. */
  readonly calibration: Calibration;
  readonly tensorflow: string;
  readonly contenders: readonly ContenderResult[];
}

export interface TrainingBenchResult {
  /** GFLOP/s of the best convolution in any round. */
  readonly convolutionRates: { readonly float32: number; readonly bfloat16: number };
  readonly cases: readonly CaseResult[];
}

const measurementSchema = z.discriminatedUnion('kind', [
  stepMeasurementSchema,
  peerMeasurementSchema,
]);

interface Scoreboard {
  readonly contender: Contender;
  readonly measurements: (StepMeasurement | PeerMeasurement)[];
}

interface OpenCase extends CaseResult {
  readonly contenders: readonly Scoreboard[];
}

const openCase = async (name: CaseName, options: TrainingBenchOptions): Promise<OpenCase> => {
  const benchedCase = benchCase(name);
  const { calibration, tensorflow } = await measure(
    stepProcess(benchedCase, 'auto', { ...options, steps: 1 }),
    stepMeasurementSchema,
    options.abort,
  );
  if (calibration === null) throw new MeasurementError(`${name} was not calibrated.`);
  options.onProgress(`${name}: ${inEnglish(calibration.reason)}`);
  const contenders = contendersFor(benchedCase, options);
  return {
    benchedCase,
    calibration,
    tensorflow,
    contenders: contenders.map((contender) => ({ contender, measurements: [] })),
  };
};

/** A comparison means something only between equal networks. */
const checkSameNetwork = ({ benchedCase, contenders }: CaseResult): void => {
  const counts = contenders.map(({ contender, measurements }) => ({
    label: contender.label,
    parameters: measurements[0]?.parameters,
  }));
  const [ours] = counts;
  const other = counts.find(({ parameters }) => parameters !== ours?.parameters);
  if (other === undefined) return;
  throw new MeasurementError(
    `${other.label} trains ${String(other.parameters)} numbers as ${benchedCase.name}, but ` +
      `${String(ours?.label)} trains ${String(ours?.parameters)}: the networks differ.`,
  );
};

/**
 * Measures every contender of every network in each round.
 * @throws MeasurementError when a measurement fails, or when two sides do not train the same network
 */
export const runTrainingBench = async (
  options: TrainingBenchOptions,
): Promise<TrainingBenchResult> => {
  const { rounds, steps, nodePath, bundlePath, abort, onProgress } = options;
  const cases: OpenCase[] = [];
  for (const name of options.cases) cases.push(await openCase(name, options));

  const ratesProcess = {
    command: nodePath,
    commandArguments: [bundlePath, 'convolution-rates', '--repeats', String(2 * steps)],
    allocator: 'tuned',
  } as const;
  const convolutionRates = { float32: 0, bfloat16: 0 };
  for (let round = 1; round <= rounds; round++) {
    const rates = await measure(ratesProcess, convolutionRatesSchema, abort);
    convolutionRates.float32 = Math.max(convolutionRates.float32, rates.float32);
    convolutionRates.bfloat16 = Math.max(convolutionRates.bfloat16, rates.bfloat16);
    for (const open of cases) {
      for (const { contender, measurements } of open.contenders) {
        const measurement = await measure(contender.process, measurementSchema, abort);
        measurements.push(measurement);
        onProgress(
          `round ${round} of ${rounds}: ${open.benchedCase.name}, ${contender.label}, ` +
            `${contender.precision}: ${measurement.msPerStep.toFixed(1)} ms a step`,
        );
      }
      checkSameNetwork(open);
    }
  }
  return { convolutionRates, cases };
};
