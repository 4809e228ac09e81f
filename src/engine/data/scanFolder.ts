/**
 * Finds the images below a folder. Synchronous calls with one reused buffer are several times faster
 * here than promises (four short system calls per file); the event loop gets its turn now and then,
 * so that progress and abort work.
 */
import fs from 'node:fs';
import path from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';

import type { SkippedFile } from '../../protocol/run.js';
import { sentence, type Sentence, type SentenceValue } from '../../protocol/sentence.js';
import { LabError } from '../labError.js';
import { systemReason } from '../systemCode.js';
import {
  imageExtension,
  nameUnsupportedFormat,
  sniffBytes,
  sniffImageFormat,
} from './imageFormat.js';
import { ImageIndexBuilder, type ImageIndex } from './imageIndex.js';

export interface ScanResult {
  /** Files whose first bytes are those of a readable image format. */
  readonly index: ImageIndex;
  /** Files that are or claim to be images and are left out, in the order of their paths. */
  readonly skipped: readonly SkippedFile[];
  /** `index.length` and the skipped files; what does not claim to be an image is not counted. */
  readonly files: number;
}

export interface ScanOptions {
  /** Called now and then with the number of images found so far. */
  onProgress(found: number): void;
  readonly signal?: AbortSignal;
}

/** Directory entries between two turns of the event loop: about 20 ms of work. */
const entriesPerTurn = 1000;
/** A `run.json` larger than this is none of ours. */
const maxRunFileBytes = 1_000_000;

/**
 * Why the folder that the user named cannot be scanned.
 * @param code of the file system's error, such as `ENOENT`
 */
export const describeFolderError = (folder: string, code: SentenceValue): LabError => {
  if (code === 'ENOENT') {
    return new LabError(
      'folderMissing',
      sentence('There is no folder {0}; check the path.', folder),
    );
  }
  if (code === 'ENOTDIR') {
    return new LabError(
      'folderMissing',
      sentence('{0} is a file; name the folder that holds the images.', folder),
    );
  }
  return new LabError(
    'folderUnreadable',
    sentence('The folder {0} cannot be read ({1}); check its permissions.', folder, code),
  );
};

/** A folder that a run wrote: its samples and previews are images, but not the user's. */
const isRunFolder = (folder: string): boolean => {
  const file = path.join(folder, 'run.json');
  const stats = fs.statSync(file, { throwIfNoEntry: false });
  if (stats?.isFile() !== true || stats.size > maxRunFileBytes) return false;
  try {
    const content: unknown = JSON.parse(fs.readFileSync(file, 'utf8'));
    return typeof content === 'object' && content !== null && 'formatVersion' in content;
  } catch {
    return false;
  }
};

const isLeftOut = (name: string): boolean => name.startsWith('.') || name === 'node_modules';

class FolderScan {
  readonly builder = new ImageIndexBuilder();
  readonly skipped: SkippedFile[] = [];
  readonly #root: string;
  /** Device and inode of each folder walked, so that none is walked twice. */
  readonly #walked = new Set<string>();
  readonly #head = Buffer.alloc(sniffBytes);
  #links: string[] = [];
  #files = 0;

  constructor(root: string) {
    this.#root = root;
  }

  get files(): number {
    return this.#files;
  }

