/**
 * Makes the packages that are installed into an editor: `node scripts/package.mjs` one for every platform,
 * `--target linux-x64` one, `--target current` that of this machine. The project must be built.
 */
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { packagesFolder, packageTarget } from './packaging/packageTarget.mjs';
import { sizesTable } from './packaging/sizes.mjs';
import { chosenTargets, targetOfThisMachine } from './packaging/targets.mjs';
import { SetupFailure } from './setup/failure.mjs';
import { runStep } from './setup/progress.mjs';

const project = fileURLToPath(new URL('..', import.meta.url));

try {
  const { values } = parseArgs({ options: { target: { type: 'string', multiple: true } } });
  const current = targetOfThisMachine();
  const folder = packagesFolder(project);
  /** @type {import('./packaging/packageTarget.mjs').PackageReport[]} */
  const reports = [];
  for (const target of chosenTargets(values.target ?? [], current)) {
    await runStep(process.stderr, target.name, async ({ say }) => {
      const isThisMachine = target === current;
      reports.push(
        await packageTarget({ project, target, isThisMachine, folder, env: process.env, say }),
      );
      return 'made and checked';
    });
  }
  console.log(`${sizesTable(reports)}\n\nThe packages are in ${folder}`);
} catch (error) {
  if (!(error instanceof SetupFailure)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
