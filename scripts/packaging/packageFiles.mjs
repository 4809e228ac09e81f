/** Which files of the packages that stay outside the bundles are shipped. */

/**
 * A package that lies in `dist/node_modules`, where the engine finds it.
 * @typedef {object} ShippedPackage
 * @property {string} name
 * @property {RegExp} files Paths inside the package that are shipped; forward slashes.
 */

/** Kept of every package: what says under which terms it is had. */
const terms = /^(?:package\.json|(?:licen[cs]e|notices?|copying)(?:\.[a-z]+)?|versions\.json)$/i;

/**
 * The packages of a target, in the order of their names.
 * @param {import('./targets.mjs').Target} target
 * @returns {readonly ShippedPackage[]}
 */
export function shippedPackages(target) {
  return [
    { name: '@img/colour', files: /^[^/]+\.cjs$/ },
    // What they say of their parts and its licences is in their README.md.
    ...target.packages.map((name) => ({
      name,
      files: /^(?:README\.md|index\.cjs|lib\/[^/]+\.(?:js|node|dll|dylib)|lib\/[^/]+\.so\.[\d.]+)$/,
    })),
    {
      name: '@julusian/jpeg-turbo',
      files: new RegExp(`^(?:index\\.js|binding-options\\.js|prebuilds/${target.jpegFolder}/.+)$`),
    },
    { name: 'detect-libc', files: /^lib\/.+\.js$/ },
    { name: 'pkg-prebuilds', files: /^(?:bindings|lib\/prebuild)\.js$/ },
    { name: 'semver', files: /^(?!bin\/).+\.js$/ },
    { name: 'sharp', files: /^dist\/.+\.[cm]js$/ },
    // Without Dawn there is nothing to load, and the engine says that there is no WebGPU.
    ...(target.dawnFolder === null
      ? []
      : [{ name: 'webgpu', files: new RegExp(`^(?:index\\.js|dist/${target.dawnFolder}/.+)$`) }]),
  ];
}

/**
 * @param {ShippedPackage} shipped
 * @param {string} file Path inside the package; forward slashes.
 */
export function isShipped({ files }, file) {
  return terms.test(file) || files.test(file);
}
