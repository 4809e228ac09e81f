/** Training on WebGPU, on a graphics processor in software: slow, but correct. */
import { loadWebgpu } from '../../src/engine/backend/webgpu.js';
import { swiftShaderVariables } from '../support/swiftShader.js';
import { describeBackend } from './backendSuite.js';
import { loadKernels } from './kernelSets.js';

describeBackend({
  name: 'webgpu',
  load: async () => {
    Object.assign(process.env, await swiftShaderVariables());
    await loadKernels();
    await loadWebgpu({ isElectron: false });
  },
  reference: 'tensorflow',
  rotatedPx: 8,
  tolerance: 1e-5,
});
