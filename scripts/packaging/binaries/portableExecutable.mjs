import { BrokenBinary, textAt } from './nativeFormat.mjs';

/** @typedef {import('./nativeFormat.mjs').NativeCode} NativeCode */
/** @typedef {import('./nativeFormat.mjs').Import} Import */

/** @type {Readonly<Record<number, string>>} */
const machines = { 0x14c: 'ia32', 0x1c4: 'arm', 0x8664: 'x64', 0xaa64: 'arm64' };

/** Where a table is in the directory of tables, how long an entry is, and where its fields are. */
const importTables = [
  { index: 1, entryBytes: 20, library: 12, names: [0, 16], isLate: false },
  { index: 13, entryBytes: 32, library: 4, names: [16], isLate: true },
];

/**
 * Reads a library of Windows.
 * @param {Buffer} file
 * @returns {NativeCode}
 */
export function readPortableExecutable(file) {
  const header = file.readUInt32LE(0x3c);
  if (file.readUInt32BE(header) !== 0x50450000) throw new BrokenBinary('it has no PE header');
  const machine = file.readUInt16LE(header + 4);
  const optionalHeader = header + 24;
  if (file.readUInt16LE(optionalHeader) !== 0x20b) throw new BrokenBinary('it is not 64-bit code');
  const sections = readSections(file, header);
  /** @param {number} address In memory. @returns {number} In the file. */
  const place = (address) => {
    const section = sections.find(({ start, end }) => address >= start && address < end);
    if (section === undefined) throw new RangeError(`no section holds ${address}`);
    return address - section.start + section.offset;
  };

  /** @type {string[]} */
  const libraries = [];
  /** @type {string[]} */
  const lateLibraries = [];
  const imports = [];
  for (const table of importTables) {
    const address = file.readUInt32LE(optionalHeader + 112 + table.index * 8);
    if (address === 0) continue;
    for (let entry = place(address); ; entry += table.entryBytes) {
      const name = file.readUInt32LE(entry + table.library);
      if (name === 0) break;
      const library = textAt(file, place(name));
      (table.isLate ? lateLibraries : libraries).push(library);
      const names = table.names.map((at) => file.readUInt32LE(entry + at)).find((at) => at !== 0);
      if (names !== undefined) imports.push(...readNames(file, place(names), place, library));
    }
  }
  return {
    os: 'win32',
    cpu: machines[machine] ?? `[${machine}]`,
    libraries,
    lateLibraries,
    imports,
    versions: {},
  };
}

/** @param {Buffer} file @param {number} header */
function readSections(file, header) {
  const count = file.readUInt16LE(header + 6);
  const first = header + 24 + file.readUInt16LE(header + 20);
  return Array.from({ length: count }, (_, index) => {
    const at = first + index * 40;
    const start = file.readUInt32LE(at + 12);
    const bytes = Math.max(file.readUInt32LE(at + 8), file.readUInt32LE(at + 16));
    return { start, end: start + bytes, offset: file.readUInt32LE(at + 20) };
  });
}

/**
 * @param {Buffer} file
 * @param {number} start Of the list of names.
 * @param {(address: number) => number} place
 * @param {string} library
 * @returns {Import[]}
 */
function readNames(file, start, place, library) {
  const imports = [];
  for (let at = start; ; at += 8) {
    const entry = file.readBigUInt64LE(at);
    if (entry === 0n) return imports;
    const isNumber = entry >> 63n === 1n;
    const name = isNumber
      ? `#${Number(entry & 0xffffn)}`
      : textAt(file, place(Number(entry & 0x7fffffffn)) + 2);
    imports.push({ name, from: library });
  }
}
