/** Loads the backend that this process computes with. */
import type { BackendName } from '../../protocol/backend.js';
import { sentence, type Sentence } from '../../protocol/sentence.js';
import type { Backend, BackendFiles } from './backend.js';
import { registerKernels, tensorflowKernels } from './kernels/registerKernels.js';
import { loadTensorflow } from './tensorflow.js';
import { loadWasm } from './wasm.js';
import { loadWebgpu } from './webgpu.js';

const openTensorflow = async (
  files: BackendFiles,
  warn: (message: Sentence) => void,
): Promise<Backend> => {
  const tensorflow = await loadTensorflow(files);
  registerKernels('tensorflow', tensorflowKernels(tensorflow));
  const { loaded } = tensorflow.nativeKernels;
  if (!loaded) {
    warn(
      sentence(
        "The Lab's own kernels are not built, so training uses TensorFlow's, which are slower; run `npm run setup` in the folder of Pretext Lab to build them.",
      ),
    );
  }
  return {
    name: 'tensorflow',
    versions: { tensorflow: tensorflow.version, nativeKernels: String(loaded) },
    device: `TensorFlow ${tensorflow.version}`,
    bfloat16Available: true,
    stepsInFlight: 1,
    failed: null,
  };
};

/**
 * Makes a backend the one of tfjs in this process, with the Lab's kernels for it. Call once per
 * process.
 * @throws LabError `engineMissing` when it does not work here
 */
export const loadBackend = async (
  name: BackendName,
  files: BackendFiles,
  warn: (message: Sentence) => void,
): Promise<Backend> => {
  switch (name) {
    case 'tensorflow':
      return openTensorflow(files, warn);
    case 'webgpu':
      return loadWebgpu(files);
    case 'wasm':
      return loadWasm(files);
  }
};
