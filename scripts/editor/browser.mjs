import path from 'node:path';

import { chromium } from 'playwright-core';

/** Needed as root and where there is no display or graphics card; the rest keeps it off the network. */
export const browserArgs = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/**
 * Starts a browser without a window.
 * @param {string} program As `findChromium` gives it.
 */
export function launchBrowser(program) {
  return chromium.launch({ executablePath: program, headless: true, args: browserArgs });
}

/**
 * The address of the workbench on a folder.
 * @param {import('./codeServer.mjs').CodeServer} server
 * @param {string | null} folder Absolute path; null opens none.
 * @param {{ extension?: string, tests?: string }} [development] Absolute paths of an extension
 *   under development and of the script that runs its tests. They need a server with the driver.
 */
export function workbenchAddress(server, folder, { extension, tests } = {}) {
  const address = new URL(server.origin);
  if (folder === null) address.searchParams.set('ew', 'true');
  else address.searchParams.set('folder', folder);
  /** @param {string} file */
  const remote = (file) => `vscode-remote://${server.authority}${encodeURI(path.resolve(file))}`;
  const payload = [
    ...(extension === undefined ? [] : [['extensionDevelopmentPath', remote(extension)]]),
    ...(tests === undefined ? [] : [['extensionTestsPath', remote(tests)]]),
    ['skipWelcome', 'true'],
  ];
  address.searchParams.set('payload', JSON.stringify(payload));
  return address.href;
}

/** Whether a request stays on this machine. @param {string} url */
export function isLocal(url) {
  // Webviews name their resources by an address that a service worker answers.
  return /^(https?|wss?):\/\/(127\.0\.0\.1|localhost|[\w+.-]+\.vscode-resource\.vscode-cdn\.net)([:/]|$)|^(data|blob|about|vscode-remote):/.test(
    url,
  );
}
