/** An extension that has the editor's extension host say that it is Electron, as a desktop editor's is. */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { createVSIX } from '@vscode/vsce';

import type { Companion } from './openLab.js';

const manifest = {
  name: 'electron-player',
  publisher: 'tests',
  version: '1.0.0',
  engines: { vscode: '^1.90.0' },
  main: './main.js',
  activationEvents: ['*'],
};

/** The editor asks for this version too, and goes other ways where there is one: only the Lab is told. */
const main = `
exports.activate = () => {
  const get = () => (new Error().stack.includes('pretext-lab') ? '34.0.0' : undefined);
  Object.defineProperty(process.versions, 'electron', { get });
};
`;

/** @param folder absolute; made */
export const packElectronPlayer = async (folder: string): Promise<Companion> => {
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, 'package.json'), JSON.stringify(manifest));
  await writeFile(path.join(folder, 'main.js'), main);
  const packagePath = path.join(folder, 'electron-player.vsix');
  await createVSIX({
    ...{ cwd: folder, packagePath, dependencies: false },
    ...{ allowMissingRepository: true, skipLicense: true },
  });
  return { id: `${manifest.publisher}.${manifest.name}`, vsix: packagePath };
};
