/** What a network can be computed with. */
import * as z from 'zod';

export const backendNameSchema = z.enum(['tensorflow', 'webgpu', 'wasm']);
/**
 * `tensorflow`: TensorFlow's native library on the processor; `webgpu`: the graphics processor, over
 * Vulkan, Metal or Direct3D 12; `wasm`: WebAssembly on one thread, which works everywhere.
 */
export type BackendName = z.infer<typeof backendNameSchema>;

export const computeEngineSchema = z.enum(['auto', ...backendNameSchema.options]);
/** What the user asks for; `auto` is the fastest backend that works on the machine. */
export type ComputeEngine = z.infer<typeof computeEngineSchema>;

export const usedBackendSchema = z.object({
  name: backendNameSchema,
  /** In the backend's own words; empty where nobody noted it. */
  device: z.string(),
});
/** A backend with the device that it computes on. */
export type UsedBackend = z.infer<typeof usedBackendSchema>;

/** Names that are the same in every language. */
export const backendTitles: Readonly<Record<BackendName, string>> = {
  tensorflow: 'TensorFlow',
  webgpu: 'WebGPU',
  wasm: 'WebAssembly',
};

/** `WebGPU (Some Graphics)`; a device that names its backend itself stands alone. */
export const backendText = ({ name, device }: UsedBackend): string => {
  const title = backendTitles[name];
  if (device === '') return title;
  return device.startsWith(title) ? device : `${title} (${device})`;
};
