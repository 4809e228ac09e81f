/** Composition root of the engine's child process. */
import { readFileSync } from 'node:fs';
import { availableParallelism, cpus, hostname, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import * as z from 'zod';

import {
  createEventSender,
  serveRequests,
  type DescribeError,
  type Port,
} from '../protocol/rpc.js';
import type { EngineEvent } from '../protocol/engineEvents.js';
import { engineRequests } from '../protocol/engineProtocol.js';
import { inEnglish, sentence } from '../protocol/sentence.js';
import { backendNameSchema } from '../protocol/backend.js';
import { loadBackend } from './backend/loadBackend.js';
import { configureSharp } from './data/decodeImage.js';
import { createEngineService } from './engineHandlers.js';
import { LabError, reasonOf } from './labError.js';
import { nodeDisk } from './runFolder/atomicFile.js';
import { createProcessTable } from './runFolder/runLock.js';
import type { EngineWorld } from './world.js';

const parentPort: Port = {
  post: (message) => {
    process.send?.(message, undefined, undefined, () => {
      // A parent that is gone cannot be told; `disconnect` ends this process.
    });
  },
  onMessage: (listener) => {
    process.on('message', listener);
  },
  onClose: (listener) => {
    process.on('disconnect', () => {
      listener(sentence('The process that started the engine has gone.'));
    });
  },
};

const asLabError = (error: unknown): LabError => {
  if (error instanceof LabError) return error;
  return error instanceof z.ZodError
    ? new LabError('badArgument', sentence('The request is not valid: {0}', z.prettifyError(error)))
    : new LabError('internal', sentence('The engine failed: {0}', reasonOf(error)));
};

const describeError: DescribeError = (error) => {
  const { code, sentence: said } = asLabError(error);
  if (!(error instanceof LabError)) console.error(error);
  return { code, message: inEnglish(said), sentence: said };
};

const packageJson = z
  .object({ version: z.string() })
  .parse(JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')));

const processes = createProcessTable({
  pid: process.pid,
  hostName: hostname(),
  signal: (pid) => {
    process.kill(pid, 0);
  },
});

/** How the owner starts this process: `--backend NAME --tensorflow FOLDER`. */
const { values: started } = parseArgs({
  options: { backend: { type: 'string' }, tensorflow: { type: 'string' } },
});
const beside = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

const workerUrl = new URL('loader.js', import.meta.url);

const createWorld = async (report: (event: EngineEvent) => void): Promise<EngineWorld> => {
  const backend = await loadBackend(
    backendNameSchema.parse(started.backend ?? 'tensorflow'),
    {
      tensorflowFolder: started.tensorflow ?? beside('../node_modules/@tensorflow/tfjs-node'),
      nativeKernels: beside('native/pretextKernels.node'),
      wasmFolder: beside('wasm/'),
      isElectron: process.versions['electron'] !== undefined,
    },
    (message) => report({ kind: 'warning', code: 'run', message }),
  );
  return {
    report,
    clock: () => performance.now(),
    now: () => new Date(),
    hostName: hostname(),
    disk: nodeDisk,
    processes,
    hardware: {
      processor: cpus()[0]?.model ?? 'unknown',
      cores: availableParallelism(),
      memoryBytes: totalmem(),
      platform: `${process.platform} ${process.arch}`,
    },
    versions: {
      pretextLab: packageJson.version,
      node: process.versions.node,
      ...backend.versions,
    },
    workerUrl,
    backend,
  };
};

configureSharp();
const lazy: { world?: Promise<EngineWorld> } = {};
const service = createEngineService({
  engineVersion: packageJson.version,
  report: createEventSender(parentPort),
  processes,
  clock: () => performance.now(),
  // Each needs some memory, and more of them wait for the disk.
  drawingThreads: { workerUrl, most: Math.min(8, availableParallelism()) },
  loadWorld: (report) => (lazy.world ??= createWorld(report)),
});
serveRequests(engineRequests, parentPort, service.handlers, describeError);

// Ctrl-C reaches the whole process group; the parent decides what becomes of the run.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => {
  void service.interrupt().then(() => process.exit(0));
});
parentPort.onClose(() => {
  void service.interrupt().then(() => process.exit(0));
});
