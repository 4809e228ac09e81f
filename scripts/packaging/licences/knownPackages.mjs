/** What packages do not say of themselves in a file, or say wrongly. */

/**
 * Whose the packages are that bring no licence text, as the heads of their sources say.
 * @type {readonly [RegExp, string][]}
 */
const copyrights = [
  [/^@tensorflow\/tfjs(?:-[a-z-]+)?$/, 'Copyright 2017-2024 Google LLC'],
  [/^@microsoft\/fast-[a-z-]+$/, 'Copyright (c) Microsoft Corporation'],
  [/^tr46$/, 'Copyright (c) Sebastian Mayr'],
  [/^seedrandom$/, 'Copyright 2019 David Bau'],
  [/^@img\/sharp-libvips-/, 'Copyright Lovell Fuller and others; see the parts below'],
];

/** @param {string} name Of a package. @returns {string | null} Null when nobody looked it up. */
export function copyrightOf(name) {
  return copyrights.find(([pattern]) => pattern.test(name))?.[1] ?? null;
}

/**
 * Licences of packages whose manifest names another than their licence file.
 * @type {ReadonlyMap<string, string>}
 */
const corrected = new Map([
  // Its own code says MIT in the manifest; LICENSE.md is that of Dawn, which is most of the package.
  ['webgpu', 'MIT AND BSD-3-Clause'],
]);

/** @param {string} name Of a package. @returns {string | undefined} */
export function correctedLicence(name) {
  return corrected.get(name);
}
