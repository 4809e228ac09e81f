/** Training on WebGPU, on a graphics processor in software: slow, but correct. */
import { loadWebgpu } from '../../src/engine/backend/webgpu.js';
import { describeBackend } from './backendSuite.js';
import { loadKernels } from './kernelSets.js';

describeBackend({
  name: 'webgpu',
  load: async () => {
    await loadKernels();
    await loadWebgpu();
  },
  reference: 'tensorflow',
  tolerance: 1e-5,
});
