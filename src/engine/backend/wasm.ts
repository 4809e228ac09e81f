/** WebAssembly: tfjs's backend for processors of every kind, on one thread. */
import * as tf from '@tensorflow/tfjs';

import { sentence } from '../../protocol/sentence.js';
import { LabError, reasonOf } from '../labError.js';
import type { Backend, BackendFiles } from './backend.js';
import { registerKernels } from './kernels/registerKernels.js';
import { wasmKernels } from './kernels/wasmKernels.js';

/**
 * Makes WebAssembly tfjs's backend. Call once per process.
 * @throws LabError `engineMissing` when its modules cannot be loaded
 */
export const loadWasm = async ({
  wasmFolder,
}: Pick<BackendFiles, 'wasmFolder'>): Promise<Backend> => {
  try {
    const { setWasmPaths, version_wasm: version } = await import('@tensorflow/tfjs-backend-wasm');
    setWasmPaths(wasmFolder);
    if (!(await tf.setBackend('wasm'))) throw new Error('tfjs did not take the backend');
    tf.enableProdMode();
    registerKernels('wasm', wasmKernels);
    const hasSimd = (await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT')) === true;
    return {
      name: 'wasm',
      versions: { wasm: version, simd: String(hasSimd) },
      device: hasSimd ? 'WebAssembly, SIMD' : 'WebAssembly',
      bfloat16Available: false,
      stepsInFlight: 1,
      failed: null,
    };
  } catch (error) {
    throw new LabError(
      'engineMissing',
      sentence(
        'WebAssembly could not be loaded from {0} ({1}); install the extension again.',
        wasmFolder,
        reasonOf(error),
      ),
      { cause: error },
    );
  }
};
