/** The built command line in its own process. */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

import { expect } from 'vitest';
import * as z from 'zod';

import { engineEventSchema } from '../../src/protocol/engineEvents.js';

/** The built program. */
export const cliPath = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));

/** How a command ended, with what it wrote line by line. */
export interface CliEnd {
  readonly code: number | null;
  readonly out: readonly string[];
  readonly errors: readonly string[];
}

interface RunningCli {
  readonly signal: (name: 'SIGINT' | 'SIGKILL') => void;
  /** The first line of standard output that fits, past or to come. */
  readonly waitForLine: (fits: (line: string) => boolean) => Promise<string>;
  readonly ended: Promise<CliEnd>;
}

/** Starts a command line in a process of its own. */
export const startCli = (...commandLine: readonly string[]): RunningCli => {
  const child = spawn(process.execPath, [cliPath, ...commandLine], {
    stdio: ['ignore', 'pipe', 'pipe'],
    // What is fastest here is no matter of these tests, and nothing is measured before the first one.
    env: { PRETEXT_LAB_ENGINE: 'tensorflow', ...process.env },
  });
  const out: string[] = [];
  const errors: string[] = [];
  const onLine = new Set<() => void>();
  createInterface({ input: child.stdout }).on('line', (line) => {
    out.push(line);
    for (const listener of [...onLine]) listener();
  });
  createInterface({ input: child.stderr }).on('line', (line) => errors.push(line));
  const ended = new Promise<CliEnd>((resolve) => {
    child.on('close', (code) => {
      resolve({ code, out, errors });
    });
  });
  return {
    signal: (name) => child.kill(name),
    waitForLine: (fits) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const line = out.find(fits);
          if (line === undefined) return;
          onLine.delete(look);
          resolve(line);
        };
        onLine.add(look);
        look();
        void ended.then(() => {
          reject(new Error(`The command ended without that line: ${errors.join(' ')}`));
        });
      }),
    ended,
  };
};

/** Runs a command line to its end. */
export const runCli = (...commandLine: readonly string[]): Promise<CliEnd> =>
  startCli(...commandLine).ended;

/** Anything that `--json` prints. */
export const kindSchema = z.looseObject({ kind: z.string() });

/** The last line of `--json`; the lines before it must be events. */
export const resultOf = ({ out }: CliEnd): unknown => {
  const values = out.map((line): unknown => JSON.parse(line));
  for (const event of values.slice(0, -1)) engineEventSchema.parse(event);
  return values.at(-1);
};

/** What users read holds no line of a stack trace. */
export const expectNoStackTrace = ({ out, errors }: CliEnd): void => {
  for (const line of [...out, ...errors]) expect(line).not.toMatch(/^\s+at |node:internal|\.ts:\d/);
};
