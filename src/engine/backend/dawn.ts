/** Dawn, which runs WebGPU outside a browser, as the package `webgpu` brings it. */
import { sentence, type Sentence } from '../../protocol/sentence.js';
import { LabError, reasonOf } from '../labError.js';
import { systemCode } from '../systemCode.js';

/** Why Dawn cannot be loaded, and what to do where anything can be done. */
export const whyNotLoaded = (error: unknown): Sentence => {
  const code = systemCode(error);
  if (code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND') {
    return sentence('WebGPU is not part of this installation of Pretext Lab.');
  }
  const message = error instanceof Error ? error.message : '';
  const glibc = /version [`']GLIBC_([\d.]+)' not found/.exec(message)?.[1];
  if (glibc !== undefined) {
    return sentence('WebGPU needs version {0} or later of the C library glibc.', glibc);
  }
  return sentence(
    'The library of WebGPU cannot be loaded ({0}); on Windows it needs the Microsoft Visual C++ Redistributable.',
    reasonOf(error),
  );
};

/**
 * Gives tfjs what a browser would: the interface's constants, and `navigator.gpu`.
 * @throws LabError `engineMissing` where Dawn does not load
 */
export const provideGpu = async (): Promise<GPU> => {
  try {
    const { create, globals } = await import('webgpu');
    Object.assign(globalThis, globals);
    const gpu = create([]);
    Object.defineProperty(globalThis, 'navigator', { value: { gpu }, configurable: true });
    return gpu;
  } catch (error) {
    throw new LabError('engineMissing', whyNotLoaded(error), { cause: error });
  }
};
