/** Builds `dist/` before the engine tests, so that the processes they start run the code under test. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/** Vitest calls this once, before the first file. */
export const setup = async (): Promise<void> => {
  await promisify(execFile)(process.execPath, ['esbuild.mjs'], {
    cwd: fileURLToPath(new URL('../..', import.meta.url)),
  });
};
