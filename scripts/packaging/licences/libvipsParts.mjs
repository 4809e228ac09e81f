import { SetupFailure } from '../../setup/failure.mjs';

/** @typedef {import('./components.mjs').Component} Component */

/**
 * The terms in the table of libvips's README, in the words of SPDX.
 * @type {ReadonlyMap<string, string>}
 */
const terms = new Map([
  ['BSD 2-Clause', 'BSD-2-Clause'],
  ['BSD 2-Clause + Alliance for Open Media Patent License 1.0', 'BSD-2-Clause'],
  ['BSD 3-Clause', 'BSD-3-Clause'],
  ['New BSD License', 'BSD-3-Clause'],
  ['MIT License', 'MIT'],
  ['Mozilla Public License 1.1', 'MPL-1.1'],
  ['LGPLv3', 'LGPL-3.0-or-later'],
  ['fontconfig License (BSD-like)', 'HPND-sell-variant'],
  ['freetype License (BSD-like)', 'FTL'],
  ['libpng License', 'libpng-2.0'],
  ['libtiff License (BSD-like)', 'libtiff'],
  ['zlib License', 'Zlib'],
  ['zlib License, IJG License, BSD 3-Clause', 'Zlib AND IJG AND BSD-3-Clause'],
]);

/** Names in `versions.json` that differ from those in the table. @type {ReadonlyMap<string, string>} */
const otherNames = new Map([
  ['libarchive', 'archive'],
  ['libexif', 'exif'],
  ['libffi', 'ffi'],
  ['libheif', 'heif'],
  ['libimagequant', 'imagequant'],
  ['libnsgif', 'nsgif'],
  ['libpng', 'png'],
  ['librsvg', 'rsvg'],
  ['libtiff', 'tiff'],
  ['libultrahdr', 'uhdr'],
  ['libvips', 'vips'],
  ['libwebp', 'webp'],
  ['libxml2', 'xml2'],
]);

/**
 * The libraries inside libvips, from the notice that its package brings.
 * @param {string} readme Of the package.
 * @param {string} versionsJson Of the package.
 * @param {string} from Said where a library's version is not known.
 * @returns {Component[]}
 * @throws {SetupFailure} When the notice has no table, or names terms that nobody has looked up.
 */
export function libvipsParts(readme, versionsJson, from) {
  const versions = /** @type {Record<string, string>} */ (JSON.parse(versionsJson));
  const rows = [...readme.matchAll(/^\| (\S+) +\| (.+?) +\|$/gm)].filter(
    ([, name]) => name !== 'Library',
  );
  if (rows.length === 0) {
    throw new SetupFailure(
      `The README.md of libvips (${from}) has no table of its parts any more.`,
    );
  }
  return rows.map(([, name = '', cell = '']) => {
    const said = cell.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1');
    const licence = terms.get(said);
    if (licence === undefined) {
      throw new SetupFailure(
        `libvips (${from}) brings ${name} under terms that scripts/packaging/licences/libvipsParts.mjs does not know: ${said}. Look them up and write them there.`,
      );
    }
    const version = versions[name] ?? versions[otherNames.get(name) ?? ''];
    return {
      name,
      version: version === undefined ? from : `${version}, ${from}`,
      licence,
      copyrights: [],
      texts: [],
      notes: [`Terms as that package names them: ${cell}.`],
    };
  });
}
