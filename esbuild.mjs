/**
 * Bundles the engine, its loader worker, the command line and the benchmark into `dist/`.
 * Native packages stay outside: they find their own files by their place in `node_modules`.
 */
import { chmod } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

import { build } from 'esbuild';

const entryPoints = {
  engine: 'src/engine/main.ts',
  loader: 'src/engine/data/loaderWorker.ts',
  cli: 'src/cli.ts',
  bench: 'test/bench/main.ts',
  decodeBenchWorker: 'test/bench/decodeBenchWorker.ts',
};

/** Packages written for CommonJS call `require`, which a module does not have by itself. */
const requireForBundledPackages =
  "import { createRequire as makeRequire } from 'node:module';" +
  ' const require = makeRequire(import.meta.url);';

const projectFolder = fileURLToPath(new URL('.', import.meta.url));

await build({
  absWorkingDir: projectFolder,
  entryPoints,
  outdir: 'dist',
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  external: ['@julusian/jpeg-turbo', '@tensorflow/tfjs-node', '@tensorflow/tfjs', 'sharp'],
  banner: { js: requireForBundledPackages },
  sourcemap: true,
  logLevel: 'warning',
});

await chmod(new URL('dist/cli.js', import.meta.url), 0o755);
