/** Worker threads load JavaScript only, so tests bundle the TypeScript entry first, as the build does. */
import { createHash } from 'node:crypto';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';

import { build } from 'esbuild';

const projectFolder = fileURLToPath(new URL('../..', import.meta.url));
/** Inside the project, so that packages which stay outside the bundle resolve. */
const bundleFolder = `${projectFolder}node_modules/.cache/pretext-lab/workers`;

/**
 * Bundles a worker's entry.
 * @param entry path in the project, such as `src/engine/data/loaderWorker.ts`
 * @returns the bundle, named by its content
 */
export const bundleWorker = async (entry: string): Promise<URL> => {
  const { outputFiles } = await build({
    absWorkingDir: projectFolder,
    entryPoints: [entry],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    external: ['@julusian/jpeg-turbo', 'sharp'],
  });
  const text = outputFiles[0]?.text ?? '';
  const name = createHash('sha256').update(text).digest('hex').slice(0, 16);
  const file = `${bundleFolder}/${name}.js`;
  // Test files run side by side: each writes its own copy and renames it to the common name.
  const ownFile = `${file}.${process.pid}`;
  await mkdir(bundleFolder, { recursive: true });
  await writeFile(ownFile, text);
  await rename(ownFile, file);
  return pathToFileURL(file);
};
