/** Backends in the test's own process. */
import { fileURLToPath } from 'node:url';

import type { Backend, BackendFiles } from '../../src/engine/backend/backend.js';

const inProject = (path: string): string =>
  fileURLToPath(new URL(`../../${path}`, import.meta.url));

export const backendFiles: BackendFiles = {
  tensorflowFolder: inProject('node_modules/@tensorflow/tfjs-node'),
  nativeKernels: inProject('dist/native/pretextKernels.node'),
  wasmFolder: inProject('dist/wasm/'),
  isElectron: false,
};

/** What the engine knows of TensorFlow; tests load that by `loadKernels`. */
export const tensorflowBackend: Backend = {
  name: 'tensorflow',
  versions: { tensorflow: '2.0.0', nativeKernels: 'true' },
  device: 'TensorFlow 2.0.0',
  bfloat16Available: true,
  stepsInFlight: 1,
  failed: null,
};
