/** What a network can be computed with. */
import * as z from 'zod';

export const backendNameSchema = z.enum(['tensorflow', 'webgpu', 'wasm']);
/**
 * `tensorflow`: TensorFlow's native library on the processor; `webgpu`: the graphics processor, over
 * Vulkan, Metal or Direct3D 12; `wasm`: WebAssembly on one thread, which works everywhere.
 */
export type BackendName = z.infer<typeof backendNameSchema>;
