/** What evaluations need: a short run that has ended, and the world as the engine's parts see it. */
import { pathToFileURL } from 'node:url';
import { join, dirname } from 'node:path';

import type { RunOverrides } from '../../src/protocol/defaultConfig.js';
import { nodeDisk, type Disk } from '../../src/engine/runFolder/atomicFile.js';
import type { EngineEvent } from '../../src/protocol/engineEvents.js';
import type { Task } from '../../src/protocol/run.js';
import { createFolder, createImages, shortConfig } from './runs.js';
import type { Backend } from '../../src/engine/backend/backend.js';
import { tensorflowBackend } from './backends.js';
import { enginePath, withEngine } from './testEngine.js';

/** The bundled loader worker. */
export const workerUrl = pathToFileURL(join(dirname(enginePath), 'loader.js'));

/** The parts of the engine's world that reading images and trunks takes. */
export const createReadingWorld = (): {
  readonly report: (event: EngineEvent) => void;
  readonly events: readonly EngineEvent[];
  readonly workerUrl: URL;
  readonly backend: Backend;
  readonly clock: () => number;
  readonly now: () => Date;
  readonly disk: Disk;
} => {
  const events: EngineEvent[] = [];
  return {
    events,
    report: (event) => {
      events.push(event);
    },
    workerUrl,
    now: () => new Date(0),
    disk: nodeDisk,
    backend: tensorflowBackend,
    clock: () => performance.now(),
  };
};

/** Trains for one epoch, in a runs folder of its own. */
export const createShortRun = async (
  task: Task,
  images = 40,
  overrides: RunOverrides = {},
): Promise<{ readonly folder: string; readonly runFolder: string }> => {
  const folder = await createImages(images);
  const runsFolder = await createFolder();
  const config = shortConfig(task, { epochs: 1, ...overrides });
  const { runFolder } = await withEngine(({ client }) =>
    client.call('pretrain', { folder, runsFolder, config }),
  );
  return { folder, runFolder };
};
