/** What is inside the native code and the WebAssembly of packages. */
import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';

import { SetupFailure } from '../../setup/failure.mjs';
import { compiledParts } from './compiledParts.mjs';
import { libvipsParts } from './libvipsParts.mjs';

/** @typedef {import('./components.mjs').Component} Component */

const compiledFile = /\.(?:node|dll|dylib|wasm|so(?:\.[\d.]+)?)$/;

/**
 * The components that are compiled into a package.
 * @param {Component} component The package itself.
 * @param {string} folder Absolute folder of the package, with what is shipped of it.
 * @returns {Promise<Component[]>}
 * @throws {SetupFailure} When the package has compiled files that nobody has looked into, or looked into
 *   in another version.
 */
export async function nativePartsOf(component, folder) {
  const files = await readdir(folder, { recursive: true });
  const compiled = files.filter((file) => compiledFile.test(file) && !isNested(file));
  if (compiled.length === 0) return [];
  const { name, version } = component;
  const from = `as part of ${name} ${version}`;
  const ofLibvips = compiled.some((file) => path.basename(file).startsWith('libvips'))
    ? await readLibvipsParts(folder, from)
    : [];
  if (name.startsWith('@img/sharp-libvips-')) return ofLibvips;
  const known = compiledParts.find(({ pattern }) => pattern.test(name));
  if (known?.version !== version) {
    throw new SetupFailure(
      `${name} ${version} brings compiled files (${compiled[0] ?? ''}), and scripts/packaging/licences/compiledParts.mjs ${known === undefined ? 'does not say' : `says only of ${known.version}`} what is in them: look it up and write it there.`,
    );
  }
  // What a package brings for other platforms is not shipped.
  const shipped = known.parts.filter(
    ({ only }) => only === undefined || compiled.some((file) => path.basename(file) === only),
  );
  const parts = await Promise.all(
    shipped.map(async ({ name: part, licence, copyrights = [], notes = [], textFile }) => ({
      name: part,
      version: from,
      licence,
      copyrights,
      notes,
      texts: textFile === undefined ? [] : [await readFirst(folder, files, textFile)],
    })),
  );
  return [...parts, ...ofLibvips];
}

/** @param {string} folder @param {string} from */
async function readLibvipsParts(folder, from) {
  const readme = await readFile(path.join(folder, 'README.md'), 'utf8');
  const versions = await readFile(path.join(folder, 'versions.json'), 'utf8');
  return libvipsParts(readme, versions, from);
}

/** Packages inside a package speak for themselves. @param {string} file */
function isNested(file) {
  return file.split(path.sep).includes('node_modules');
}

/** @param {string} folder @param {readonly string[]} files @param {string} name */
function readFirst(folder, files, name) {
  const file = files.find((one) => path.basename(one) === name);
  if (file === undefined) throw new SetupFailure(`${folder} has no ${name} any more.`);
  return readFile(path.join(folder, file), 'utf8');
}
