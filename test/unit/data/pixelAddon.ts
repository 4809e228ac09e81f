import { fileURLToPath } from 'node:url';

/** Where set-up puts the compiled `src/engine/data/native`. */
export const addonPath = fileURLToPath(
  new URL('../../../dist/native/pretextPixels.node', import.meta.url),
);
