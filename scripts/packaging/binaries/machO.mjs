import { BrokenBinary, textAt } from './nativeFormat.mjs';

/** @typedef {import('./nativeFormat.mjs').NativeCode} NativeCode */

const universalMagic = 0xcafebabe;
const magic64 = 0xfeedfacf;
/** @type {Readonly<Record<number, string>>} */
const processors = { 0x01000007: 'x64', 0x0100000c: 'arm64', 7: 'ia32', 12: 'arm' };

const symbolTable = 0x2;
const dynamicSymbolTable = 0xb;
/** A library that must be there, may be missing, or is passed on. */
const libraryCommands = new Set([0xc, 0x80000018, 0x8000001f]);

/**
 * Reads a library of macOS.
 * @param {Buffer} file
 * @returns {NativeCode[]} One for each processor.
 */
export function readMachO(file) {
  if (file.readUInt32BE(0) !== universalMagic) return [readSlice(file)];
  const count = file.readUInt32BE(4);
  return Array.from({ length: count }, (_, index) => {
    const at = 8 + index * 20;
    const offset = file.readUInt32BE(at + 8);
    const bytes = file.readUInt32BE(at + 12);
    if (offset + bytes > file.length) throw new BrokenBinary('it is cut off');
    return readSlice(file.subarray(offset, offset + bytes));
  });
}

/** @param {Buffer} slice @returns {NativeCode} */
function readSlice(slice) {
  if (slice.readUInt32LE(0) !== magic64) throw new BrokenBinary('it is not 64-bit code');
  const processor = slice.readUInt32LE(4);
  const libraries = [];
  let texts = null;
  let symbols = null;
  let undefinedRange = null;
  let at = 32;
  for (let left = slice.readUInt32LE(16); left > 0; left--) {
    const command = slice.readUInt32LE(at);
    if (command === symbolTable) {
      symbols = slice.readUInt32LE(at + 8);
      texts = slice.readUInt32LE(at + 16);
    } else if (command === dynamicSymbolTable) {
      undefinedRange = { first: slice.readUInt32LE(at + 24), count: slice.readUInt32LE(at + 28) };
    } else if (libraryCommands.has(command)) {
      libraries.push(textAt(slice, at + slice.readUInt32LE(at + 8)));
    }
    at += slice.readUInt32LE(at + 4);
  }
  if (texts === null || symbols === null || undefinedRange === null) {
    throw new BrokenBinary('it has no table of symbols');
  }
  const imports = [];
  for (let index = 0; index < undefinedRange.count; index++) {
    const name = slice.readUInt32LE(symbols + (undefinedRange.first + index) * 16);
    // Compilers of this system put an underscore before every name.
    imports.push({ name: textAt(slice, texts + name).replace(/^_/, ''), from: null });
  }
  return {
    os: 'darwin',
    cpu: processors[processor] ?? `[${processor}]`,
    libraries,
    lateLibraries: [],
    imports,
    versions: {},
  };
}
