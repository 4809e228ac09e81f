/** Training on TensorFlow. */
import { describeBackend } from './backendSuite.js';
import { loadKernels } from './kernelSets.js';

describeBackend({
  name: 'tensorflow',
  load: loadKernels,
  reference: 'cpu',
  rotatedPx: 8,
  tolerance: 1e-5,
});
