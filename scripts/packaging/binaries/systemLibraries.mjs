/** Libraries that every system of a kind has, so that a package need not bring them. */

/** @type {Readonly<Record<string, readonly RegExp[]>>} */
const systemLibraries = {
  // Those that the editor itself needs.
  linux: [
    /^lib(?:c|m)\.so\.6$/,
    /^lib(?:pthread)\.so\.0$/,
    /^lib(?:dl|resolv)\.so\.2$/,
    /^libstdc\+\+\.so\.6$/,
    /^libgcc_s\.so\.1$/,
    /^ld-linux-[a-z0-9-]+\.so\.\d$/,
    /^libc\.musl-[a-z0-9_]+\.so\.1$/,
  ],
  darwin: [/^\/usr\/lib\//, /^\/System\/Library\//],
  win32: [
    /^api-ms-win-/i,
    /^(?:kernel32|user32|advapi32|ole32|oleaut32|rpcrt4|shell32|shlwapi|ws2_32|bcrypt|bcryptprimitives|gdi32|msimg32|usp10|dwrite|windowscodecs|iphlpapi|dnsapi|ntdll|userenv|secur32|crypt32|dbghelp|winmm|ucrtbase)\.dll$/i,
    /^node\.exe$/i,
  ],
};

/**
 * Libraries that must be on the machine beyond that, by the files that ask for them. All of these files
 * may be missing or fail to load: the engine then does without.
 * @type {readonly { file: RegExp, libraries: RegExp }[]}
 */
const furtherLibraries = [
  // TensorFlow is in the process before them.
  {
    file: /^dist\/native\/(?:tfjs_binding|pretextKernels-)/,
    libraries: /^(?:@rpath\/)?libtensorflow/,
  },
  { file: /^dist\/native\/pretextKernels\.node$/, libraries: /^(?:@rpath\/)?libtensorflow/ },
  // The runtime of Visual C++, which most machines have.
  {
    file: /\/webgpu\/dist\/win32-/,
    libraries: /^(?:msvcp140|msvcp140_atomic_wait|vcruntime140|vcruntime140_1)\.dll$/i,
  },
];

/**
 * @param {string} file Path inside the package; forward slashes.
 * @param {import('./nativeFormat.mjs').NativeCode} code
 * @param {ReadonlySet<string>} packaged Names of the native files in the package, without folders.
 * @returns {string[]} Libraries that nobody brings.
 */
export function missingLibraries(file, { os, libraries, lateLibraries }, packaged) {
  const system = systemLibraries[os] ?? [];
  return [...libraries, ...lateLibraries].filter((library) => {
    const name = library.split('/').at(-1) ?? library;
    return !(
      packaged.has(name) ||
      system.some((pattern) => pattern.test(library)) ||
      furtherLibraries.some((one) => one.file.test(file) && one.libraries.test(library))
    );
  });
}
