/** Finds the files of a folder in the table of its last pack. */
import { copyFacts, fileState, hashOf, type PackTable } from './packTable.js';

/** Gives the place of a path in a table; quickest when asked in the table's own order. */
const createPathFinder = (table: PackTable): ((path: string) => number | null) => {
  let expected = 0;
  let byPath: Map<string, number> | null = null;
  return (path) => {
    if (expected >= table.length || table.path(expected) !== path) {
      byPath ??= new Map(Array.from({ length: table.length }, (_, j) => [table.path(j), j]));
      const found = byPath.get(path);
      if (found === undefined) return null;
      expected = found;
    }
    return expected++;
  };
};

/** Takes over what the pack says of file `i`. @param place record that the file has if it is cached */
const takeOver = (
  old: PackTable,
  j: number,
  table: PackTable,
  i: number,
  place: number,
): number => {
  const state = old.records[j] ?? fileState.unknown;
  const failure = old.failures.get(j);
  if (state >= 0) {
    copyFacts(old, j, table, i);
    table.records[i] = place;
    return state;
  }
  if (state === fileState.skipped && failure !== undefined) {
    table.records[i] = fileState.skipped;
    table.failures.set(i, failure);
  } else if (state === fileState.uncached && place === fileState.uncached) {
    copyFacts(old, j, table, i);
    table.records[i] = fileState.uncached;
  }
  return -1;
};

/**
 * Takes over what is known of files whose path, size and time are the same.
 * @param placeOf the record of a file in the new table, or `fileState.uncached`
 * @returns int32 [table.length]: each file's record in the old pack, or -1
 */
export const matchUnchanged = (
  old: PackTable,
  table: PackTable,
  placeOf: (i: number) => number,
): Int32Array => {
  const origins = new Int32Array(table.length).fill(-1);
  const find = createPathFinder(old);
  for (let i = 0; i < table.length; i++) {
    const j = find(table.path(i));
    if (j === null) continue;
    if (old.bytes[j]! !== table.bytes[i]! || old.modifiedMs[j]! !== table.modifiedMs[i]!) continue;
    origins[i] = takeOver(old, j, table, i, placeOf(i));
  }
  return origins;
};

const keyOf = (hash: Uint8Array): string => Buffer.from(hash).toString('hex');

/**
 * Takes over what is known of files whose bytes are those of a file in the pack: moved, copied, or
 * merely touched ones.
 * @returns a function that does so for file `i` with its hash
 */
export const createContentMatcher = (
  old: PackTable,
  table: PackTable,
  placeOf: (i: number) => number,
  origins: Int32Array,
): ((i: number, hash: Uint8Array) => void) => {
  const byContent = new Map<string, number>();
  for (let j = 0; j < old.length; j++) {
    if (old.records[j]! >= 0) byContent.set(keyOf(hashOf(old, j)), j);
  }
  return (i, hash) => {
    const j = byContent.get(keyOf(hash));
    if (j !== undefined) origins[i] = takeOver(old, j, table, i, placeOf(i));
  };
};
