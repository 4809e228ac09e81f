/**
 * The native files that a package has: each pattern fits exactly one.
 * @param {import('./targets.mjs').Target} target
 * @param {Iterable<string>} nativeNames Of the project's own native files in `dist/native`.
 * @returns {RegExp[]} Of paths in the package; forward slashes.
 */
export function expectedBinaries(target, nativeNames) {
  const { os, packages, jpegFolder, dawnFolder } = target;
  const modules = String.raw`dist/node_modules`;
  const [sharp = '', libvips = sharp] = packages;
  const version = String.raw`\d[\d.]*\d`;
  const ofOs = {
    linux: [
      `${modules}/${libvips}/lib/libvips-cpp\\.so\\.${version}`,
      `${modules}/@julusian/jpeg-turbo/prebuilds/${jpegFolder}/libturbojpeg\\.so\\.0`,
    ],
    darwin: [`${modules}/${libvips}/lib/libvips-cpp\\.${version}\\.dylib`],
    win32: [
      `${modules}/${libvips}/lib/libvips-\\d+\\.dll`,
      `${modules}/${libvips}/lib/libvips-cpp-${version}\\.dll`,
      ...['d3dcompiler_47', 'dxcompiler'].map(
        (name) => `${modules}/webgpu/dist/${dawnFolder ?? ''}/${name}\\.dll`,
      ),
    ],
  }[os];
  return [
    `${modules}/${sharp}/lib/sharp-.+-${version}\\.node`,
    `${modules}/@julusian/jpeg-turbo/prebuilds/${jpegFolder}/node-napi-v7\\.node`,
    ...(dawnFolder === null
      ? []
      : [`${modules}/webgpu/dist/${dawnFolder}/dawn\\.node`, 'dist/node/node\\.br']),
    ...ofOs,
    ...[...nativeNames].map((name) => `dist/native/${name.replaceAll('.', '\\.')}`),
  ].map((pattern) => new RegExp(`^${pattern}$`));
}
