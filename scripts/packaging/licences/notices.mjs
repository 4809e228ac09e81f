import licences from 'spdx-license-list/full.js';

import { licenceNames } from './allowed.mjs';

/** @typedef {import('./components.mjs').Component} Component */

const heavyLine = '='.repeat(80);
const lightLine = '-'.repeat(80);

/**
 * The text of `THIRD-PARTY-NOTICES.txt`.
 * @param {string} product What the notices are for, such as `Pretext Lab 0.1.0 for linux-x64`.
 * @param {readonly Component[]} components In the order in which they appear.
 */
export function noticesText(product, components) {
  const names = new Set(
    components.flatMap(({ licence, texts }) => (texts.length === 0 ? licenceNames(licence) : [])),
  );
  const standard = [...names].filter((name) => !name.startsWith('LicenseRef-')).sort();
  return [
    `${product} brings work of others.`,
    'Each entry names what it is, its licence in the words of SPDX, and whose it is, with the text that came along with it. Where no text came along, that of the licence is at the end, and the copyright lines of the entry belong above it.',
    ...replaceableLibraries(components),
    ...components.map(entry),
    ...standard.map((name) => `${heavyLine}\nText of ${name}\n${heavyLine}\n\n${textOf(name)}`),
  ].join('\n\n');
}

/**
 * What the lesser GNU licence wants to be told of libraries under it.
 * @param {readonly Component[]} components
 * @returns {string[]}
 */
function replaceableLibraries(components) {
  const carrier = components.find(
    ({ name, licence }) => name.startsWith('@img/') && licence.includes('LGPL-3.0-or-later'),
  );
  if (carrier === undefined) return [];
  const vips = components.find(({ name }) => name === 'libvips')?.version.split(',')[0];
  return [
    [
      `Under the GNU Lesser General Public License are libvips and some of the libraries inside it. They are in files of their own in dist/node_modules/${carrier.name}, unchanged as ${carrier.name} ${carrier.version} brings them, and may be replaced by changed ones with the same interface.`,
      `Their source: https://github.com/libvips/libvips/releases/tag/v${vips ?? ''} for libvips; https://github.com/lovell/sharp-libvips (and https://github.com/libvips/build-win64-mxe for Windows) for how it was built and where the source of every library inside it is had, in the versions listed below.`,
    ].join('\n'),
  ];
}

/** @param {Component} component */
function entry({ name, version, licence, copyrights, texts, notes }) {
  const head = [`${name} (${version})`, `Licence: ${licence}`, ...copyrights, ...notes].join('\n');
  return [`${heavyLine}\n${head}`, ...texts.map((text) => `${lightLine}\n${plain(text)}`)].join(
    '\n',
  );
}

/** Texts from Windows have other line ends, and some begin with a mark of their encoding. @param {string} text */
function plain(text) {
  return text
    .replace(/^\uFEFF/, '')
    .replace(/\r\n?/g, '\n')
    .trimEnd();
}

/** @param {string} name Of a licence, as SPDX names it. */
function textOf(name) {
  const licence = licences[name];
  if (licence === undefined) throw new Error(`There is no text of ${name}.`);
  return plain(licence.licenseText);
}
