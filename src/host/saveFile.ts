/** Saves what a page made, where the user says. */
import { dirname, join, posix } from 'node:path';

import type { RunStatus } from '../protocol/panelProtocol.js';
import type { SavedFile, SavedKind } from '../protocol/savedFile.js';
import type { Translate } from '../protocol/sentence.js';
import { SpokenError } from './spokenError.js';

/** The place that the user chose. */
export interface ChosenPlace {
  /** With forward slashes; on this machine or another one. */
  readonly path: string;
  write(bytes: Uint8Array): Promise<void>;
}

/**
 * Shows a dialog; null when the user closed it. The dialog itself asks about a file that is there.
 * `suggested` is an absolute path, `kindName` says in words what is saved.
 */
export type AskWhere = (question: {
  readonly suggested: string;
  readonly extension: SavedKind;
  readonly kindName: string;
}) => Promise<ChosenPlace | null>;

/** Characters of the longest name that is suggested: file systems allow 255 bytes. */
const longestName = 80;

/** A file name without what some system does not allow in one. */
const fileNameOf = (words: string): string => {
  const plain = words
    .normalize('NFC')
    .replaceAll(/[^\p{L}\p{N}\p{M}._-]+/gu, '-')
    .replaceAll(/^[.-]+|[.-]+$/g, '');
  const short = Array.from(plain).slice(0, longestName).join('');
  return short === '' ? 'pretext-lab' : short;
};

const kindName = (kind: SavedKind, t: Translate): string => {
  switch (kind) {
    case 'png':
      return t('PNG image');
    case 'svg':
      return t('SVG drawing');
    case 'csv':
      return t('CSV table');
    case 'md':
      return t('Markdown text');
    case 'html':
      return t('HTML page');
  }
};

const bytesOf = (file: SavedFile): Uint8Array =>
  file.kind === 'png' ? file.bytes : new TextEncoder().encode(file.text);

/**
 * A function that saves a file of a run and gives its name, or null where the user closed the dialog.
 * Suggested is a place beside the folder of images: within it, a picture of a chart would be an image
 * of the next run.
 * @throws SpokenError when the file cannot be written
 */
export const createFileSaver =
  (ask: AskWhere, t: Translate) =>
  async (
    file: SavedFile,
    { folder, title }: Pick<RunStatus, 'folder' | 'title'>,
  ): Promise<string | null> => {
    const extension = file.kind;
    const question = { extension, kindName: kindName(extension, t) };
    const name = `${fileNameOf(`${title} ${file.name}`)}.${extension}`;
    let place = await ask({ ...question, suggested: join(dirname(folder), name) });
    while (place !== null && posix.extname(place.path).toLowerCase() !== `.${extension}`) {
      // Asked again under a fitting name, so that the dialog asks about a file that has it already.
      place = await ask({ ...question, suggested: `${place.path}.${extension}` });
    }
    if (place === null) return null;
    try {
      await place.write(bytesOf(file));
    } catch (error) {
      throw new SpokenError(
        t(
          'The file {0} could not be written: {1}',
          place.path,
          error instanceof Error ? error.message : String(error),
        ),
      );
    }
    return posix.basename(place.path);
  };
