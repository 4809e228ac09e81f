/** TensorFlow as a checkout's set-up puts it: in tfjs-node's package. */
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

import type { TensorflowFolder } from './machineFacts.js';

/** When and how large: differs between any two builds. @throws Error when there is no such file, or nothing in it */
const stamp = (file: string): string => {
  const { size, mtimeMs } = statSync(file);
  if (size === 0) throw new Error(`${file} is empty.`);
  return `${size}@${Math.round(mtimeMs)}`;
};

/**
 * Looks whether set-up has put TensorFlow's addon and library there.
 * @param checkout the folder that holds `dist` and `node_modules`
 */
export const findCheckoutTensorflow = (checkout: string): TensorflowFolder | null => {
  const folder = join(checkout, 'node_modules', '@tensorflow', 'tfjs-node');
  try {
    const libraries = join(folder, 'deps', 'lib');
    const library = readdirSync(libraries).find((name) =>
      /^(lib)?tensorflow(_cc)?\.(so|dll|dylib|\d)/.test(name),
    );
    if (library === undefined) return null;
    const files = [join(folder, 'lib', 'napi-v8', 'tfjs_binding.node'), join(libraries, library)];
    return { folder, version: files.map(stamp).join(' ') };
  } catch {
    return null;
  }
};
