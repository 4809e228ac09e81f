/** Commands that need no folder: `permutations` and `bench`. */
import { Option, type Command } from 'commander';

import { permutationMethodSchema, type Grid, type PermutationMethod } from '../protocol/run.js';
import { UsageError, exitCode, type ExitCode } from './cliError.js';
import { checkPermutations, gridValue, seedValue } from './options.js';
import { wholeNumber } from './parseValue.js';
import { permutationSetText } from './resultText.js';
import type { CliContext } from './cliContext.js';
import { complain } from './session.js';
import { query, type Shell } from './shell.js';

interface PermutationOptions {
  readonly count: number;
  readonly method: PermutationMethod;
  readonly grid: Grid;
  readonly seed: number;
}

/** Adds `permutations`. */
export const addPermutations = (program: Command, shell: Shell): void => {
  program
    .command('permutations')
    .description('choose a permutation set')
    .option('--count <permutations>', 'size of the set', wholeNumber({ min: 2 }), 64)
    .addOption(
      new Option('--method <method>', 'how it is chosen')
        .choices(permutationMethodSchema.options)
        .default('max-min'),
    )
    .option('--grid <tiles>', 'tiles along one side of the puzzle: 2, 3 or 4', gridValue, 3)
    .option('--seed <number>', 'the same seed gives the same set', seedValue, 0)
    .action((options: PermutationOptions) => {
      const { grid, count, method, seed } = options;
      checkPermutations({ grid, permutations: count, permutationMethod: method });
      return query(shell, async (client) => {
        const value = await client.call('makePermutationSet', { grid, count, method, seed });
        return { value, text: permutationSetText(value) };
      });
    });
};

const bench = async (
  context: CliContext,
  isJson: boolean,
  passed: readonly string[],
): Promise<ExitCode> => {
  const interruption = new AbortController();
  const dispose = context.onInterrupt(() => {
    interruption.abort();
  });
  const end = await context.runBench(passed, interruption.signal);
  dispose();
  if (end.startError !== undefined) {
    complain(
      context,
      isJson,
      'benchMissing',
      `The measurements cannot be started: ${end.startError}.`,
    );
    return exitCode.failure;
  }
  if (interruption.signal.aborted) return exitCode.interrupted;
  if (end.code === exitCode.done || end.code === exitCode.usage) return end.code;
  return exitCode.failure;
};

/** The benchmarks, as `npm run bench -- --help` lists them; `step` serves those who tune kernels. */
const benchmarks: ReadonlySet<string> = new Set(['training', 'kernels', 'decode', 'step', 'help']);

/** Adds `bench`. */
export const addBench = (program: Command, shell: Shell): void => {
  program
    .command('bench [arguments...]')
    .description('measure speed; the same as "npm run bench --"')
    .allowUnknownOption()
    .action((scriptArguments: readonly string[]) => {
      const [name] = scriptArguments;
      if (name !== undefined && !name.startsWith('-') && !benchmarks.has(name)) {
        throw new UsageError(`There is no benchmark ${name}; choose training, kernels or decode.`);
      }
      const passed = shell.isJson() ? [...scriptArguments, '--json'] : scriptArguments;
      return shell.finish(bench(shell.context, shell.isJson(), passed));
    });
};
