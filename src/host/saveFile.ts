/** Saves what a page made, where the user says. */
import { dirname, join, posix } from 'node:path';

import type { RunStatus } from '../protocol/runStatus.js';
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
 * Suggested is where the user saved last, at first the workspace. A folder of images is none to begin
 * with: a picture of a chart in it would be an image of the next run.
 * @param workspaceFolder absolute path, or null
 */
export const createFileSaver = (
  ask: AskWhere,
  workspaceFolder: () => string | null,
  t: Translate,
): ((file: SavedFile, run: Pick<RunStatus, 'folder' | 'title'>) => Promise<string | null>) => {
  let lastFolder: string | null = null;

  const firstFolder = (images: string): string => {
    const workspace = workspaceFolder();
    return workspace === null || workspace === images ? dirname(images) : workspace;
  };

  const write = async (place: ChosenPlace, bytes: Uint8Array): Promise<void> => {
    try {
      await place.write(bytes);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new SpokenError(t('The file {0} could not be written: {1}', place.path, reason));
    }
  };

  return async (file, { folder, title }) => {
    const extension = file.kind;
    const question = { extension, kindName: kindName(extension, t) };
    const name = `${fileNameOf(`${title} ${file.name}`)}.${extension}`;
    const suggested = join(lastFolder ?? firstFolder(folder), name);
    let place = await ask({ ...question, suggested });
    while (place !== null && posix.extname(place.path).toLowerCase() !== `.${extension}`) {
      // Asked again under a fitting name, so that the dialog asks about a file that has it already.
      place = await ask({ ...question, suggested: `${place.path}.${extension}` });
    }
    if (place === null) return null;
    await write(place, bytesOf(file));
    lastFolder = posix.dirname(place.path);
    return posix.basename(place.path);
  };
};
