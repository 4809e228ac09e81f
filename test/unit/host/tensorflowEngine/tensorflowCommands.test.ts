import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { SpokenError } from '../../../../src/host/spokenError.js';
import { createTensorflowCommands } from '../../../../src/host/tensorflowEngine/tensorflowCommands.js';
import { createTestClock, createTestLogger, english } from '../world.js';
import { createTensorflowWorld, playEngines, type TensorflowWorld } from './tensorflowWorld.js';

let world: TensorflowWorld;
beforeEach(async () => {
  world = await createTensorflowWorld();
  await mkdir(join(world.folder, 'dist'));
});
afterEach(async () => {
  await world.end();
});

/** Takes the place of the installer's bundle. */
const writeBundle = (code: string): Promise<void> =>
  writeFile(join(world.folder, 'dist', 'tensorflowInstaller.cjs'), code);

const commands = (change: { isTrusted?: boolean; obstacle?: string } = {}) => {
  const { isTrusted = true, obstacle = null } = change;
  const handlers = createTensorflowCommands(
    {
      extensionUri: { fsPath: world.folder },
      storageUri: { fsPath: world.storageFolder },
      words: english,
      clock: createTestClock(),
      log: createTestLogger(),
      tensorflow: {
        find: () => ({ state: 'absent', reason: null }),
        launch: playEngines({ imagesPerSecond: 1 }).launch,
        suspect: () => undefined,
        canInstall: () => true,
        addons: () => [],
        tellChange: () => undefined,
        onChange: () => ({ dispose: () => undefined }),
      },
      facts: () => ({ isTrusted, isVirtual: false }),
      engineObstacle: () => obstacle,
    },
    {
      platform: 'linux',
      architecture: 'x64',
      glibcVersion: () => '2.36',
      exists: () => true,
      fetch,
      environment: {},
    },
  );
  return {
    install: () => handlers['pretextLab.installTensorflowEngine']?.(),
    remove: () => handlers['pretextLab.removeTensorflowEngine']?.(),
  };
};

describe('the commands about TensorFlow', () => {
  it('load what they do when they are asked for, and once', async () => {
    const opened = commands();
    await writeBundle(
      `let opened = 0; exports.openInstaller = (services) => {
         opened += 1;
         return { install: async () => 'opened ' + opened + ' in ' + services.storageUri.fsPath, remove: async () => null };
       };`,
    );
    await expect(opened.remove()).resolves.toBeUndefined();
    const problem = `opened 1 in ${world.storageFolder}`;
    await expect(opened.install()).rejects.toThrow(new SpokenError(problem));
    await expect(opened.install()).rejects.toThrow(new SpokenError(problem));
  });

  it('install nothing without trust, or without an engine to try it with', async () => {
    await expect(commands({ isTrusted: false }).install()).rejects.toThrow(
      'What is installed is tried out by a program, so installing needs trust in this workspace.',
    );
    await expect(commands({ obstacle: 'No engine.' }).install()).rejects.toThrow('No engine.');
  });

  it('take no other bundle for the installer', async () => {
    await writeBundle('exports.somethingElse = 1;');
    await expect(commands().remove()).rejects.toThrow('belongs to another version');
  });
});
