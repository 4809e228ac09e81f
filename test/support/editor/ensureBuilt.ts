import { execFile } from 'node:child_process';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** What goes into `dist/`, and what comes out of it last. */
const sources = [
  ...['src', 'webview', 'esbuild.mjs', 'package.json', 'package-lock.json'],
  'scripts/packaging/bundledPackages.mjs',
];
const bundles = ['extension.cjs', 'panel.js', 'engine.js', 'loader.js', 'cli.js', 'bundles.json'];

/**
 * Builds `dist/` unless it is newer than every source: a build while another test reads a bundle
 * would hand it half a file.
 */
export const ensureBuilt = async (project: string): Promise<void> => {
  const changed = Math.max(
    ...(await Promise.all(sources.map((name) => newest(join(project, name))))),
  );
  const built = Math.min(
    ...(await Promise.all(bundles.map((name) => modifiedMs(join(project, 'dist', name))))),
  );
  if (built > changed) return;
  await promisify(execFile)(process.execPath, ['esbuild.mjs'], { cwd: project });
};

/** When a file, or anything inside a folder, changed last. */
const newest = async (path: string): Promise<number> => {
  if (!(await stat(path)).isDirectory()) return modifiedMs(path);
  const entries = await readdir(path, { recursive: true });
  return Math.max(...(await Promise.all(entries.map((name) => modifiedMs(join(path, name))))));
};

/** Zero when there is no such file. */
const modifiedMs = async (file: string): Promise<number> => {
  try {
    return (await stat(file)).mtimeMs;
  } catch {
    return 0;
  }
};
