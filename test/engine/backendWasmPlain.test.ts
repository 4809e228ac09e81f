/** Training on WebAssembly where the processor or Node has no vector instructions for it. */
import * as tf from '@tensorflow/tfjs';
import { expect } from 'vitest';

import { loadWasm } from '../../src/engine/backend/wasm.js';
import { backendFiles } from './backends.js';
import { describeBackend } from './backendSuite.js';
import { loadKernels } from './kernelSets.js';

describeBackend({
  name: 'wasm',
  load: async () => {
    await loadKernels();
    // The flag is known once the backend is.
    await import('@tensorflow/tfjs-backend-wasm');
    tf.env().set('WASM_HAS_SIMD_SUPPORT', false);
    const { device, versions } = await loadWasm(backendFiles);
    expect(device).toBe('WebAssembly');
    expect(versions['simd']).toBe('false');
  },
  reference: 'tensorflow',
  rotatedPx: 16,
  tolerance: 1e-5,
});
