/** The engine's world in the test's own process. */
import { hostname } from 'node:os';
import process from 'node:process';

import { nodeDisk } from '../../src/engine/runFolder/atomicFile.js';
import { createProcessTable } from '../../src/engine/runFolder/runLock.js';
import type { EngineWorld } from '../../src/engine/world.js';
import type { EngineEvent } from '../../src/protocol/engineEvents.js';
import { tensorflowBackend } from './backends.js';

/** A world in this process, with what it was told. */
export const createWorld = (changes: Partial<EngineWorld> = {}) => {
  const events: EngineEvent[] = [];
  const world: EngineWorld = {
    report: (event) => {
      events.push(event);
    },
    clock: () => performance.now(),
    now: () => new Date(),
    hostName: hostname(),
    disk: nodeDisk,
    processes: createProcessTable({
      pid: process.pid,
      hostName: hostname(),
      signal: (pid) => {
        process.kill(pid, 0);
      },
    }),
    hardware: { processor: 'any', cores: 2, memoryBytes: 1, platform: 'any' },
    versions: { tensorflow: '2.0.0', nativeKernels: 'true' },
    workerUrl: new URL('../../dist/loader.js', import.meta.url),
    backend: tensorflowBackend,
    ...changes,
  };
  return { world, events };
};
