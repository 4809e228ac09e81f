/** Installs the editors named as arguments, or both: `node scripts/editor/install.mjs floor`. */
import { fileURLToPath } from 'node:url';

import { SetupFailure } from '../setup/failure.mjs';
import { runStep } from '../setup/progress.mjs';
import { installEditor } from './installEditor.mjs';

const project = fileURLToPath(new URL('../..', import.meta.url));
/** @type {import('./releases.mjs').ReleaseName[]} */
const names = ['current', 'floor'];
const chosen = process.argv.slice(2);

try {
  for (const name of names.filter((one) => chosen.length === 0 || chosen.includes(one))) {
    await runStep(process.stderr, `editor (${name})`, async (progress) => {
      const { version } = await installEditor(project, name, process.env, progress);
      return `Visual Studio Code ${version} is in place`;
    });
  }
} catch (error) {
  if (!(error instanceof SetupFailure)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
