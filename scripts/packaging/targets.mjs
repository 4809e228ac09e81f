import { SetupFailure } from '../setup/failure.mjs';

/**
 * A platform that has a package of its own.
 * @typedef {object} Target
 * @property {string} name As the editor and `vsce` name it.
 * @property {'linux' | 'darwin' | 'win32'} os As in `process.platform`.
 * @property {'x64' | 'arm64'} cpu As in `process.arch`.
 * @property {boolean} musl Whether its C library is musl, as on Alpine, and not glibc.
 * @property {readonly string[]} packages Native packages that are for this platform only.
 * @property {string} jpegFolder Folder of its binaries in `@julusian/jpeg-turbo/prebuilds`.
 * @property {string | null} dawnFolder Folder of its binaries in `webgpu/dist`; null where there are
 *   none: Dawn needs glibc.
 */

/** @type {readonly Target[]} */
export const targets = [
  target('linux-x64', 'linux', 'x64'),
  target('linux-arm64', 'linux', 'arm64'),
  target('darwin-arm64', 'darwin', 'arm64'),
  target('darwin-x64', 'darwin', 'x64'),
  target('win32-x64', 'win32', 'x64'),
  target('win32-arm64', 'win32', 'arm64'),
  target('alpine-x64', 'linux', 'x64', true),
];

/**
 * @param {string} name
 * @param {Target['os']} os
 * @param {Target['cpu']} cpu
 * @param {boolean} [musl]
 * @returns {Target}
 */
function target(name, os, cpu, musl = false) {
  const sharp = `${os}${musl ? 'musl' : ''}-${cpu}`;
  return {
    name,
    os,
    cpu,
    musl,
    // The one for Windows brings libvips itself.
    packages: [`@img/sharp-${sharp}`, ...(os === 'win32' ? [] : [`@img/sharp-libvips-${sharp}`])],
    jpegFolder: `jpeg-turbo-${os}-${cpu}${musl ? '-musl' : ''}`,
    dawnFolder: musl ? null : os === 'darwin' ? 'darwin-universal' : `${os}-${cpu}`,
  };
}

/**
 * The platform of a machine.
 * @param {string} platform As in `process.platform`.
 * @param {string} arch As in `process.arch`.
 * @param {boolean} glibc Whether programs there use the GNU C library; asked on Linux only.
 * @returns {Target | null} Null where no package is made for it.
 */
export function targetOf(platform, arch, glibc) {
  const musl = platform === 'linux' && !glibc;
  return (
    targets.find(
      ({ os, cpu, musl: isMusl }) => os === platform && cpu === arch && isMusl === musl,
    ) ?? null
  );
}

/**
 * The platform of this machine.
 * @returns {Target | null} Null where no package is made for it.
 */
export function targetOfThisMachine() {
  const report = /** @type {{ header?: { glibcVersionRuntime?: string } }} */ (
    process.report.getReport()
  );
  const glibc = report.header?.glibcVersionRuntime !== undefined;
  return targetOf(process.platform, process.arch, glibc);
}

/**
 * The targets that somebody asks for.
 * @param {readonly string[]} names Of targets, or `current` for this machine's; all when empty.
 * @param {Target | null} current This machine's.
 * @returns {readonly Target[]}
 * @throws {SetupFailure} When there is no such target.
 */
export function chosenTargets(names, current) {
  if (names.length === 0) return targets;
  return names.map((name) => {
    const found = name === 'current' ? current : targets.find((known) => known.name === name);
    if (found !== null && found !== undefined) return found;
    const known = targets.map((each) => each.name).join(', ');
    throw new SetupFailure(
      name === 'current'
        ? `No package is made for this machine, ${process.platform} ${process.arch}: choose one of ${known}.`
        : `There is no target ${name}: choose one of ${known}, or current.`,
    );
  });
}
