/**
 * Reading `images.json` back, one line at a time: a million images never are one value. It relies on
 * the layout that `writeImagesJson` gives the file.
 */
import { isAbsolute, join, sep } from 'node:path';

import * as z from 'zod';

import { skippedFileSchema, type SkippedFile } from '../../protocol/run.js';
import { sentence, type SentenceValue } from '../../protocol/sentence.js';
import { LabError } from '../labError.js';
import { formatVersion, parseVersionedJson, readLines, regularFileBytes } from './readUntrusted.js';
import type { SplitImage } from './runFolder.js';

/** One line of the file. */
export type ImagesLine =
  | { readonly kind: 'image'; readonly image: SplitImage }
  | { readonly kind: 'skipped'; readonly file: SkippedFile };

const largestImagesBytes = 1024 ** 3;
const longestLine = 64 * 1024;
const between = sep === '\\' ? /[\\/]/ : '/';

/** Whether a path stays below the folder that it is relative to. */
const staysInside = (path: string): boolean =>
  path !== '' &&
  !isAbsolute(path) &&
  !path.includes('\0') &&
  path.split(between).every((part) => part !== '' && part !== '.' && part !== '..');

const splitImageSchema = z.object({
  path: z.string().refine(staysInside, { message: 'the path leads out of the folder of images' }),
  side: z.enum(['train', 'validation']),
});
const headSchema = z.object({ formatVersion: z.literal(formatVersion) });

type Section = 'head' | 'start' | 'images' | 'between' | 'skipped' | 'end';

/** The line that ends a section, and the section that follows. */
interface SectionEnd {
  readonly line: string;
  readonly next: Section;
}

const sectionEnds: Partial<Record<Section, SectionEnd>> = {
  start: { line: '"images":[', next: 'images' },
  images: { line: '],', next: 'between' },
  between: { line: '"skipped":[', next: 'skipped' },
  skipped: { line: ']}', next: 'end' },
};

/**
 * Reads the split of a run and what was left out, which may come from anyone.
 * @throws LabError `runUnreadable` when the file is missing, damaged, from a newer version, or names a
 *   path that leads out of the folder of images
 */
export async function* readImagesJson(runFolder: string): AsyncGenerator<ImagesLine> {
  const file = join(runFolder, 'images.json');
  await regularFileBytes(file, largestImagesBytes);
  const damaged = (why: SentenceValue): LabError =>
    new LabError('runUnreadable', sentence('{0} is not as expected ({1}).', file, why));
  const parseItem = <T>(line: string, schema: z.ZodType<T>): T => {
    let value: unknown;
    try {
      value = JSON.parse(line.replace(/,$/, ''));
    } catch {
      throw damaged(sentence('a line is not JSON'));
    }
    const parsed = schema.safeParse(value);
    if (parsed.success) return parsed.data;
    throw damaged(parsed.error.issues[0]?.message ?? sentence('unknown error'));
  };

  let section: Section = 'head';
  for await (const text of readLines(file, longestLine)) {
    const line = text.trimEnd();
    const ending: SectionEnd | undefined = sectionEnds[section];
    if (line === ending?.line) section = ending.next;
    else if (section === 'head') {
      parseVersionedJson(line.replace(/,$/, '}'), file, headSchema);
      section = 'start';
    } else if (section === 'images') {
      yield { kind: 'image', image: parseItem(line, splitImageSchema) };
    } else if (section === 'skipped') {
      yield { kind: 'skipped', file: parseItem(line, skippedFileSchema) };
    } else throw damaged(sentence('a line is out of place'));
  }
  if (section !== 'end') throw damaged(sentence('it ends too early'));
}
