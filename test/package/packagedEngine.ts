/** The engine of the package, on a machine that has nothing else. */
import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';

import { afterEach, inject } from 'vitest';

import { startEngine, type EngineProcess } from '../../src/launcher/engineProcess.js';
import type { BackendName } from '../../src/protocol/backend.js';
import type { EngineEvent } from '../../src/protocol/engineEvents.js';
import { emptyEnvironment } from '../support/emptyEnvironment.js';

const patienceMs = 1000;

export interface StartedEngine {
  readonly engine: EngineProcess;
  /** All events so far. */
  readonly events: readonly EngineEvent[];
}

export interface StartOptions {
  /** Folder of the unpacked package; the one that is not to be changed by default. */
  readonly extension?: string;
  readonly backend: BackendName;
  readonly nodePath?: string;
  readonly tensorflowFolder?: string;
  /** Added to an environment with little in it. */
  readonly variables?: Readonly<Record<string, string>>;
}

/** A new empty folder, whose name has a space in it. */
export const scratch = (): Promise<string> => mkdtemp(join(inject('packageScratch'), 'engine '));

/**
 * Engines that end after each test. They have a search path without a compiler, without Python and
 * without npm. Call once per file.
 */
export const packagedEngines = (): ((options: StartOptions) => Promise<StartedEngine>) => {
  const started: EngineProcess[] = [];
  afterEach(async () => {
    for (const engine of started.splice(0)) await engine.stop(patienceMs);
  });
  return async ({ extension = inject('unpackedFolder'), variables, ...options }) => {
    const empty = await scratch();
    const events: EngineEvent[] = [];
    const engine = startEngine({
      ...options,
      enginePath: join(extension, 'dist', 'engine.js'),
      environment: { ...emptyEnvironment(empty), ...variables },
      onEvent: (event) => events.push(event),
      onLog: () => undefined,
    });
    started.push(engine);
    return { engine, events };
  };
};
