/** What a file of native code says of itself: for which system it is, and what it takes from others. */
import { BrokenBinary } from './nativeFormat.mjs';
import { readElf } from './elf.mjs';
import { readMachO } from './machO.mjs';
import { readPortableExecutable } from './portableExecutable.mjs';

/** @typedef {import('./nativeFormat.mjs').NativeCode} NativeCode */

/**
 * @param {Buffer} file The whole file.
 * @returns {NativeCode[] | null} Null when it is no native code.
 * @throws {BrokenBinary} When it is cut off or of a kind that no supported system loads.
 */
export function readNativeCode(file) {
  if (file.length < 4) return null;
  const magic = file.readUInt32BE(0);
  try {
    if (magic === 0x7f454c46) return [readElf(file)];
    if (machOMagics.has(magic)) return readMachO(file);
    if (magic >>> 16 === 0x4d5a) return [readPortableExecutable(file)];
  } catch (error) {
    // Offsets that lead out of the file.
    if (error instanceof RangeError) throw new BrokenBinary('it is cut off or broken');
    throw error;
  }
  return null;
}

/** 64-bit code of little-endian processors, and files that hold code for several. */
const machOMagics = new Set([0xcffaedfe, 0xcafebabe]);
