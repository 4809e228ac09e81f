import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { installationFolder } from '../../../../src/host/tensorflowEngine/installation.js';
import {
  createTensorflowEngines,
  type TensorflowEngines,
  type TensorflowEnginesOptions,
} from '../../../../src/host/tensorflowEngine/tensorflowEngines.js';
import { wheelFor } from '../../../../src/tensorflowLibrary/wheels.mjs';
import { sha256Of } from '../../../support/fakeWheel.js';
import { createTestLogger } from '../world.js';
import { createTensorflowWorld, playEngines, type TensorflowWorld } from './tensorflowWorld.js';

let world: TensorflowWorld;
beforeEach(async () => {
  world = await createTensorflowWorld();
});
afterEach(async () => {
  await world.end();
});

const logger = createTestLogger();
const create = (change: Partial<TensorflowEnginesOptions> = {}): TensorflowEngines =>
  createTensorflowEngines({
    storageFolder: world.storageFolder,
    extensionFolder: '/extension',
    engineFolder: () => null,
    launch: playEngines({ imagesPerSecond: 1 }).launch,
    logger,
    platform: 'linux',
    architecture: 'x64',
    exists: () => false,
    ...change,
  });

/** An installation of the real version, of a few bytes. */
const installTiny = async (): Promise<string> => {
  const wheel = wheelFor('linux', 'x64', true);
  if (wheel === null) throw new Error('there is no package');
  const folder = installationFolder(world.storageFolder, wheel.tensorflow);
  const files: Record<string, { bytes: number; sha256: string }> = {};
  const names = wheel.libraries.map((name) => `deps/lib/${name}`);
  for (const name of ['lib/napi-v8/tfjs_binding.node', ...names]) {
    const content = Buffer.from(`content of ${name}`);
    await mkdir(join(folder, name, '..'), { recursive: true });
    await writeFile(join(folder, name), content);
    files[name] = { bytes: content.length, sha256: sha256Of(content) };
  }
  const installedAt = '2026-01-02T03:04:05.000Z';
  const record = {
    formatVersion: 1,
    version: wheel.tensorflow,
    installedAt,
    files,
    unusable: null,
  };
  await writeFile(join(folder, 'installed.json'), JSON.stringify(record));
  return folder;
};

describe('the TensorFlow engine of a window', () => {
  it('is found where it was installed', async () => {
    const engines = create();
    expect(engines.find()).toEqual({ state: 'absent', reason: null });
    const folder = await installTiny();
    expect(engines.find()).toMatchObject({ state: 'installed', folder });
    expect(create({ platform: 'darwin' }).find()).toEqual({ state: 'absent', reason: null });
  });

  it('is read in full when it did not work, and not taken again if it is damaged', async () => {
    const folder = await installTiny();
    const engines = create();
    const library = join(folder, 'deps', 'lib', 'libtensorflow_cc.so.2');
    const content = await readFile(library);
    content[0] = (content[0] ?? 0) ^ 1;
    await writeFile(library, content);
    expect(engines.find().state).toBe('installed');
    engines.suspect();
    await expect.poll(() => logger.lines.at(-1)).toContain('is not the file that was installed');
    expect(engines.find()).toMatchObject({ state: 'broken', folder });
    // There is nothing to suspect any more.
    engines.suspect();
  });

  it('tells when it was installed or removed here', () => {
    const engines = create();
    let changes = 0;
    const listening = engines.onChange(() => (changes += 1));
    engines.tellChange();
    listening.dispose();
    engines.tellChange();
    expect(changes).toBe(1);
  });

  it('can be installed where there is a package and an addon', () => {
    const shipped = join('/extension', 'dist', 'native', 'tfjs_binding.node');
    const exists = (path: string): boolean => path === shipped;
    expect(create({ exists }).canInstall()).toBe(true);
    expect(create().canInstall()).toBe(false);
    expect(create({ exists, platform: 'win32' }).canInstall()).toBe(false);
    const engineFolder = () => '/checkout';
    expect(create({ engineFolder }).addons().slice(0, 3)).toEqual([
      shipped,
      join('/extension', 'node_modules/@tensorflow/tfjs-node/lib/napi-v8/tfjs_binding.node'),
      join('/checkout', 'dist', 'native', 'tfjs_binding.node'),
    ]);
  });
});
