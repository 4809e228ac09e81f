import { readdir, rm } from 'node:fs/promises';
import path from 'node:path';

import { build } from 'esbuild';

/**
 * Bundles the suites that run in the extension host, and what starts them there.
 * @param {string} project
 * @param {string} folder Where the bundles go; what was there is removed.
 * @returns {Promise<string>} The script that starts them.
 */
export async function bundleExtensionSuites(project, folder) {
  const sources = path.join(project, 'test', 'extension');
  const names = await readdir(sources, { recursive: true });
  const suites = names.filter((name) => name.endsWith('.suite.ts'));
  await bundleForHost(
    project,
    ['main.ts', ...suites].map((name) => path.join(sources, name)),
    folder,
  );
  return path.join(folder, 'main.js');
}

/**
 * Bundles scripts that run in the extension host.
 * @param {string} project
 * @param {readonly string[]} entryPoints Absolute paths below `test/extension`.
 * @param {string} folder Where the bundles go; what was there is removed.
 */
export async function bundleForHost(project, entryPoints, folder) {
  // A suite that is gone from the sources must not run.
  await rm(folder, { recursive: true, force: true });
  await build({
    absWorkingDir: project,
    entryPoints: [...entryPoints],
    outbase: path.join(project, 'test', 'extension'),
    outdir: folder,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    // What two suites import must be one and the same.
    splitting: true,
    packages: 'external',
    external: ['vscode'],
    sourcemap: 'inline',
    logLevel: 'warning',
  });
}
