import parse from 'spdx-expression-parse';

/**
 * Licences under which the package may bring the work of others, by their SPDX names. All of them allow
 * it to be passed on inside a package under the MIT licence, with their texts in the notices.
 */
const allowed = new Set([
  '0BSD',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'ISC',
  'MIT',
  'NCSA',
  'Zlib',
  // Pictures: the icons of the editor.
  'CC-BY-4.0',
  // Of the libraries inside libvips.
  'FTL',
  'HPND-sell-variant',
  'IJG',
  'MPL-1.1',
  'libpng-2.0',
  'libtiff',
  // Only for libraries that are files of their own and can be replaced, as libvips is.
  'LGPL-3.0-or-later',
  // A file that Microsoft names among those that programs may bring along.
  'LicenseRef-Windows-SDK-Redistributable',
]);

/** @typedef {import('spdx-expression-parse').Info} Info */

/**
 * Whether a licence lets the package bring what it covers.
 * @param {string} expression In the words of SPDX, such as `MIT` or `(MIT OR GPL-3.0-only)`.
 * @returns {boolean} False also for what is no such expression.
 */
export function isAllowed(expression) {
  try {
    return allows(parse(expression));
  } catch {
    return false;
  }
}

/**
 * The names in an expression, each once, in order.
 * @param {string} expression
 */
export function licenceNames(expression) {
  return [...new Set(namesIn(parse(expression)))].sort();
}

/** @param {Info} info @returns {boolean} */
function allows(info) {
  if (!('conjunction' in info)) return info.exception === undefined && allowed.has(info.license);
  return info.conjunction === 'and'
    ? allows(info.left) && allows(info.right)
    : allows(info.left) || allows(info.right);
}

/** @param {Info} info @returns {string[]} */
function namesIn(info) {
  return 'conjunction' in info ? [...namesIn(info.left), ...namesIn(info.right)] : [info.license];
}
