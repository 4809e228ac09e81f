import { statSync } from 'node:fs';

/** Size of a file in bytes, or null where there is none that can be looked at. */
export const sizeOf = (path: string): number | null => {
  try {
    return statSync(path).size;
  } catch {
    return null;
  }
};
