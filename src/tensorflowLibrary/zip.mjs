/**
 * Reads zip files: the central directory, and single entries streamed to disk. Only what wheels
 * use: stored and deflated entries, one disk, below 4 GB.
 */
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createInflateRaw } from 'node:zlib';

import { nodeDisk } from './disk.mjs';

/**
 * @typedef {object} ZipEntry
 * @property {string} name Path inside the archive, with forward slashes.
 * @property {number} method 0 = stored, 8 = deflated.
 * @property {number} compressedBytes
 * @property {number} bytes
 * @property {number} headerOffset Where the entry's local header starts.
 */

const endSignature = 0x06054b50;
const entrySignature = 0x02014b50;
const localSignature = 0x04034b50;
const endBytes = 22;
const longestComment = 0xffff;
const movedToZip64 = 0xffffffff;

/**
 * Lists what is in a zip file.
 * @param {import('node:fs/promises').FileHandle} file
 * @returns {Promise<ZipEntry[]>}
 * @throws {Error} When it is not a zip file, is cut off, or needs the 64-bit extension.
 */
export async function listZip(file) {
  const { size } = await file.stat();
  const tail = await readAt(file, Math.max(0, size - endBytes - longestComment), size);
  let end = tail.length - endBytes;
  while (end >= 0 && tail.readUInt32LE(end) !== endSignature) end--;
  if (end < 0) throw new Error('it is not a zip file, or its end is missing');

  const count = tail.readUInt16LE(end + 10);
  const directoryBytes = tail.readUInt32LE(end + 12);
  const directoryOffset = tail.readUInt32LE(end + 16);
  if (count === 0xffff || directoryOffset === movedToZip64) {
    throw new Error('it uses the 64-bit extension of zip');
  }
  const directory = await readAt(file, directoryOffset, directoryOffset + directoryBytes);

  /** @type {ZipEntry[]} */
  const entries = [];
  let at = 0;
  for (let index = 0; index < count; index++) {
    if (at + 46 > directory.length || directory.readUInt32LE(at) !== entrySignature) {
      throw new Error(`its directory is broken at entry ${index} of ${count}`);
    }
    const nameBytes = directory.readUInt16LE(at + 28);
    const extraBytes = directory.readUInt16LE(at + 30);
    const commentBytes = directory.readUInt16LE(at + 32);
    entries.push({
      name: directory.toString('utf8', at + 46, at + 46 + nameBytes),
      method: directory.readUInt16LE(at + 10),
      compressedBytes: directory.readUInt32LE(at + 20),
      bytes: directory.readUInt32LE(at + 24),
      headerOffset: directory.readUInt32LE(at + 42),
    });
    at += 46 + nameBytes + extraBytes + commentBytes;
  }
  return entries;
}

/**
 * Writes one entry to a file, making its folder.
 * @param {import('node:fs/promises').FileHandle} file The zip file.
 * @param {ZipEntry} entry
 * @param {string} target
 * @param {object} [options]
 * @param {(chunk: Buffer) => void} [options.onChunk] Hears what each write adds.
 * @param {AbortSignal | undefined} [options.signal] Cancels.
 * @param {import('./disk.mjs').Disk} [options.disk]
 * @throws {Error} When the entry is broken, packed in another way, or not as long as it says.
 */
export async function extractEntry(file, entry, target, { onChunk, signal, disk = nodeDisk } = {}) {
  if (entry.method !== 0 && entry.method !== 8) {
    throw new Error(`${entry.name} is packed with method ${entry.method}`);
  }
  const header = await readAt(file, entry.headerOffset, entry.headerOffset + 30);
  if (header.length < 30 || header.readUInt32LE(0) !== localSignature) {
    throw new Error(`${entry.name} has no header where the directory says`);
  }
  const start = entry.headerOffset + 30 + header.readUInt16LE(26) + header.readUInt16LE(28);

  let written = 0;
  const count = new Transform({
    transform(/** @type {Buffer} */ chunk, _encoding, done) {
      written += chunk.length;
      onChunk?.(chunk);
      done(null, chunk);
    },
  });
  await mkdir(path.dirname(target), { recursive: true });
  const packed = readChunks(file, start, start + entry.compressedBytes);
  const output = disk.openWrite(target, false);
  const until = signal === undefined ? {} : { signal };
  if (entry.method === 0) await pipeline(packed, count, output, until);
  else await pipeline(packed, createInflateRaw(), count, output, until);
  if (written !== entry.bytes) {
    throw new Error(`${entry.name} has ${written} bytes instead of ${entry.bytes}`);
  }
}

/**
 * @param {import('node:fs/promises').FileHandle} file
 * @param {number} start
 * @param {number} end Exclusive; the file may end earlier.
 * @returns {Promise<Buffer>}
 */
async function readAt(file, start, end) {
  const buffer = Buffer.alloc(Math.max(0, end - start));
  let filled = 0;
  while (filled < buffer.length) {
    const { bytesRead } = await file.read(buffer, filled, buffer.length - filled, start + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return buffer.subarray(0, filled);
}

/**
 * @param {import('node:fs/promises').FileHandle} file
 * @param {number} start
 * @param {number} end
 */
async function* readChunks(file, start, end) {
  const chunkBytes = 1 << 20;
  for (let at = start; at < end; at += chunkBytes) {
    yield await readAt(file, at, Math.min(end, at + chunkBytes));
  }
}
