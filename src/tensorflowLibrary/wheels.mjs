/** Which published Python package holds TensorFlow's library for which kind of machine. */

/**
 * @typedef {object} Wheel
 * @property {string} tensorflow Version.
 * @property {string} project Name in the package index.
 * @property {string} file Name of the package's file.
 * @property {number} bytes Of that file.
 * @property {string} sha256 Of that file.
 * @property {readonly string[]} libraries Names of the libraries inside, which is also what the addon
 *   asks the system's loader for.
 * @property {number} libraryBytes Of the libraries, unpacked.
 * @property {string} glibc The oldest version of the C library that it runs on.
 */

/** Packages that were seen working, by platform and processor. @type {ReadonlyMap<string, Wheel>} */
const wheels = new Map([
  [
    'linux-x64',
    {
      tensorflow: '2.21.0',
      project: 'tensorflow-cpu',
      file: 'tensorflow_cpu-2.21.0-cp311-cp311-manylinux_2_27_x86_64.whl',
      bytes: 273_829_956,
      sha256: '2b847d217b02ee7731ed91431daf3250daa0196c3c94614d23be27232e6e5b6c',
      libraries: ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2'],
      libraryBytes: 853_308_936,
      glibc: '2.27',
    },
  ],
]);

/** Where the addon lies in a folder that is laid out as tfjs-node's package. */
export const addonPath = ['lib', 'napi-v8', 'tfjs_binding.node'];

/** Headers, file system overhead, and room to breathe. */
const airBytes = 150_000_000;

/**
 * @param {string} platform As in `process.platform`.
 * @param {string} arch As in `process.arch`.
 * @param {boolean} hasGlibc Whether the C library is the GNU one, for which the packages are built.
 * @returns {Wheel | null} Null when none is known to work there.
 */
export function wheelFor(platform, arch, hasGlibc) {
  if (platform === 'linux' && !hasGlibc) return null;
  return wheels.get(`${platform}-${arch}`) ?? null;
}

/**
 * Where a file of the package goes.
 * @param {string} name Path inside the package.
 * @returns {string | null} Path below a folder that is laid out as tfjs-node's package, or null for
 *   what is no library.
 */
export function libraryPlace(name) {
  const library = /^tensorflow\/(libtensorflow_(?:cc|framework)\.so\.2)$/.exec(name)?.[1];
  return library === undefined ? null : `deps/lib/${library}`;
}

/**
 * Free space that an installation needs while it is under way.
 * @param {Wheel} wheel
 * @param {number} downloadedBytes How much of the package is there already.
 */
export function neededBytes(wheel, downloadedBytes) {
  return Math.max(0, wheel.bytes - downloadedBytes) + wheel.libraryBytes + airBytes;
}

/**
 * Why the library of a package cannot run on a machine, as far as can be told without it.
 * @param {Wheel} wheel
 * @param {{ glibcVersion: string | null, cpuinfo: string | null }} machine `cpuinfo` is the text of
 *   /proc/cpuinfo; what is null is not known, and nothing is held against the machine then.
 * @returns {{ code: 'oldGlibc', has: string, needs: string } | { code: 'noAvx' } | null}
 */
export function whyUnfit(wheel, { glibcVersion, cpuinfo }) {
  if (glibcVersion !== null && isOlder(glibcVersion, wheel.glibc)) {
    return { code: 'oldGlibc', has: glibcVersion, needs: wheel.glibc };
  }
  const flags = cpuinfo === null ? null : /^flags\s*:(.*)$/m.exec(cpuinfo)?.[1];
  // The library is compiled with these instructions throughout, and ends its process without them.
  if (flags != null && !flags.split(/\s+/).includes('avx')) return { code: 'noAvx' };
  return null;
}

/** @param {string} version Such as `2.36`. @param {string} than */
function isOlder(version, than) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [thanMajor = 0, thanMinor = 0] = than.split('.').map(Number);
  return major < thanMajor || (major === thanMajor && minor < thanMinor);
}
