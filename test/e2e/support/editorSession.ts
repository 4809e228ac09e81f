/** An editor with the installed extension and a folder of images, opened as a user opens it. */
import { mkdir, mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { inject } from 'vitest';

import { fillWithImages } from './images.js';
import { openLab, type Lab } from './openLab.js';
import { watchPages } from './watchPages.js';

/** Folder of images in the workspace; its name has a space, as such names do. */
export const imagesName = 'holiday photographs';
export const otherFolderName = 'second folder';
export const fileName = 'notes.txt';

export interface EditorSession extends Lab {
  /** Absolute path of the folder of images. */
  readonly images: string;
  /** What went wrong in pages of the extension: errors, and what their policy refused. */
  readonly problems: readonly string[];
  /** Everything that the extension has logged. */
  readonly log: () => Promise<string>;
}

export interface SessionOptions {
  readonly locale?: string;
  /** Whether the editor asks to trust the folder. */
  readonly trust?: boolean;
  /** False opens no folder. */
  readonly hasFolder?: boolean;
}

export const openEditor = async ({
  locale,
  trust = false,
  hasFolder = true,
}: SessionOptions = {}): Promise<EditorSession> => {
  const scratch = await mkdtemp(path.join(inject('e2eFolder'), 'session-'));
  const workspace = path.join(scratch, 'workspace');
  const images = path.join(workspace, imagesName);
  await mkdir(path.join(workspace, otherFolderName), { recursive: true });
  await writeFile(path.join(workspace, fileName), 'Not an image.\n');
  await fillWithImages(images, inject('sampleImages'));
  await writeFile(path.join(images, 'broken.jpg'), 'Not an image either.\n');

  const lab = await openLab({
    folder: hasFolder ? workspace : null,
    machineSettings: {
      'pretextLab.engineFolder': inject('engineFolder'),
      // Nothing is measured before the first run.
      'pretextLab.computeEngine': 'tensorflow',
    },
    trust,
    ...(locale === undefined ? {} : { locale }),
  });
  return {
    ...lab,
    images,
    problems: watchPages(lab.page),
    log: () => readLogs(path.join(lab.server.profile, 'data', 'logs')),
  };
};

const readLogs = async (folder: string): Promise<string> => {
  const files = (await readdir(folder, { recursive: true })).filter(
    (name) => path.basename(name) === 'Pretext Lab.log',
  );
  const texts = await Promise.all(files.map((name) => readFile(path.join(folder, name), 'utf8')));
  return texts.join('\n');
};
