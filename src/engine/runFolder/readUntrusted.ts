/** Reading files of a run folder, which may come from anyone: bounded, parsed, and never a link. */
import { createReadStream } from 'node:fs';
import { lstat, readFile } from 'node:fs/promises';

import * as z from 'zod';

import { LabError } from '../labError.js';
import { systemCode } from './atomicFile.js';

/** The version that this program writes, and the newest that it reads. */
export const formatVersion = 1;

/**
 * The size of a regular file.
 * @throws LabError `runUnreadable` when it is missing, a link, a folder, or larger than `maxBytes`
 */
export const regularFileBytes = async (file: string, maxBytes: number): Promise<number> => {
  const found = await lstat(file).catch((error: unknown) => {
    const code = systemCode(error) ?? 'unknown error';
    throw new LabError('runUnreadable', `Cannot read ${file} (${code}); is this a run folder?`);
  });
  if (!found.isFile()) {
    throw new LabError('runUnreadable', `${file} is not a regular file, so it is not read.`);
  }
  if (found.size > maxBytes) {
    throw new LabError(
      'runUnreadable',
      `${file} has ${found.size} bytes; more than ${maxBytes} are not read.`,
    );
  }
  return found.size;
};

const versionSchema = z.object({ formatVersion: z.number() });

/**
 * Parses the text of one of our JSON files.
 * @param schema what version `formatVersion` looks like; a step from an older version belongs here
 * @throws LabError `runUnreadable`, which says whether it is damaged or from a newer version
 */
export const parseVersionedJson = <T>(text: string, file: string, schema: z.ZodType<T>): T => {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // The parser's own message quotes the file, which may be anything.
    throw new LabError('runUnreadable', `${file} is not JSON; it was damaged or is not ours.`);
  }
  const version = versionSchema.safeParse(value);
  if (version.success && version.data.formatVersion > formatVersion) {
    throw new LabError(
      'runUnreadable',
      `${file} has format ${version.data.formatVersion}, from a newer Pretext Lab; this one reads up to ${formatVersion}, so update it.`,
    );
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const where = issue?.path.join('.') ?? '';
  throw new LabError(
    'runUnreadable',
    `${file} is not as expected${where === '' ? '' : ` at ${where}`} (${issue?.message ?? 'unknown'}).`,
  );
};

/** Reads one of our JSON files; see `parseVersionedJson` for what it throws. */
export const readVersionedJson = async <T>(
  file: string,
  schema: z.ZodType<T>,
  maxBytes: number,
): Promise<T> => {
  await regularFileBytes(file, maxBytes);
  return parseVersionedJson(await readFile(file, 'utf8'), file, schema);
};

/**
 * The lines of a text file, one at a time. A line longer than the bound is left out.
 * @param maxLineLength in UTF-16 units
 */
export async function* readLines(file: string, maxLineLength: number): AsyncGenerator<string> {
  let rest = '';
  let skipping = false;
  const stream: AsyncIterable<string> = createReadStream(file, { encoding: 'utf8' });
  for await (const chunk of stream) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      if (!skipping && line.length <= maxLineLength) yield line;
      skipping = false;
    }
    if (rest.length > maxLineLength) {
      rest = '';
      skipping = true;
    }
  }
  if (!skipping && rest !== '') yield rest;
}
