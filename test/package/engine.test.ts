/** The engine of the package runs from an empty folder, in every Node that may be asked to run it. */
import { readFileSync } from 'node:fs';
import { cp, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { describe, expect, inject, it } from 'vitest';

import { targetOfThisMachine } from '../../scripts/packaging/targets.mjs';
import { runTool } from '../../scripts/setup/runTool.mjs';
import { createPackagedNode } from '../../src/host/packagedNode.js';
import { sizeOf } from '../../src/host/sizeOf.js';
import { defaultRunConfig } from '../../src/protocol/defaultConfig.js';
import { engineProtocolVersion } from '../../src/protocol/engineProtocol.js';
import { emptyEnvironment } from '../support/emptyEnvironment.js';
import { swiftShaderVariables } from '../support/swiftShader.js';
import { nodeVersions, provideNode } from './nodes.js';
import { packagedEngines, scratch, type StartedEngine } from './packagedEngine.js';

const sampleCount = 6;
const trainingCount = 16;
const hello = { protocolVersion: engineProtocolVersion };
const drawing = { count: sampleCount, seed: 1, sizePx: 64 };
const looking = { workers: 1, maxPixels: 1e6, maxFileBytes: 1e6 };

/** Draws images and decodes them again: libvips and a loader thread are at work. */
const drawAndLook = async ({ engine }: StartedEngine): Promise<void> => {
  await engine.client.call('hello', hello);
  const folder = join(await scratch(), 'images');
  const drawn = await engine.client.call('writeSampleImages', { ...drawing, folder });
  expect(drawn.written).toBe(sampleCount);
  const found = await engine.client.call('inspectFolder', { ...looking, folder });
  expect(found).toMatchObject({ readable: sampleCount, skipped: [] });
};

const train = async ({ engine }: StartedEngine, count = trainingCount): Promise<void> => {
  const folder = join(await scratch(), 'images');
  await engine.client.call('writeSampleImages', { ...drawing, folder, count });
  const config = defaultRunConfig('rotation', 'rotation-small', {
    ...{ epochs: 1, batchSize: 2, imageSizePx: 16, precision: 'float32', data: { workers: 1 } },
  });
  const result = await engine.client.call('pretrain', { folder, runsFolder: null, config });
  expect(result.outcome).toBe('completed');
  expect(result.step).toBeGreaterThan(1);
};

/** Loads what the engine can do without, and would not miss aloud. */
const loadOptionalParts = `
  import { createRequire } from 'node:module';
  import { pathToFileURL } from 'node:url';
  const [engine, names] = process.argv.slice(1);
  const require = createRequire(engine);
  for (const name of JSON.parse(names)) {
    const path = require.resolve(name);
    if (path.endsWith('.node') || name.startsWith('@julusian/')) require(path);
    else await import(pathToFileURL(path));
  }
  console.log('loaded');
`;

describe('the engine of a package', () => {
  const start = packagedEngines();

  describe.each(nodeVersions)('on Node %s', (version) => {
    it('draws images and decodes them', async () => {
      const nodePath = await provideNode(inject('projectFolder'), version);
      await drawAndLook(await start({ backend: 'wasm', nodePath }));
    });

    it('has native parts that load', async () => {
      const nodePath = await provideNode(inject('projectFolder'), version);
      const target = targetOfThisMachine();
      const names = [
        '@julusian/jpeg-turbo',
        ...(target?.dawnFolder === null ? [] : ['webgpu']),
        ...(target?.os === 'win32' ? [] : ['./native/pretextPixels.node']),
      ];
      const engine = join(inject('unpackedFolder'), 'dist', 'engine.js');
      const script = ['--input-type=module', '--eval', loadOptionalParts];
      const result = await runTool(nodePath, [...script, engine, JSON.stringify(names)], {
        env: emptyEnvironment(await scratch()),
      });
      expect(result.output).toBe('loaded\n');
      expect(result.code).toBe(0);
    });
  });

  it('trains', async () => {
    await train(await start({ backend: 'wasm' }));
  });

  // What a desktop editor does, whose own Node cannot run WebGPU.
  it('trains on WebGPU in the Node that the package brings', async () => {
    const node = createPackagedNode({
      extensionFolder: inject('unpackedFolder'),
      storageFolder: await scratch(),
      sizeOf,
      readText: (path) => readFileSync(path, 'utf8'),
      // Nothing has to be waited for.
      clock: { now: () => new Date(), after: () => ({ dispose: () => undefined }) },
    });
    await node.unpack();
    const nodePath = node.program() ?? '';
    const variables = await swiftShaderVariables();
    // Software in place of a graphics processor takes seconds for a step.
    await train(await start({ backend: 'webgpu', nodePath, variables }), 5);
  });

  it('runs without Dawn, and says so when it is asked for it', async () => {
    const extension = await scratch();
    await cp(inject('unpackedFolder'), extension, { recursive: true });
    await rm(join(extension, 'dist', 'node_modules', 'webgpu'), { recursive: true, force: true });
    await drawAndLook(await start({ extension, backend: 'wasm' }));
    const { engine } = await start({ extension, backend: 'webgpu' });
    const config = defaultRunConfig('rotation', undefined, {});
    await expect(engine.client.call('measureSpeed', { config })).rejects.toMatchObject({
      code: 'engineMissing',
      message: 'WebGPU is not part of this installation of Pretext Lab.',
    });
  });
});
