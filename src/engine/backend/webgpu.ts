/** WebGPU: tfjs's backend for graphics processors, on Dawn. */
import * as tf from '@tensorflow/tfjs';

import { sentence } from '../../protocol/sentence.js';
import { LabError, reasonOf } from '../labError.js';
import type { Backend } from './backend.js';

/**
 * Makes WebGPU tfjs's backend. Call once per process.
 * @throws LabError `engineMissing` when there is no graphics processor that it can use
 */
export const loadWebgpu = async (): Promise<Backend> => {
  try {
    const { create, globals } = await import('webgpu');
    Object.assign(globalThis, globals);
    const gpu = create([]);
    Object.defineProperty(globalThis, 'navigator', { value: { gpu }, configurable: true });
    tf.env().set('IS_BROWSER', false);
    const adapter = await gpu.requestAdapter();
    if (adapter === null) throw new Error('no adapter was found');
    await import('@tensorflow/tfjs-backend-webgpu');
    if (!(await tf.setBackend('webgpu'))) throw new Error('tfjs did not take the backend');
    tf.enableProdMode();
    const { vendor, architecture, description } = adapter.info;
    return {
      name: 'webgpu',
      versions: { webgpu: tf.version_core, adapter: `${vendor} ${architecture}` },
      device: description === '' ? `${vendor} ${architecture}` : description,
      bfloat16Available: false,
      stepsInFlight: 16,
    };
  } catch (error) {
    throw new LabError(
      'engineMissing',
      sentence('No graphics processor can be used here ({0}).', reasonOf(error)),
      { cause: error },
    );
  }
};
