import { join } from 'node:path';

import { packageTarget, type PackageReport } from '../../../scripts/packaging/packageTarget.mjs';
import { targetOfThisMachine } from '../../../scripts/packaging/targets.mjs';
import { tellSetup } from './tellSetup.js';

/** The package for this machine. */
export interface PackageHere {
  /** Absolute path. */
  readonly vsix: string;
  readonly report: PackageReport;
}

/**
 * Packages the built extension for this machine.
 * @param folder absolute path of where the package goes
 */
export const packageHere = async (
  project: string,
  folder: string,
  env: NodeJS.ProcessEnv = process.env,
): Promise<PackageHere> => {
  const target = targetOfThisMachine();
  if (target === null) throw new Error('No package is made for the platform of this machine.');
  const { say } = tellSetup('package');
  const report = await packageTarget({ project, target, isThisMachine: true, folder, env, say });
  return { vsix: join(folder, report.file), report };
};
