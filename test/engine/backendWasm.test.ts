/** Training on WebAssembly. */
import { loadWasm } from '../../src/engine/backend/wasm.js';
import { backendFiles } from './backends.js';
import { describeBackend } from './backendSuite.js';
import { loadKernels } from './kernelSets.js';

describeBackend({
  name: 'wasm',
  load: async () => {
    await loadKernels();
    await loadWasm(backendFiles);
  },
  reference: 'tensorflow',
  rotatedPx: 16,
  tolerance: 1e-5,
});
