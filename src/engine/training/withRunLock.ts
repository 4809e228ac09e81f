/** Keeps other processes out of a run while something is done with it. */
import { acquireRunLock } from '../runFolder/runLock.js';
import type { EngineWorld } from '../world.js';

/** @throws LabError `runLocked`, and what `body` throws; the lock is given back in any case */
export const withRunLock = async <R>(
  runFolder: string,
  world: EngineWorld,
  body: () => Promise<R>,
): Promise<R> => {
  const lock = await acquireRunLock(runFolder, world.processes, world.now(), world.disk);
  try {
    return await body();
  } finally {
    await lock.release();
  }
};
