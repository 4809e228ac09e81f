/** The tensors of a checkpoint as parameters take them. */
import type { LoadedCheckpoint } from './checkpoint.js';

/** @returns the float32 tensors by name */
export const float32Tensors = (
  checkpoint: LoadedCheckpoint,
): Map<string, { readonly shape: readonly number[]; readonly data: Float32Array }> => {
  const tensors = new Map<string, { shape: readonly number[]; data: Float32Array }>();
  for (const [name, { shape, data }] of checkpoint.tensors) {
    if (data instanceof Float32Array) tensors.set(name, { shape, data });
  }
  return tensors;
};
