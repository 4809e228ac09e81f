/** Whose work a package brings, and under which terms. */
import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';

import { SetupFailure } from '../../setup/failure.mjs';
import { isAllowed } from './allowed.mjs';
import { copyrightOf, correctedLicence } from './knownPackages.mjs';
import { nativePartsOf } from './nativeParts.mjs';

/**
 * Something of others that a package brings.
 * @typedef {object} Component
 * @property {string} name
 * @property {string} version Or where it is from, when nobody says which version it is.
 * @property {string} licence In the words of SPDX.
 * @property {readonly string[]} copyrights Whose it is, where no text of its own says so.
 * @property {readonly string[]} texts Its own licence and notice files.
 * @property {readonly string[]} notes What else must be said of it.
 */

const termsFile = /^(?:licen[cs]e|notices?|copying|copyright)[^/]*$/i;

/**
 * The components of packages, and of the native code inside them, in the order of their names.
 * @param {readonly string[]} folders Absolute folders of the packages; doubles are taken once.
 * @param {readonly Component[]} [others] What is no package.
 * @returns {Promise<Component[]>}
 * @throws {SetupFailure} When one of them does not say its terms, or they are not among the allowed.
 */
export async function componentsOf(folders, others = []) {
  /** @type {Map<string, Component>} */
  const found = new Map();
  for (const folder of folders) {
    const component = await packageComponent(folder);
    for (const one of [component, ...(await nativePartsOf(component, folder))]) {
      found.set(`${one.name} ${one.version}`, one);
    }
  }
  const components = [...found.values(), ...others].sort((a, b) => (a.name < b.name ? -1 : 1));
  refuseUnknown(components);
  return components;
}

/**
 * The Node that a package brings. Its licence file names all that is compiled into it, with their terms.
 * @param {import('../plainNode.mjs').PlainNode} node
 * @returns {Component}
 */
export function nodeComponent({ facts, licence }) {
  return {
    name: 'Node.js',
    version: facts.version,
    licence: 'MIT',
    copyrights: [],
    texts: [licence],
    notes: ['The official program, unchanged, packed in dist/node/node.br.'],
  };
}

/** @param {string} folder @returns {Promise<Component>} */
async function packageComponent(folder) {
  const manifest = /** @type {{ name: string, version: string, license?: unknown }} */ (
    JSON.parse(await readFile(path.join(folder, 'package.json'), 'utf8'))
  );
  const { name, version } = manifest;
  const licence = correctedLicence(name) ?? manifest.license;
  const files = (await readdir(folder)).filter((file) => termsFile.test(file)).sort();
  const texts = await Promise.all(files.map((file) => readFile(path.join(folder, file), 'utf8')));
  const copyright = copyrightOf(name);
  if (texts.length === 0 && copyright === null) {
    throw new SetupFailure(
      `${name} ${version} brings no licence text, and scripts/packaging/licences/knownPackages.mjs does not say whose it is: look it up and add it there.`,
    );
  }
  return {
    name,
    version,
    licence: typeof licence === 'string' ? licence : 'none named',
    copyrights: texts.length === 0 && copyright !== null ? [copyright] : [],
    texts,
    notes: [],
  };
}

/**
 * @param {readonly Component[]} components
 * @throws {SetupFailure} When the terms of one are not among the allowed.
 */
export function refuseUnknown(components) {
  const refused = components.filter(({ licence }) => !isAllowed(licence));
  if (refused.length === 0) return;
  const list = refused.map(({ name, version, licence }) => `${name} ${version} (${licence})`);
  throw new SetupFailure(
    `The package would bring what scripts/packaging/licences/allowed.mjs does not allow: ${list.join(', ')}. Leave it out, or read its terms and add them there.`,
  );
}
