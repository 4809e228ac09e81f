/** WebGPU: tfjs's backend for graphics processors, on Dawn. */
import * as tf from '@tensorflow/tfjs';

import { sentence, type SentenceValue } from '../../protocol/sentence.js';
import { LabError, reasonOf } from '../labError.js';
import type { Backend, BackendFiles } from './backend.js';
import { provideGpu } from './dawn.js';
import { registerKernels } from './kernels/registerKernels.js';
import { webgpuBackend } from './kernels/webgpu/program.js';
import { webgpuKernels } from './kernels/webgpu/webgpuKernels.js';

/** Steps whose figures may be read together. */
const stepsInFlight = 16;
/**
 * Programs that are handed to the processor at once: more than a step of a small preset has (176).
 * Each hand-over costs time on both sides; memory of what was disposed is given back only then.
 */
const programsPerSubmission = 256;
const softwareVendors = /swiftshader|llvmpipe|basic render/i;

const openGpu = async (): Promise<GPUAdapterInfo> => {
  const gpu = await provideGpu();
  tf.env().set('IS_BROWSER', false);
  const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
  if (adapter !== null) return adapter.info;
  throw new LabError(
    'engineMissing',
    sentence('No graphics processor was found here; if there is one, its driver may be missing.'),
  );
};

const notEnoughMemory = (detail: SentenceValue): LabError =>
  new LabError(
    'outOfMemory',
    sentence(
      'The graphics processor has not enough memory for this run ({0}); start it with fewer images in a batch.',
      detail,
    ),
  );

/**
 * Dawn takes a buffer that is too large for an error in the program, and goes on with one that is none.
 */
const refuseLargeBuffers = (device: GPUDevice): void => {
  const { maxBufferSize, maxStorageBufferBindingSize } = device.limits;
  const most = Math.min(maxBufferSize, maxStorageBufferBindingSize);
  const create = device.createBuffer.bind(device);
  device.createBuffer = (wanted) => {
    if (wanted.size > most) {
      const megabytes = (bytes: number): number => Math.round(bytes / 1e6);
      throw notEnoughMemory(
        sentence('{0} MB in one piece, of at most {1}', megabytes(wanted.size), megabytes(most)),
      );
    }
    return create(wanted);
  };
};

/** Rejects when the processor has gone or has no memory left; never resolves. */
const watchDevice = (device: GPUDevice): Promise<never> => {
  const failed = new Promise<never>((_, reject) => {
    void device.lost.then(({ message }) => {
      reject(
        new LabError(
          'deviceLost',
          sentence('The graphics processor stopped working ({0}).', message),
        ),
      );
    });
    device.addEventListener('uncapturederror', ({ error }) => {
      reject(
        error instanceof GPUOutOfMemoryError
          ? notEnoughMemory(error.message)
          : new LabError(
              'deviceLost',
              sentence('The graphics processor refused a command ({0}).', error.message),
            ),
      );
    });
  });
  // Who computes just then sees it; at other times nobody has to.
  failed.catch(() => undefined);
  return failed;
};

/**
 * Makes WebGPU tfjs's backend. Call once per process.
 * @throws LabError `engineMissing` when Dawn does not load, or finds no graphics processor that it can use
 */
export const loadWebgpu = async ({
  isElectron,
}: Pick<BackendFiles, 'isElectron'>): Promise<Backend> => {
  if (isElectron) {
    throw new LabError(
      'engineMissing',
      sentence(
        'WebGPU does not work with the Node.js inside a desktop editor; install Node.js 20.19 or later, or name one in the setting pretextLab.nodePath.',
      ),
    );
  }
  try {
    const { vendor, architecture, device, description } = await openGpu();
    await import('@tensorflow/tfjs-backend-webgpu');
    if (!(await tf.setBackend('webgpu'))) throw new Error('tfjs did not take the backend');
    tf.enableProdMode();
    tf.env().set('WEBGPU_DEFERRED_SUBMIT_BATCH_SIZE', programsPerSubmission);
    registerKernels('webgpu', webgpuKernels);
    const { device: processor } = webgpuBackend();
    refuseLargeBuffers(processor);
    const words = [vendor, architecture, device, description].filter((word) => word !== '');
    const name = words.at(-1) ?? '?';
    return {
      name: 'webgpu',
      versions: { webgpu: tf.version_core, adapter: words.join(', ') },
      device: softwareVendors.test(words.join()) ? `${name} (software)` : name,
      bfloat16Available: false,
      stepsInFlight,
      failed: watchDevice(processor),
    };
  } catch (error) {
    if (error instanceof LabError) throw error;
    throw new LabError(
      'engineMissing',
      sentence('No graphics processor can be used here ({0}).', reasonOf(error)),
      { cause: error },
    );
  }
};
