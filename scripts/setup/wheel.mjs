import { mkdir, rename, rm, symlink } from 'node:fs/promises';
import path from 'node:path';

import { nodeDisk, requireSpace } from '../../src/tensorflowLibrary/disk.mjs';
import { download, partialOf } from '../../src/tensorflowLibrary/download.mjs';
import { FetchFailure, reasonOf } from '../../src/tensorflowLibrary/fetchFailure.mjs';
import { isIntact, sizeOf } from '../../src/tensorflowLibrary/fileCheck.mjs';
import { findIndexFile } from '../../src/tensorflowLibrary/packageIndex.mjs';
import { unpackWheel } from '../../src/tensorflowLibrary/unpackWheel.mjs';
import { libraryPlace, neededBytes } from '../../src/tensorflowLibrary/wheels.mjs';
import { SetupFailure } from './failure.mjs';
import { sayFailure } from './sayFailure.mjs';

/** @typedef {import('../../src/tensorflowLibrary/wheels.mjs').Wheel} Wheel */

/** The C interface, and the few folders that its headers lead to: what native code is compiled with. */
const headerPatterns = [
  /^tensorflow\/include\/(tensorflow\/c\/.+)$/,
  /^tensorflow\/include\/((?:(?:tensorflow\/core|tsl)\/platform|xla\/tsl\/c|tensorflow\/core\/common_runtime\/next_pluggable_device\/c)\/[^/]+\.h)$/,
];

/** Names under which the linker looks for the libraries. */
const linkerNames = [
  ['libtensorflow.so', 'libtensorflow_cc.so.2'],
  ['libtensorflow_framework.so', 'libtensorflow_framework.so.2'],
];

/**
 * Where a file of the package goes.
 * @param {string} name Path inside the package.
 * @returns {string | null} Path below the tfjs-node package, or null when it is not needed.
 */
export function placeOf(name) {
  for (const pattern of headerPatterns) {
    const rest = pattern.exec(name)?.[1];
    if (rest !== undefined && !rest.split('/').includes('..')) return `deps/include/${rest}`;
  }
  return libraryPlace(name);
}

/**
 * Downloads the package, checks it, and unpacks library and headers in place of what was there.
 * @param {import('./tensorflow.mjs').TensorFlowSetup} setup
 * @param {Wheel} wheel
 * @param {import('./progress.mjs').Progress} progress
 * @throws {SetupFailure} With one sentence that says what to do.
 */
export async function installWheel(setup, wheel, progress) {
  const { paths } = setup;
  const archive = path.join(paths.downloads, wheel.file);
  const deps = path.join(paths.tfjsNode, 'deps');
  const partial = `${deps}.partial`;
  try {
    await mkdir(paths.downloads, { recursive: true });
    if (!(await isIntact(archive, wheel))) await fetchWheel(setup, wheel, archive, progress);
    await rm(partial, { recursive: true, force: true });
    await unpackWheel({
      archive,
      folder: partial,
      placeOf,
      onBytes: (done, total) =>
        progress.share(done / total, `unpacking ${Math.round(total / 1e6)} MB:`),
    });
    const unpacked = path.join(partial, 'deps');
    for (const [name, target] of linkerNames) {
      await symlink(/** @type {string} */ (target), path.join(unpacked, 'lib', name ?? ''));
    }
    await rm(deps, { recursive: true, force: true });
    await rename(unpacked, deps);
  } catch (error) {
    const said =
      error instanceof FetchFailure
        ? sayFailure(error.failure)
        : `The TensorFlow library could not be put into ${paths.tfjsNode}: ${reasonOf(error)}. Check that it can be written, then try again.`;
    throw new SetupFailure(said, { cause: error });
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
  await rm(archive, { force: true });
}

/**
 * @param {import('./tensorflow.mjs').TensorFlowSetup} setup
 * @param {Wheel} wheel
 * @param {string} archive
 * @param {import('./progress.mjs').Progress} progress
 */
async function fetchWheel({ paths, env, fetch }, wheel, archive, progress) {
  const here = await sizeOf(partialOf(archive));
  await requireSpace(nodeDisk, paths.downloads, neededBytes(wheel, here));
  progress.say(`looking up ${wheel.project} ${wheel.tensorflow}`);
  const { url, headers } = await findIndexFile(
    fetch,
    env['PIP_INDEX_URL'],
    wheel.project,
    wheel.file,
  );
  const megabytes = Math.round(wheel.bytes / 1e6);
  await download({
    fetch,
    url,
    headers,
    target: archive,
    expected: wheel,
    onBytes: (bytes) =>
      progress.share(
        bytes / wheel.bytes,
        `downloading ${wheel.project} ${wheel.tensorflow}, ${megabytes} MB:`,
      ),
  });
}
