/** What happens once before the engine tests: `dist/` is built, and a scratch folder is made. */
import { execFile } from 'node:child_process';
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** Goes when all tests have ended. */
    scratchFolder: string;
  }
}

/** Vitest calls this before the first file, and what it returns after the last. */
export const setup = async (project: TestProject): Promise<() => Promise<void>> => {
  // The processes that the tests start must run the code under test.
  await promisify(execFile)(process.execPath, ['esbuild.mjs'], {
    cwd: fileURLToPath(new URL('../..', import.meta.url)),
  });
  const scratchFolder = await realpath(await mkdtemp(join(tmpdir(), 'pretext lab ')));
  project.provide('scratchFolder', scratchFolder);
  return () => rm(scratchFolder, { recursive: true, force: true });
};
