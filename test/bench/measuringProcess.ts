/** Runs each measurement in a process of its own, and reads the line of JSON that it ends with. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { text } from 'node:stream/consumers';

import type { z } from 'zod';

import { engineEnvironment } from '../../src/launcher/engineEnvironment.js';
import { glibcVersion } from '../../src/launcher/engineProcess.js';

/** `stock` as a process starts by default; `tuned` as the launcher starts the engine. */
export type Allocator = 'stock' | 'tuned';

/** A measurement that could not be made; the message is a sentence for the user. */
export class MeasurementError extends Error {}

export interface MeasuringProcess {
  readonly command: string;
  readonly commandArguments: readonly string[];
  readonly allocator: Allocator;
}

type Environment = Record<string, string | undefined>;

const allocatorVariables = new Set([
  'MALLOC_MMAP_THRESHOLD_',
  'MALLOC_TRIM_THRESHOLD_',
  'MALLOC_TOP_PAD_',
  'GLIBC_TUNABLES',
]);

const environmentOf = (allocator: Allocator): Environment => {
  const stock: Environment = { TF_CPP_MIN_LOG_LEVEL: '2' };
  for (const [name, value] of Object.entries(process.env)) {
    if (!allocatorVariables.has(name)) stock[name] = value;
  }
  if (allocator === 'stock') return stock;
  return engineEnvironment(process.platform, glibcVersion(), stock, availableParallelism());
};

const lastLine = (output: string): string => output.trim().split('\n').at(-1) ?? '';

/**
 * Runs one measurement to its end.
 * @param schema of the object on the last line that the process prints
 * @param abort kills the process
 * @throws MeasurementError when the process fails or prints something else
 */
export const measure = async <Result>(
  { command, commandArguments, allocator }: MeasuringProcess,
  schema: z.ZodType<Result>,
  abort: AbortSignal,
): Promise<Result> => {
  const commandLine = [command, ...commandArguments].join(' ');
  const child = spawn(command, commandArguments, {
    env: environmentOf(allocator),
    stdio: ['ignore', 'pipe', 'pipe'],
    signal: abort,
  });
  const output = Promise.all([text(child.stdout), text(child.stderr)]);
  let code: unknown;
  try {
    const ending: unknown[] = await once(child, 'close');
    code = ending[0];
  } catch (error) {
    if (abort.aborted) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new MeasurementError(`\`${commandLine}\` could not be started: ${reason}.`);
  }
  const [printed, complaints] = await output;
  if (code !== 0) {
    throw new MeasurementError(
      `\`${commandLine}\` ended with ${String(code)}: ${lastLine(complaints)}`,
    );
  }
  try {
    return schema.parse(JSON.parse(lastLine(printed)));
  } catch {
    throw new MeasurementError(`\`${commandLine}\` printed no measurement: ${lastLine(printed)}`);
  }
};
