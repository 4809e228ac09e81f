import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { findCompiler } from '../../../scripts/setup/compiler.mjs';
import {
  buildNativeKernels,
  buildNativePixels,
  kernelFlags,
} from '../../../scripts/setup/nativeKernels.mjs';
import { pathsOf } from '../../../scripts/setup/paths.mjs';

let project: string;
let compiler: string;

/** A compiler that writes its arguments into what it is asked to make, and fails on `broken`. */
const fakeCompiler = `#!${process.execPath}
const { readFileSync, writeFileSync } = require('node:fs');
const args = process.argv.slice(2);
if (args[0] === '--version') process.exit(0);
for (const source of args.filter((arg) => arg.endsWith('.cc'))) {
  if (readFileSync(source, 'utf8') === 'broken') {
    console.error(source + ': this is no C++');
    process.exit(1);
  }
}
writeFileSync(args[args.indexOf('-o') + 1], JSON.stringify(args));
`;

beforeEach(async () => {
  project = await mkdtemp(path.join(os.tmpdir(), 'pretext lab kernels '));
  compiler = path.join(project, 'fake c++.cjs');
  await writeFile(compiler, fakeCompiler);
  await chmod(compiler, 0o755);
  const { stamps } = pathsOf(project);
  await mkdir(stamps, { recursive: true });
  await writeFile(path.join(stamps, 'addon.json'), '{"facts":{},"files":{}}');
});
afterEach(async () => {
  await rm(project, { recursive: true });
});

async function writeSource(name: string, text: string) {
  const { kernelSources } = pathsOf(project);
  await mkdir(kernelSources, { recursive: true });
  await writeFile(path.join(kernelSources, name), text);
}

function build() {
  const progress = { say: () => undefined, share: () => undefined };
  return buildNativeKernels(pathsOf(project), { CXX: compiler }, progress);
}

describe('buildNativeKernels', () => {
  it('has nothing to do without sources', async () => {
    expect(await build()).toBe('nothing to build');
  });

  it('compiles all sources into one addon that finds the library by a relative path', async () => {
    await writeSource('pool.cc', 'pool');
    await writeSource('norm.cc', 'norm');
    await writeSource('shared.h', 'shared');
    expect(await build()).toBe('compiled');
    const args: unknown = JSON.parse(await readFile(pathsOf(project).kernels, 'utf8'));
    expect(args).toEqual(
      expect.arrayContaining([...kernelFlags, 'norm.cc', 'pool.cc', '-std=c++17']),
    );
    expect(args).not.toContain('shared.h');
    const library = path.join(project, 'node_modules', '@tensorflow', 'tfjs-node', 'deps', 'lib');
    expect(args).toContain(`-L${library}`);
    expect(args).toContainEqual(
      expect.stringMatching(
        /^-Wl,-rpath,(\$ORIGIN|@loader_path)\/\.\.\/\.\.\/node_modules\/@tensorflow\/tfjs-node\/deps\/lib$/,
      ),
    );
  });

  it('compiles again only when a source, a header, the library or the addon itself changed', async () => {
    const { kernels, stamps } = pathsOf(project);
    await writeSource('pool.cc', 'pool');
    await writeSource('shared.h', 'shared');
    expect(await build()).toBe('compiled');
    expect(await build()).toBe('in place');
    await writeSource('pool.cc', 'pooL');
    expect(await build()).toBe('compiled');
    await writeSource('shared.h', 'shareD');
    expect(await build()).toBe('compiled');
    await writeFile(path.join(stamps, 'addon.json'), '{"facts":{"a":"b"},"files":{}}');
    expect(await build()).toBe('compiled');
    await rm(kernels);
    expect(await build()).toBe('compiled');
    expect(await build()).toBe('in place');
  });

  it('is left out, and no older addon is kept, where TensorFlow is left out', async () => {
    await writeSource('pool.cc', 'pool');
    expect(await build()).toBe('compiled');
    await rm(path.join(pathsOf(project).stamps, 'addon.json'));
    expect(await build()).toBe('left out, as TensorFlow is');
    await expect(readFile(pathsOf(project).kernels)).rejects.toThrow('ENOENT');
  });

  it('goes on with a warning when the compiler fails, and keeps no older addon', async () => {
    await writeSource('pool.cc', 'pool');
    expect(await build()).toBe('compiled');
    await writeSource('pool.cc', 'broken');
    expect(await build()).toMatch(
      /^WARNING: not built, so training falls back to composed operations, which are slower\. .*pool\.cc: this is no C\+\+$/s,
    );
    await expect(readFile(pathsOf(project).kernels)).rejects.toThrow('ENOENT');
  });
});

describe('buildNativePixels', () => {
  const buildPixels = () => {
    const progress = { say: () => undefined, share: () => undefined };
    return buildNativePixels(pathsOf(project), { CXX: compiler }, progress);
  };

  it('compiles its own sources without TensorFlow, once', async () => {
    const { pixelSources, pixels, stamps } = pathsOf(project);
    await writeSource('pool.cc', 'pool');
    expect(await buildPixels()).toBe('nothing to build');
    await mkdir(pixelSources, { recursive: true });
    await writeFile(path.join(pixelSources, 'fit.cc'), 'fit');
    await rm(path.join(stamps, 'addon.json'));
    expect(await buildPixels()).toBe('compiled');
    const args = await readFile(pixels, 'utf8');
    expect(JSON.parse(args)).toEqual(expect.arrayContaining([...kernelFlags, 'fit.cc']));
    expect(args).not.toMatch(/tensorflow|rpath|pool\.cc/);
    expect(await buildPixels()).toBe('in place');
  });

  it('goes on with a warning when the compiler fails', async () => {
    const { pixelSources, pixels } = pathsOf(project);
    await mkdir(pixelSources, { recursive: true });
    await writeFile(path.join(pixelSources, 'fit.cc'), 'broken');
    expect(await buildPixels()).toMatch(/^WARNING: not built, so sharp decodes every image/);
    await expect(readFile(pixels)).rejects.toThrow('ENOENT');
  });
});

describe('findCompiler', () => {
  it('takes the one in CXX, with arguments too, and says so when it does not run', async () => {
    expect(await findCompiler({ CXX: compiler })).toEqual({ command: compiler, args: [] });
    const plain = `${process.execPath} --no-warnings`;
    expect(await findCompiler({ CXX: plain })).toEqual({
      command: process.execPath,
      args: ['--no-warnings'],
    });
    await expect(findCompiler({ CXX: '/nowhere/c++' })).rejects.toThrow(
      'The compiler named by CXX, /nowhere/c++, does not run',
    );
  });

  it('says how to get one when there is none', async () => {
    await expect(findCompiler({ PATH: project })).rejects.toThrow(
      /No C\+\+ compiler was found: install one .* or name it in CXX/,
    );
  });
});
