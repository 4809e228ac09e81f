/** Makes the package of one platform and proves that it is what it should be. */
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, realpath, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { SetupFailure } from '../setup/failure.mjs';
import { runTool, tailOf } from '../setup/runTool.mjs';
import { checkContents } from './checkContents.mjs';
import { ownNative } from './ownNative.mjs';
import { plainNode } from './plainNode.mjs';
import { platformPackages } from './platformPackages.mjs';
import { checkBudget, sizesByPart } from './sizes.mjs';
import { stage } from './stage.mjs';
import { unpackVsix } from './unpack.mjs';

/**
 * All files in a package bear this time, in seconds since 1970: its bytes must not depend on when it was
 * made. It is the first day of 2000.
 */
const timeOfFiles = 946_684_800;

/**
 * @typedef {object} PackageJob
 * @property {string} project Absolute path of the project folder, built.
 * @property {import('./targets.mjs').Target} target
 * @property {boolean} isThisMachine Whether the target is the platform of this machine; only then it gets
 *   native code of the project's own.
 * @property {string} folder Absolute path of where the package goes.
 * @property {NodeJS.ProcessEnv} env
 * @property {(text: string) => void} say Hears what takes long.
 */

/**
 * What was made; the same is written as JSON beside the package.
 * @typedef {object} PackageReport
 * @property {string} target
 * @property {string} file Name of the package.
 * @property {number} vsixBytes
 * @property {string} sha256
 * @property {import('./sizes.mjs').PartSize[]} parts
 * @property {import('./checkContents.mjs').Binary[]} binaries
 */

/** Where `npm run package` puts the packages. @param {string} project Absolute path of the project folder. */
export function packagesFolder(project) {
  return path.join(project, 'dist', 'packages');
}

/** @param {string} target Name of it. @returns {string} Name of its package. */
export function packageName(target) {
  return `pretext-lab-${target}.vsix`;
}

/**
 * Makes, unpacks and checks a package, and puts it in place only when it is right.
 * @param {PackageJob} job
 * @returns {Promise<PackageReport>}
 * @throws {SetupFailure} With what is wrong and what to do.
 */
export async function packageTarget(job) {
  const { project, target, isThisMachine, folder, env, say } = job;
  const packages = await platformPackages(project, target, env, say);
  const node = await plainNode(project, target, env, say);
  const nativeFiles = isThisMachine ? await ownNative(project, env, say) : new Map();
  const work = await mkdtemp(path.join(tmpdir(), 'pretext-lab-package-'));
  try {
    const staged = path.join(work, 'staged');
    await mkdir(staged);
    await stage({ project, folder: staged, target, platformPackages: packages, node, nativeFiles });
    const file = packageName(target.name);
    const vsix = path.join(work, file);
    await runVsce(project, staged, target.name, vsix, env);

    const unpacked = path.join(work, 'unpacked');
    const entries = await unpackVsix(vsix, unpacked);
    const privatePaths = [project, await realpath(path.join(project, 'node_modules')), work];
    const binaries = await checkContents(unpacked, target, nativeFiles.keys(), privatePaths);
    const content = await readFile(vsix);
    checkBudget(file, content.length);
    /** @type {PackageReport} */
    const report = {
      target: target.name,
      file,
      vsixBytes: content.length,
      sha256: createHash('sha256').update(content).digest('hex'),
      parts: sizesByPart(entries),
      binaries,
    };
    await putInPlace(folder, report, content);
    return report;
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/**
 * @param {string} project
 * @param {string} staged
 * @param {string} target
 * @param {string} vsix
 * @param {NodeJS.ProcessEnv} env
 */
async function runVsce(project, staged, target, vsix, env) {
  const program = path.join(project, 'node_modules', '@vscode', 'vsce', 'vsce');
  const flags = ['--no-dependencies', '--allow-missing-repository', '--no-rewrite-relative-links'];
  const result = await runTool(
    process.execPath,
    [program, 'package', '--target', target, ...flags, '--out', vsix],
    // A zip file holds local times, and they must be the same everywhere too.
    { cwd: staged, env: { ...env, SOURCE_DATE_EPOCH: String(timeOfFiles), TZ: 'UTC' } },
  );
  if (result.code === 0) return;
  throw new SetupFailure(
    `The package for ${target} could not be made: correct what vsce names.\n${tailOf(result.output, 30)}`,
  );
}

/** @param {string} folder @param {PackageReport} report @param {Buffer} content */
async function putInPlace(folder, report, content) {
  await mkdir(folder, { recursive: true });
  const vsix = path.join(folder, report.file);
  const partial = `${vsix}.partial-${process.pid}`;
  await writeFile(partial, content);
  await rename(partial, vsix);
  await writeFile(vsix.replace(/\.vsix$/, '.json'), `${JSON.stringify(report, null, 2)}\n`);
}
