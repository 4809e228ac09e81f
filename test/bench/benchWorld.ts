/** What the benchmark's commands share: the outside world, some options, and how results are printed. */
import { availableParallelism, cpus } from 'node:os';

import { Option } from 'commander';
import * as z from 'zod';

import { wholeNumber } from '../../src/cli/parseValue.js';
import { networkNames, poolNames } from './benchNetworks.js';
import { measure } from './measuringProcess.js';

export interface BenchWorld {
  readonly nodePath: string;
  readonly nodeVersion: string;
  /** The bundle of this benchmark, which measuring processes run too. */
  readonly bundlePath: string;
  readonly projectFolder: string;
  /** Values of `PRETEXT_LAB_PYTHON` and `PRETEXT_LAB_DATA`. */
  readonly pythonPath: string | undefined;
  readonly dataFolder: string | undefined;
  readonly abort: AbortSignal;
  /** Monotonic time in ms. */
  readonly clock: () => number;
  readonly writeOut: (text: string) => void;
  readonly writeError: (text: string) => void;
}

export const atLeastOne = wholeNumber({ min: 1 });

/** @param needs the packages that it must have */
export const pythonOption = (world: BenchWorld, needs: string): Option => {
  const option = new Option(
    '--python <path>',
    `a Python with ${needs} to compare with; PRETEXT_LAB_PYTHON names one too`,
  );
  return world.pythonPath === undefined ? option : option.default(world.pythonPath);
};

export const jsonOption = (): Option =>
  new Option('--json', 'print nothing but the result, as one line of JSON');

export const networkOption = (): Option =>
  new Option('--network <name>', 'the network').choices(networkNames).default('rotnet');

export const poolOption = (): Option =>
  new Option('--pool <kind>', 'pools as in the papers (max), or average pools in their place')
    .choices(poolNames)
    .default('max');

export const precisionOption = (): Option =>
  new Option('--precision <type>', 'element type of activations')
    .choices(['auto', 'float32', 'bfloat16'])
    .default('auto');

/** What of a figure depends on the machine and not on the code. */
export const machine = (): { readonly cpu: string; readonly cores: number } => ({
  cpu: cpus()[0]?.model ?? 'unknown',
  cores: availableParallelism(),
});

const versionSchema = z.object({ version: z.string() });

/**
 * The version of a Python package.
 * @throws MeasurementError when that Python does not have it
 */
export const pythonPackageVersion = async (
  pythonPath: string,
  name: 'torch' | 'PIL',
  abort: AbortSignal,
): Promise<string> => {
  const script = `import json, ${name}; print(json.dumps({"version": ${name}.__version__}))`;
  const { version } = await measure(
    { command: pythonPath, commandArguments: ['-c', script], allocator: 'stock' },
    versionSchema,
    abort,
  );
  return version;
};

/** More digits than this are noise. */
const significantDigits = 5;

const withoutNoise = (_: string, value: unknown): unknown =>
  typeof value === 'number' && !Number.isInteger(value)
    ? Number(value.toPrecision(significantDigits))
    : value;

/** Prints the table, unless only JSON is wanted, then the result as one line of JSON. */
export const printResult = (
  world: BenchWorld,
  isJson: boolean,
  text: string,
  result: object,
): void => {
  if (!isJson) world.writeOut(`${text}\n`);
  world.writeOut(JSON.stringify({ kind: 'bench', machine: machine(), ...result }, withoutNoise));
};
