/**
 * The packages whose code is in a bundle.
 * @param {import('esbuild').Metafile} metafile Of a build with paths relative to the project.
 * @returns {Record<string, string[]>} For each bundle, by its file name, the packages' folders relative
 *   to the project, in order.
 */
export function bundledPackages(metafile) {
  const bundles = Object.entries(metafile.outputs).flatMap(([output, { inputs }]) => {
    const name = output.split('/').at(-1) ?? output;
    if (name.endsWith('.map')) return [];
    const folders = Object.entries(inputs).flatMap(([input, { bytesInOutput }]) =>
      bytesInOutput === 0 ? [] : packageFolder(input),
    );
    return [/** @type {const} */ ([name, [...new Set(folders)].sort()])];
  });
  return Object.fromEntries(bundles);
}

/**
 * @param {string} input Path of a source; forward slashes.
 * @returns {string[]} The folder of its package, or nothing for a source of the project.
 */
function packageFolder(input) {
  // The last one counts: packages may lie inside packages.
  const folder = /^.*(?:^|\/)node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(input)?.[0];
  return folder === undefined ? [] : [folder];
}
