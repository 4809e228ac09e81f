import { SetupFailure } from '../setup/failure.mjs';
import { extensionFolder } from './unpack.mjs';

/** What a package may weigh, in bytes: what a slow line brings in some minutes. */
export const packageBudgetBytes = 60_000_000;

/** The parts of a package, by the beginnings of the paths that belong to them; the first match counts. */
const parts = [
  { name: 'engine', pattern: /^dist\/(?:engine|loader)\.js$/ },
  { name: 'WebAssembly', pattern: /^dist\/wasm\// },
  { name: 'own native code', pattern: /^dist\/native\// },
  {
    name: 'sharp and libvips',
    pattern: /^dist\/node_modules\/(?:sharp|@img|detect-libc|semver)\//,
  },
  { name: 'JPEG decoder', pattern: /^dist\/node_modules\/(?:@julusian|pkg-prebuilds)\// },
  { name: 'Dawn', pattern: /^dist\/node_modules\/webgpu\// },
  { name: 'Node for WebGPU', pattern: /^dist\/node\// },
  { name: 'extension', pattern: /^(?:dist\/|l10n\/|package(?:\.nls.*)?\.json$)/ },
  { name: 'documents and media', pattern: /./ },
];

/**
 * @typedef {object} PartSize
 * @property {string} part
 * @property {number} files
 * @property {number} bytes Unpacked.
 * @property {number} packedBytes In the package.
 */

/**
 * What each part of a package weighs.
 * @param {readonly import('../../src/tensorflowLibrary/zip.mjs').ZipEntry[]} entries
 * @returns {PartSize[]}
 */
export function sizesByPart(entries) {
  const sizes = parts.map(({ name }) => ({ part: name, files: 0, bytes: 0, packedBytes: 0 }));
  for (const { name, bytes, compressedBytes } of entries) {
    const file = name.startsWith(extensionFolder) ? name.slice(extensionFolder.length) : name;
    const size = sizes[parts.findIndex(({ pattern }) => pattern.test(file))];
    if (size === undefined) continue;
    size.files++;
    size.bytes += bytes;
    size.packedBytes += compressedBytes;
  }
  return sizes;
}

/**
 * @param {string} name Of the package.
 * @param {number} bytes
 * @param {number} [budgetBytes]
 * @throws {SetupFailure} When it is too large.
 */
export function checkBudget(name, bytes, budgetBytes = packageBudgetBytes) {
  if (bytes <= budgetBytes) return;
  throw new SetupFailure(
    `${name} has ${megabytes(bytes)} MB, and its budget is ${megabytes(budgetBytes)} MB: leave something out, or raise the budget in scripts/packaging/sizes.mjs.`,
  );
}

/**
 * Parts and packages as a table for the eye, in MB of the packages.
 * @param {readonly { target: string, vsixBytes: number, parts: readonly PartSize[] }[]} reports
 */
export function sizesTable(reports) {
  const rows = [
    ['packed, MB', ...reports.map(({ target }) => target)],
    ...parts.map(({ name }) => [
      name,
      ...reports.map(({ parts: sizes }) =>
        megabytes(sizes.find(({ part }) => part === name)?.packedBytes ?? 0),
      ),
    ]),
    ['whole package', ...reports.map(({ vsixBytes }) => megabytes(vsixBytes))],
  ];
  const widths =
    rows[0]?.map((_, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0))) ?? [];
  return rows
    .map((row) =>
      row
        .map((cell, at) =>
          at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0),
        )
        .join('  '),
    )
    .join('\n');
}

/** @param {number} bytes */
function megabytes(bytes) {
  return (bytes / 1e6).toFixed(2);
}
