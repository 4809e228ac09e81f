/** Entry of the benchmarks: `npm run bench -- [training|backends|kernels|decode|editor|learning] [options]`. */
import { fileURLToPath } from 'node:url';

import { Command, CommanderError } from 'commander';

import { LabError } from '../../src/engine/labError.js';
import { addBackends } from './backendsCommand.js';
import type { BenchWorld } from './benchWorld.js';
import { addDecode } from './decodeCommand.js';
import { addEditor } from './editorCommand.js';
import { addKernels, addStep } from './kernelsCommand.js';
import { addLearning } from './learningCommand.js';
import { MeasurementError } from './measuringProcess.js';
import { addPeers } from './peerCommands.js';
import { addTraining } from './trainingCommand.js';

const exitCode = { done: 0, failure: 1, usage: 2, interrupted: 130 } as const;

const run = async (world: BenchWorld): Promise<number> => {
  const program = new Command('bench')
    .description('Measures how fast this engine trains and decodes, beside others.')
    .showSuggestionAfterError()
    .exitOverride();
  for (const add of [
    addTraining,
    addBackends,
    addKernels,
    addDecode,
    addEditor,
    addLearning,
    addStep,
    addPeers,
  ])
    add(program, world);
  const name = process.argv[2];
  const known = ['help', ...program.commands.map((command) => command.name())];
  if (name !== undefined && !name.startsWith('-') && !known.includes(name)) {
    world.writeError(
      `There is no benchmark ${name}; choose training, backends, kernels, decode, editor or learning.`,
    );
    return exitCode.usage;
  }
  try {
    await program.parseAsync();
    return exitCode.done;
  } catch (error) {
    if (world.abort.aborted) return exitCode.interrupted;
    // Commander has said already what is wrong.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : exitCode.usage;
    const isExpected = error instanceof MeasurementError || error instanceof LabError;
    world.writeError(
      isExpected ? error.message : String(error instanceof Error ? error.stack : error),
    );
    return exitCode.failure;
  }
};

const interruption = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    interruption.abort();
  });
}

process.exitCode = await run({
  nodePath: process.execPath,
  nodeVersion: process.versions.node,
  bundlePath: fileURLToPath(import.meta.url),
  projectFolder: fileURLToPath(new URL('..', import.meta.url)),
  pythonPath: process.env['PRETEXT_LAB_PYTHON'],
  dataFolder: process.env['PRETEXT_LAB_DATA'],
  abort: interruption.signal,
  clock: () => performance.now(),
  writeOut: (text) => {
    console.log(text);
  },
  writeError: (text) => {
    console.error(text);
  },
});
