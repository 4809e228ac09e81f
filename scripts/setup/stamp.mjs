import { mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';

/**
 * What a finished step leaves behind, so that the next call sees at a glance that nothing changed.
 * @typedef {Record<string, string>} Facts
 * @typedef {{ facts: Facts, files: Record<string, number> }} Stamp
 */

/**
 * Reads the stamp of a step.
 * @param {string} file
 * @returns {Promise<Facts | null>} Its facts, or null when there is none, it cannot be read, or one
 *   of the files that it vouches for is missing or has another size.
 */
export async function readStamp(file) {
  try {
    const stamp = /** @type {Stamp} */ (JSON.parse(await readFile(file, 'utf8')));
    for (const [name, size] of Object.entries(stamp.files)) {
      if ((await sizeOf(name)) !== size) return null;
    }
    return stamp.facts;
  } catch {
    return null;
  }
}

/**
 * Writes the stamp of a step, whole or not at all.
 * @param {string} file
 * @param {Facts} facts
 * @param {readonly string[]} files Absolute paths of what the step made.
 */
export async function writeStamp(file, facts, files) {
  /** @type {Stamp} */
  const stamp = { facts, files: {} };
  for (const name of files) stamp.files[name] = (await sizeOf(name)) ?? -1;
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(`${file}.partial`, JSON.stringify(stamp, null, 2));
  await rename(`${file}.partial`, file);
}

/**
 * @param {string} file
 * @returns {Promise<number | null>} Size in bytes, or null when there is no such file.
 */
export async function sizeOf(file) {
  try {
    return (await stat(file)).size;
  } catch {
    return null;
  }
}
