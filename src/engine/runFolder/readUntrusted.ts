/** Reading files of a run folder, which may come from anyone: bounded, parsed, and never a link. */
import { createReadStream } from 'node:fs';
import { lstat, readFile } from 'node:fs/promises';

import * as z from 'zod';

import { sentence, type SentenceValue } from '../../protocol/sentence.js';
import { LabError } from '../labError.js';
import { systemReason } from '../systemCode.js';

/** The version that this program writes, and the newest that it reads. */
export const formatVersion = 1;

/**
 * The size of a regular file.
 * @throws LabError `runUnreadable` when it is missing, a link, a folder, or larger than `maxBytes`
 */
export const regularFileBytes = async (file: string, maxBytes: number): Promise<number> => {
  const found = await lstat(file).catch((error: unknown) => {
    throw new LabError(
      'runUnreadable',
      sentence('Cannot read {0} ({1}); is this a run folder?', file, systemReason(error)),
    );
  });
  if (!found.isFile()) {
    throw new LabError(
      'runUnreadable',
      sentence('{0} is not a regular file, so it is not read.', file),
    );
  }
  if (found.size > maxBytes) {
    throw new LabError(
      'runUnreadable',
      sentence('{0} has {1} bytes; more than {2} are not read.', file, found.size, maxBytes),
    );
  }
  return found.size;
};

const versionSchema = z.object({ formatVersion: z.number() });

/**
 * Parses the text of one of our JSON files.
 * @param file what it is called in an error
 * @param schema what version `formatVersion` looks like; a step from an older version belongs here
 * @throws LabError `runUnreadable`, which says whether it is damaged or from a newer version
 */
export const parseVersionedJson = <T>(
  text: string,
  file: SentenceValue,
  schema: z.ZodType<T>,
): T => {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // The parser's own message quotes the file, which may be anything.
    throw new LabError(
      'runUnreadable',
      sentence('{0} is not JSON; it was damaged or is not ours.', file),
    );
  }
  const version = versionSchema.safeParse(value);
  if (version.success && version.data.formatVersion > formatVersion) {
    throw new LabError(
      'runUnreadable',
      sentence(
        '{0} has format {1}, from a newer Pretext Lab; this one reads up to {2}, so update it.',
        file,
        version.data.formatVersion,
        formatVersion,
      ),
    );
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const where = issue?.path.join('.') ?? '';
  const why = issue?.message ?? sentence('unknown error');
  throw new LabError(
    'runUnreadable',
    where === ''
      ? sentence('{0} is not as expected ({1}).', file, why)
      : sentence('{0} is not as expected at {1} ({2}).', file, where, why),
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
