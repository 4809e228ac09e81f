/** Brings the published package: from the package index, or from a file that the user has. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';

import { sentence, type Sentence } from '../../protocol/sentence.js';
import { nodeDisk, requireSpace, type Disk } from '../../tensorflowLibrary/disk.mjs';
import { download, partialOf, type Patience } from '../../tensorflowLibrary/download.mjs';
import { isIntact, sizeOf } from '../../tensorflowLibrary/fileCheck.mjs';
import { findIndexFile } from '../../tensorflowLibrary/packageIndex.mjs';
import { neededBytes, type Wheel } from '../../tensorflowLibrary/wheels.mjs';
import { tensorflowRoot } from './installation.js';

/** Where the package comes from: the package index, or a file that the user has. */
export type WheelSource =
  | {
      readonly kind: 'index';
      readonly fetch: typeof globalThis.fetch;
      /** As in PIP_INDEX_URL; the public index when undefined or empty. */
      readonly indexUrl: string | undefined;
    }
  | { readonly kind: 'file'; readonly path: string };

export type InstallProgress =
  | {
      readonly phase: 'download' | 'unpack';
      readonly doneBytes: number;
      readonly totalBytes: number;
    }
  | { readonly phase: 'check' | 'prove' };

export interface BringOptions {
  readonly wheel: Wheel;
  /** The extension's own storage; absolute. */
  readonly storageFolder: string;
  readonly source: WheelSource;
  /** Cancels; what was downloaded stays for the next try. */
  readonly signal: AbortSignal;
  readonly onProgress: (progress: InstallProgress) => void;
  readonly disk?: Disk;
  readonly patience?: Patience;
}

/** Where a package lies while it is needed. */
export const archiveIn = (storageFolder: string, { file }: Wheel): string =>
  join(tensorflowRoot(storageFolder), 'downloads', file);

/** How much of the package an earlier try left behind, in bytes. */
export const keptBytesOf = async (storageFolder: string, wheel: Wheel): Promise<number> => {
  const archive = archiveIn(storageFolder, wheel);
  return (await sizeOf(archive)) || (await sizeOf(partialOf(archive)));
};

/** An installation that cannot go on, in one sentence. */
export class Refusal extends Error {
  readonly reason: Sentence;
  constructor(reason: Sentence) {
    super(reason.text);
    this.reason = reason;
  }
}

/** Makes sure that the user's file is the published one, whatever its name. */
const requirePublished = async (path: string, wheel: Wheel): Promise<void> => {
  const bytes = await sizeOf(path);
  if (bytes !== wheel.bytes) {
    throw new Refusal(
      sentence(
        '{0} is not {1}: it has {2} bytes instead of {3}. Choose that very file.',
        path,
        wheel.file,
        bytes,
        wheel.bytes,
      ),
    );
  }
  if (await isIntact(path, wheel)) return;
  throw new Refusal(
    sentence(
      '{0} is not {1} as it was published: its checksum is another. Copy the file again.',
      path,
      wheel.file,
    ),
  );
};

/**
 * @returns path of the package, checked
 * @throws Refusal, FetchFailure, or an error of the file system
 */
export const bringWheel = async (options: BringOptions): Promise<string> => {
  const { wheel, source, storageFolder, signal, onProgress } = options;
  const disk = options.disk ?? nodeDisk;
  const root = tensorflowRoot(storageFolder);
  if (source.kind === 'file') {
    onProgress({ phase: 'check' });
    await requirePublished(source.path, wheel);
    await requireSpace(disk, root, neededBytes(wheel, wheel.bytes));
    return source.path;
  }
  const archive = archiveIn(storageFolder, wheel);
  if ((await sizeOf(archive)) > 0) {
    onProgress({ phase: 'check' });
    if (await isIntact(archive, wheel)) {
      await requireSpace(disk, root, neededBytes(wheel, wheel.bytes));
      return archive;
    }
    await rm(archive, { force: true });
  }
  await requireSpace(disk, root, neededBytes(wheel, await sizeOf(partialOf(archive))));
  onProgress({ phase: 'download', doneBytes: 0, totalBytes: wheel.bytes });
  const { fetch, indexUrl } = source;
  const found = await findIndexFile(fetch, indexUrl, wheel.project, wheel.file, signal);
  await download({
    ...found,
    fetch,
    target: archive,
    expected: wheel,
    onBytes: (doneBytes) => onProgress({ phase: 'download', doneBytes, totalBytes: wheel.bytes }),
    signal,
    disk,
    ...(options.patience === undefined ? {} : { patience: options.patience }),
  });
  return archive;
};
