/** What happens once before the tests of packages: `dist/` is built, and packaged for this machine. */
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import type { TestProject } from 'vitest/node';

import type { PackageReport } from '../../scripts/packaging/packageTarget.mjs';
import { unpackVsix } from '../../scripts/packaging/unpack.mjs';
import { ensureBuilt } from '../support/editor/ensureBuilt.js';
import { packageHere } from '../support/editor/packageHere.js';

declare module 'vitest' {
  interface ProvidedContext {
    /** The checkout. */
    projectFolder: string;
    /** What is known of the package for this machine. */
    packageReport: PackageReport;
    /** That package, unpacked outside the checkout; not to be changed. */
    unpackedFolder: string;
    /** Goes when all tests of packages have ended. */
    packageScratch: string;
  }
}

/** Vitest calls this before the first file, and what it returns after the last. */
export const setup = async (project: TestProject): Promise<() => Promise<void>> => {
  const root = fileURLToPath(new URL('../..', import.meta.url));
  await ensureBuilt(root);
  const scratch = await realpath(await mkdtemp(join(tmpdir(), 'pretext lab packages ')));
  const { vsix, report } = await packageHere(root, scratch);
  const unpacked = join(scratch, 'unpacked');
  await unpackVsix(vsix, unpacked);
  project.provide('projectFolder', root);
  project.provide('packageReport', report);
  project.provide('unpackedFolder', unpacked);
  project.provide('packageScratch', scratch);
  return () => rm(scratch, { recursive: true, force: true, maxRetries: 5 });
};
