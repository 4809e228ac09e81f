/**
 * Bundles the engine, its loader worker, the command line, the benchmark, the editor extension and
 * its panel into `dist/`. Native packages stay outside: they find their own files by their place in
 * `node_modules`.
 */
import { chmod, cp, stat, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

import { build } from 'esbuild';

import { bundledPackages } from './scripts/packaging/bundledPackages.mjs';

const entryPoints = {
  engine: 'src/engine/main.ts',
  loader: 'src/engine/data/loaderWorker.ts',
  cli: 'src/cli.ts',
  bench: 'test/bench/main.ts',
  decodeBenchWorker: 'test/bench/decodeBenchWorker.ts',
};

/** Packages written for CommonJS use what a module does not have by itself. */
const commonJsForBundledPackages =
  "import { createRequire as makeRequire } from 'node:module';" +
  " import { dirname as folderOfBundle } from 'node:path';" +
  " import { fileURLToPath as pathOfBundle } from 'node:url';" +
  ' const require = makeRequire(import.meta.url);' +
  ' const __filename = pathOfBundle(import.meta.url);' +
  ' const __dirname = folderOfBundle(__filename);';

const projectFolder = fileURLToPath(new URL('.', import.meta.url));

/** @type {import('esbuild').BuildOptions & { metafile: true }} */
const everywhere = {
  absWorkingDir: projectFolder,
  outdir: 'dist',
  bundle: true,
  format: 'esm',
  sourcemap: true,
  metafile: true,
  logLevel: 'warning',
};

/**
 * zod can describe schemas as JSON Schema, a twelfth of the extension's bundle that nothing here asks
 * for. Schemas name these parts when they are made, and call them only to be described or
 * to tell their bounds, which the host does not ask for either.
 * @type {import('esbuild').Plugin}
 */
const withoutJsonSchema = {
  name: 'without-json-schema',
  setup: (bundling) => {
    bundling.onLoad(
      { filter: /zod[\\/]v4[\\/]core[\\/](to-json-schema|json-schema-processors)\.js$/ },
      () => ({
        contents:
          'const none = () => undefined;' +
          'module.exports = { createToJSONSchemaMethod: none, createStandardJSONSchemaMethod: none };',
      }),
    );
  },
};

/**
 * tfjs-node asks this package where its addon is, and the package looks beside the bundle. The engine
 * knows better (src/engine/backend/tensorflow.ts).
 * @type {import('esbuild').Plugin}
 */
const addonByTheEngine = {
  name: 'addon-by-the-engine',
  setup: (bundling) => {
    bundling.onLoad({ filter: /@mapbox[\\/]node-pre-gyp[\\/]lib[\\/]node-pre-gyp\.js$/ }, () => ({
      contents: 'exports.find = () => globalThis.pretextLabAddon;',
    }));
  },
};

/**
 * tfjs brings its backend for browsers along, a tenth of the engine's bundle, and asks it for nothing but
 * its version.
 * @type {import('esbuild').Plugin}
 */
const withoutWebgl = {
  name: 'without-webgl',
  setup: (bundling) => {
    bundling.onLoad({ filter: /@tensorflow[\\/]tfjs-backend-webgl[\\/].+\.js$/ }, () => ({
      contents: 'exports.version_webgl = undefined;',
    }));
  },
};

const builds = await Promise.all([
  build({
    ...everywhere,
    entryPoints,
    platform: 'node',
    target: 'node20',
    // tfjs-node's classes are functions, which can extend tfjs's only in the CommonJS builds.
    mainFields: ['main'],
    external: ['@julusian/jpeg-turbo', 'sharp', 'webgpu'],
    banner: { js: commonJsForBundledPackages },
    plugins: [addonByTheEngine, withoutWebgl],
  }),
  build({
    ...everywhere,
    entryPoints: {
      extension: 'src/extension.ts',
      // Loaded when it is asked for, which is rare.
      tensorflowInstaller: 'src/host/tensorflowEngine/installer.ts',
    },
    platform: 'node',
    target: 'node20',
    // Editors load a CommonJS bundle in a third of the time that a module takes them.
    format: 'cjs',
    outExtension: { '.js': '.cjs' },
    external: ['vscode'],
    minify: true,
    plugins: [withoutJsonSchema],
  }),
  build({
    ...everywhere,
    entryPoints: { panel: 'webview/main.ts' },
    platform: 'browser',
    target: 'chrome122',
    loader: { '.svg': 'text', '.css': 'text' },
    minify: true,
  }),
]);

for (const variant of ['', '-simd', '-threaded-simd']) {
  const name = `tfjs-backend-wasm${variant}.wasm`;
  const from = new URL(`node_modules/@tensorflow/tfjs-backend-wasm/dist/${name}`, import.meta.url);
  await cp(from, new URL(`dist/wasm/${name}`, import.meta.url));
}

/** For the notices of a package: whose code is in which bundle. */
const bundles = Object.assign({}, ...builds.map(({ metafile }) => bundledPackages(metafile)));
await writeFile(new URL('dist/bundles.json', import.meta.url), JSON.stringify(bundles, null, 2));

/**
 * What is loaded while the user waits has a budget, in bytes. The extension's rose by 20 kB when it had
 * to measure, choose, find and replace what it computes with: that is asked of it before the first run, and
 * loading it later would save a millisecond of the editor's start and cost a file. Another 5 kB are for the
 * Node that WebGPU needs.
 */
const budgets = { 'extension.cjs': 225_000, 'panel.js': 750_000 };
for (const [name, most] of Object.entries(budgets)) {
  const { size } = await stat(new URL(`dist/${name}`, import.meta.url));
  if (size < most) continue;
  throw new Error(
    `dist/${name} has ${size} bytes, and its budget is ${most}: leave something out, or raise the budget in esbuild.mjs.`,
  );
}
await chmod(new URL('dist/cli.js', import.meta.url), 0o755);
