/** What happens once before the engine tests: `dist/` is built, and a scratch folder is made. */
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import type { TestProject } from 'vitest/node';

import { ensureBuilt } from '../support/editor/ensureBuilt.js';

declare module 'vitest' {
  interface ProvidedContext {
    /** Goes when all tests have ended. */
    scratchFolder: string;
  }
}

/** Vitest calls this before the first file, and what it returns after the last. */
export const setup = async (project: TestProject): Promise<() => Promise<void>> => {
  // The processes that the tests start must run the code under test.
  await ensureBuilt(fileURLToPath(new URL('../..', import.meta.url)));
  const scratchFolder = await realpath(await mkdtemp(join(tmpdir(), 'pretext lab ')));
  project.provide('scratchFolder', scratchFolder);
  return () => rm(scratchFolder, { recursive: true, force: true });
};
