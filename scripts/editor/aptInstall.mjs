import { readFile } from 'node:fs/promises';

import { runTool } from '../setup/runTool.mjs';

/** Whether packages can be installed here without asking anybody: as root, on Debian or Ubuntu. */
export async function canInstall() {
  return process.getuid?.() === 0 && (await isDebian());
}

async function isDebian() {
  try {
    return /^ID(_LIKE)?=.*\b(debian|ubuntu)\b/m.test(await readFile('/etc/os-release', 'utf8'));
  } catch {
    return false;
  }
}

/**
 * Installs a package, or fails to: whether it is there then is for the caller to see.
 * @param {string} name
 * @param {NodeJS.ProcessEnv} env
 * @param {typeof runTool} [run]
 * @returns {Promise<string>} What apt-get said.
 */
export async function aptInstall(name, env, run = runTool) {
  const quietly = { env: { ...env, DEBIAN_FRONTEND: 'noninteractive' } };
  // A stale list of packages names files that are gone; without the network the list may still do.
  const update = await run('apt-get', ['update', '-qq'], quietly);
  const install = await run(
    'apt-get',
    ['install', '--yes', '--no-install-recommends', name],
    quietly,
  );
  return install.code === 0 ? install.output : `${update.output}\n${install.output}`;
}