  /** Real folders first, then links to folders: a folder is listed under its own path if it has one. */
  async walk(onTurn: () => Promise<void>): Promise<void> {
    let pending = [''];
    while (pending.length > 0) {
      let entries = 0;
      for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
        for (const found of this.#folder(next, pending)) {
          entries += found;
          if (entries % entriesPerTurn === 0) await onTurn();
        }
      }
      pending = this.#links.sort().reverse();
      this.#links = [];
    }
  }

  /** Yields 1 for each entry of a folder; adds its folders to `pending`. */
  *#folder(relative: string, pending: string[]): Generator<1> {
    const folder = path.join(this.#root, relative);
    let directory: fs.Dir;
    try {
      const stats = fs.statSync(folder, { bigint: true });
      const identity = `${stats.dev}:${stats.ino}`;
      if (this.#walked.has(identity)) return;
      this.#walked.add(identity);
      if (relative !== '' && isRunFolder(folder)) return;
      directory = fs.opendirSync(folder, { bufferSize: 256 });
    } catch (error) {
      if (relative === '') throw describeFolderError(this.#root, systemReason(error));
      const message = sentence('The folder cannot be read ({0}).', systemReason(error));
      this.skipped.push({ path: relative, code: 'unreadable', message });
      return;
    }
    try {
      for (let entry = directory.readSync(); entry !== null; entry = directory.readSync()) {
        yield 1;
        if (isLeftOut(entry.name)) continue;
        const entryPath = relative === '' ? entry.name : `${relative}/${entry.name}`;
        if (entry.isDirectory()) pending.push(entryPath);
        else if (entry.isFile()) this.#file(entryPath);
        else if (entry.isSymbolicLink()) this.#link(entryPath);
      }
    } finally {
      directory.closeSync();
    }
  }

  #link(relative: string): void {
    try {
      const stats = fs.statSync(path.join(this.#root, relative));
      if (stats.isDirectory()) this.#links.push(relative);
      else if (stats.isFile()) this.#file(relative);
    } catch (error) {
      this.#unreadable(relative, error);
    }
  }

  #file(relative: string): void {
    try {
      const descriptor = fs.openSync(path.join(this.#root, relative), 'r');
      try {
        const headBytes = fs.readSync(descriptor, this.#head, 0, sniffBytes, 0);
        this.#sort(relative, this.#head.subarray(0, headBytes), descriptor);
      } finally {
        fs.closeSync(descriptor);
      }
    } catch (error) {
      this.#unreadable(relative, error);
    }
  }

  #sort(relative: string, head: Uint8Array, descriptor: number): void {
    const format = sniffImageFormat(head);
    if (format !== null && format !== 'svg') {
      const { size, mtimeMs } = fs.fstatSync(descriptor);
      this.builder.add(relative, size, mtimeMs, format);
      this.#files += 1;
      return;
    }
    const extension = imageExtension(relative);
    const known = nameUnsupportedFormat(head);
    if (format === 'svg' || extension === 'svg' || extension === 'svgz') {
      this.#skip(
        relative,
        'svgRefused',
        sentence('SVG drawings are not read; export it as PNG or JPEG.'),
      );
    } else if (known !== null) {
      this.#skip(
        relative,
        'unsupportedFormat',
        sentence('{0} files are not read; convert it to PNG or JPEG.', known),
      );
    } else if (extension !== null && head.length === 0) {
      this.#skip(relative, 'emptyFile', sentence('The file is empty.'));
    } else if (extension !== null) {
      const message = sentence(
        'The name ends in .{0}, but the content is not that of a readable image.',
        extension,
      );
      this.#skip(relative, 'unsupportedFormat', message);
    }
  }

  /** A file that cannot be opened counts only if its name claims that it is an image. */
  #unreadable(relative: string, error: unknown): void {
    if (imageExtension(relative) === null) return;
    this.#skip(
      relative,
      'unreadable',
      sentence('The file cannot be opened ({0}).', systemReason(error)),
    );
  }

  #skip(relative: string, code: SkippedFile['code'], message: Sentence): void {
    this.#files += 1;
    this.skipped.push({ path: relative, code, message });
  }
}

/**
 * Lists the images below a folder by their content. Hidden entries, `node_modules` and run folders
 * are left out; a folder reached by several links is walked once, under its own path if it has one.
 * @param folder path of a folder
 * @returns images and skipped files, in the order of their paths' bytes
 * @throws LabError `folderMissing` or `folderUnreadable`; the signal's reason when aborted
 */
export const scanFolder = async (folder: string, options: ScanOptions): Promise<ScanResult> => {
  const scan = new FolderScan(folder);
  const turn = async (): Promise<void> => {
    options.signal?.throwIfAborted();
    options.onProgress(scan.builder.length);
    await nextTurn();
  };
  await scan.walk(turn);
  await turn();
  options.signal?.throwIfAborted();
  const skipped = scan.skipped.sort((a, b) =>
    Buffer.compare(Buffer.from(a.path), Buffer.from(b.path)),
  );
  return { index: scan.builder.build(), skipped, files: scan.files };
};
