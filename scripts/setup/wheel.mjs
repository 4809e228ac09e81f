import { mkdir, open, rename, rm, statfs, symlink } from 'node:fs/promises';
import path from 'node:path';

import { download, isIntact } from './download.mjs';
import { SetupFailure, reasonOf } from './failure.mjs';
import { findIndexFile } from './packageIndex.mjs';
import { extractEntry, listZip } from './zip.mjs';

/**
 * A Python package that holds TensorFlow's library for one kind of machine.
 * @typedef {object} Wheel
 * @property {string} tensorflow Version.
 * @property {string} project Name in the package index.
 * @property {string} file
 * @property {number} bytes
 * @property {string} sha256
 */

/** Packages that were seen working, by platform and processor. */
const wheels = new Map([
  [
    'linux-x64',
    {
      tensorflow: '2.21.0',
      project: 'tensorflow-cpu',
      file: 'tensorflow_cpu-2.21.0-cp311-cp311-manylinux_2_27_x86_64.whl',
      bytes: 273_829_956,
      sha256: '2b847d217b02ee7731ed91431daf3250daa0196c3c94614d23be27232e6e5b6c',
    },
  ],
]);

/** Download, unpacked library and some air. */
const neededBytes = 1_300_000_000;

/** What the addon and the native kernels need, and the folder of `deps` that it goes to. */
const wanted = [
  { pattern: /^tensorflow\/(libtensorflow_(?:cc|framework)\.so\.2)$/, folder: 'lib' },
  // The C interface, and the few folders that its headers lead to.
  { pattern: /^tensorflow\/include\/(tensorflow\/c\/.+)$/, folder: 'include' },
  {
    pattern:
      /^tensorflow\/include\/((?:(?:tensorflow\/core|tsl)\/platform|xla\/tsl\/c|tensorflow\/core\/common_runtime\/next_pluggable_device\/c)\/[^/]+\.h)$/,
    folder: 'include',
  },
];

/** Names under which the linker looks for the libraries. */
const linkerNames = [
  ['libtensorflow.so', 'libtensorflow_cc.so.2'],
  ['libtensorflow_framework.so', 'libtensorflow_framework.so.2'],
];

/**
 * @param {string} platform As in `process.platform`.
 * @param {string} arch As in `process.arch`.
 * @param {boolean} glibc Whether the C library is the GNU one, for which the packages are built.
 * @returns {Wheel | null} Null when none is known to work there.
 */
export function wheelFor(platform, arch, glibc) {
  if (platform === 'linux' && !glibc) return null;
  return wheels.get(`${platform}-${arch}`) ?? null;
}

/**
 * Where a file of the package goes.
 * @param {string} name Path inside the package.
 * @returns {string | null} Path below the addon's `deps`, or null when it is not needed.
 */
export function placeOf(name) {
  for (const { pattern, folder } of wanted) {
    const rest = pattern.exec(name)?.[1];
    if (rest !== undefined && !rest.split('/').includes('..')) return `${folder}/${rest}`;
  }
  return null;
}

/**
 * Downloads the package, checks it, and unpacks library and headers in place of what was there.
 * @param {import('./tensorflow.mjs').TensorFlowSetup} setup
 * @param {Wheel} wheel
 * @param {import('./progress.mjs').Progress} progress
 */
export async function installWheel({ paths, env, fetch }, wheel, progress) {
  const archive = path.join(paths.downloads, wheel.file);
  await mkdir(paths.downloads, { recursive: true });
  if (!(await isIntact(archive, wheel))) {
    await requireSpace(paths.downloads);
    progress.say(`looking up ${wheel.project} ${wheel.tensorflow}`);
    const { url, headers } = await findIndexFile(
      fetch,
      env['PIP_INDEX_URL'],
      wheel.project,
      wheel.file,
    );
    const megabytes = Math.round(wheel.bytes / 1e6);
    await download(fetch, url, headers, archive, wheel, (share) =>
      progress.share(share, `downloading ${wheel.project} ${wheel.tensorflow}, ${megabytes} MB:`),
    );
  }
  const deps = path.join(paths.tfjsNode, 'deps');
  const partial = `${deps}.partial`;
  await rm(partial, { recursive: true, force: true });
  try {
    await unpack(archive, partial, progress);
    for (const [name, target] of linkerNames) {
      await symlink(/** @type {string} */ (target), path.join(partial, 'lib', name ?? ''));
    }
    await rm(deps, { recursive: true, force: true });
    await rename(partial, deps);
  } catch (error) {
    await rm(partial, { recursive: true, force: true });
    throw new SetupFailure(
      `${archive} could not be unpacked: ${reasonOf(error)}. Check that ${paths.tfjsNode} can be written and has 1 GB of free space, then try again.`,
      { cause: error },
    );
  }
  await rm(archive, { force: true });
}

/**
 * @param {string} archive
 * @param {string} folder
 * @param {import('./progress.mjs').Progress} progress
 */
async function unpack(archive, folder, progress) {
  const file = await open(archive);
  try {
    const chosen = (await listZip(file)).flatMap((entry) => {
      const place = placeOf(entry.name);
      return place === null || entry.name.endsWith('/') ? [] : [{ entry, place }];
    });
    const total = chosen.reduce((sum, { entry }) => sum + entry.bytes, 0);
    let done = 0;
    for (const { entry, place } of chosen) {
      await extractEntry(file, entry, path.join(folder, ...place.split('/')), (bytes) => {
        done += bytes;
        progress.share(done / total, `unpacking ${Math.round(total / 1e6)} MB:`);
      });
    }
  } finally {
    await file.close();
  }
}

/** @param {string} folder */
async function requireSpace(folder) {
  const { bavail, bsize } = await statfs(folder);
  const free = bavail * bsize;
  if (free < neededBytes) {
    throw new SetupFailure(
      `The TensorFlow library needs ${neededBytes / 1e9} GB of free space in ${folder}, which has ${(free / 1e9).toFixed(1)} GB: make room and try again.`,
    );
  }
}
