#!/usr/bin/env node
/** The command line: the same engine without an editor. Composition root. */
import { readFileSync, statSync } from 'node:fs';
import { availableParallelism, homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';

import { cacheFolder } from './cli/cacheFolder.js';
import { reportError } from './cli/cliError.js';
import type { PathKind } from './cli/folders.js';
import { runCli } from './cli/program.js';
import type { CliContext } from './cli/cliContext.js';
import { chooseColors, createLineWriter, createReporter } from './cli/standardStreams.js';
import { createBackendChoice } from './launcher/choice/backendChoice.js';
import type { LaunchEngine } from './launcher/choice/backendStart.js';
import { findCheckoutTensorflow } from './launcher/choice/checkoutTensorflow.js';
import { readMachineFacts } from './launcher/choice/machineFacts.js';
import { createEngineStarter, runNodeScript } from './launcher/engineProcess.js';

const besideThis = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

const readVersion = (): string =>
  z
    .object({ version: z.string() })
    .parse(JSON.parse(readFileSync(besideThis('../package.json'), 'utf8'))).version;

const pathKind = (path: string): PathKind => {
  try {
    const stats = statSync(path, { throwIfNoEntry: false });
    if (stats === undefined) return 'missing';
    return stats.isDirectory() ? 'folder' : 'file';
  } catch {
    return 'unreadable';
  }
};

const endSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

const createContext = (): CliContext => {
  const interruptListeners = new Set<() => void>();
  const interrupt = (): void => {
    for (const listener of [...interruptListeners]) listener();
  };
  const now = (): number => performance.now();
  const after = (delayMs: number, run: () => void): { dispose(): void } => {
    const timer = setTimeout(run, delayMs);
    return { dispose: () => clearTimeout(timer) };
  };
  const version = readVersion();
  const startOne = createEngineStarter();
  const startEngine: LaunchEngine = (start, onEvent, onLog) =>
    startOne({ enginePath: besideThis('./engine.js'), ...start, onEvent, onLog });
  const colors = chooseColors(process.stdout.isTTY, process.env);
  // Whoever reads has gone (a closed pager, `head`): training on would be of no use to anyone.
  const writeOut = createLineWriter(process.stdout, interrupt);
  const writeError = createLineWriter(process.stderr, () => undefined);
  return {
    version,
    cores: availableParallelism(),
    isDebug: (process.env['PRETEXT_LAB_DEBUG'] ?? '') !== '',
    now,
    after,
    writeOut,
    writeError,
    pathKind,
    resolvePath: (path) => resolve(path),
    createReporter: (isJson) => createReporter(isJson, process.stdout, writeOut, colors, now),
    startEngine,
    createChoice: (whileMeasuring, onLog) =>
      createBackendChoice({
        launch: startEngine,
        clock: { nowMs: now, after },
        onLog,
        file: join(cacheFolder(process.platform, process.env, homedir()), 'engines.json'),
        programVersion: version,
        readFacts: readMachineFacts,
        findTensorflow: () => findCheckoutTensorflow(besideThis('..')),
        whileMeasuring,
      }),
    runBench: (scriptArguments, abort) =>
      runNodeScript({ scriptPath: besideThis('./bench.js'), scriptArguments, abort }),
    onInterrupt: (listener) => {
      // Without a listener a signal keeps its usual meaning.
      if (interruptListeners.size === 0) {
        for (const signal of endSignals) process.on(signal, interrupt);
      }
      interruptListeners.add(listener);
      return () => {
        interruptListeners.delete(listener);
        if (interruptListeners.size > 0) return;
        for (const signal of endSignals) process.off(signal, interrupt);
      };
    },
    onSuspend: ({ hold, goOn }) => {
      const suspend = (): void => {
        void hold()
          .catch(() => undefined)
          .finally(() => process.kill(process.pid, 'SIGSTOP'));
      };
      if (process.platform === 'win32') return () => undefined;
      process.on('SIGTSTP', suspend);
      process.on('SIGCONT', goOn);
      return () => {
        process.off('SIGTSTP', suspend);
        process.off('SIGCONT', goOn);
      };
    },
  };
};

const endUnforeseen = (error: unknown): void => {
  const report = reportError(error);
  process.stderr.write(`pretext-lab: ${report.message}\n`);
  if ((process.env['PRETEXT_LAB_DEBUG'] ?? '') !== '' && error instanceof Error) {
    process.stderr.write(`${error.stack ?? ''}\n`);
  }
  // The engine ends by itself when its parent has gone.
  process.exit(report.exit);
};

process.on('uncaughtException', endUnforeseen);
process.exitCode = await runCli(process.argv.slice(2), createContext());
