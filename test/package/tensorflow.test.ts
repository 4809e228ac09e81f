import { cp, mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';

import { describe, expect, inject, it } from 'vitest';

import { defaultRunConfig } from '../../src/protocol/defaultConfig.js';
import { packagedEngines, scratch } from './packagedEngine.js';

describe('the engine of a package with a TensorFlow library that is added', () => {
  const start = packagedEngines();

  it('computes over the addon and the kernels of the package', async () => {
    const library = join(inject('projectFolder'), 'node_modules', '@tensorflow', 'tfjs-node');
    const tensorflowFolder = await scratch();
    const addon = join(tensorflowFolder, 'lib', 'napi-v8');
    await mkdir(addon, { recursive: true });
    const packaged = join(inject('unpackedFolder'), 'dist', 'native', 'tfjs_binding.node');
    await cp(packaged, join(addon, 'tfjs_binding.node'));
    await symlink(join(library, 'deps'), join(tensorflowFolder, 'deps'));

    const { engine, events } = await start({ backend: 'tensorflow', tensorflowFolder });
    const config = defaultRunConfig('rotation', undefined, {
      ...{ epochs: 1, batchSize: 8, imageSizePx: 16, precision: 'float32' },
    });
    const { imagesPerSecond } = await engine.client.call('measureSpeed', { config });
    expect(imagesPerSecond).toBeGreaterThan(0);
    // It would warn if it had to do without the kernels.
    expect(events).toEqual([]);
  });
});
