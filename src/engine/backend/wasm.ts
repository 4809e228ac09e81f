/** WebAssembly: tfjs's backend for processors of every kind, on one thread. */
import * as tf from '@tensorflow/tfjs';

import { sentence } from '../../protocol/sentence.js';
import { LabError, reasonOf } from '../labError.js';
import type { Backend, BackendFiles } from './backend.js';
import { registerKernels } from './kernels/registerKernels.js';
import { wasmKernels } from './kernels/wasmKernels.js';

/** The part of tfjs's WebAssembly module that the Lab relies on (4.22.0; pinned). */
interface WasmModule {
  _malloc: (bytes: number) => number;
  readonly _free: (address: number) => void;
}

const moduleOf = (backend: object): WasmModule => {
  if ('wasm' in backend && isWasmModule(backend.wasm)) return backend.wasm;
  throw new Error('the backend of tfjs is not WebAssembly, or one of another version');
};

const isWasmModule = (value: unknown): value is WasmModule =>
  typeof value === 'object' && value !== null && '_malloc' in value && '_free' in value;

/**
 * WebAssembly addresses 4 GiB. Where they are used up tfjs gets the address 0, and would go on and
 * write there.
 */
const refuseAddressZero = (module: WasmModule): void => {
  // The first call puts the real function in the place of the one that calls it.
  module._free(module._malloc(1));
  const allocate = module._malloc;
  module._malloc = (bytes) => {
    const address = allocate(bytes);
    if (address !== 0) return address;
    throw new LabError(
      'outOfMemory',
      sentence(
        'WebAssembly has 4 GiB of memory, and this run needs more; start it with fewer images in a batch, or with another compute engine.',
      ),
    );
  };
};

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
    refuseAddressZero(moduleOf(tf.backend()));
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
