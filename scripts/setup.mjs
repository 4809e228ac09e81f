/** Sets the project up: `node scripts/setup.mjs`. A second call finds everything in place. */
import { fileURLToPath } from 'node:url';

import { SetupFailure } from './setup/failure.mjs';
import { setUp } from './setup/setUp.mjs';

const project = fileURLToPath(new URL('..', import.meta.url));

try {
  await setUp(project, process.env, process.stderr);
} catch (error) {
  if (!(error instanceof SetupFailure)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
