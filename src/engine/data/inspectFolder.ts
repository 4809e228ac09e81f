/** Looks at a folder without training: which images can be read, how large they are, what is unusual. */
import path from 'node:path';

import type { FolderSummary, SkippedFile } from '../../protocol/run.js';
import { sentence, type Sentence } from '../../protocol/sentence.js';
import { decodeSquareFile, type DecodeLimits } from './decodeImage.js';
import type { ImageIndex } from './imageIndex.js';
import { scanFolder } from './scanFolder.js';
import { contentHashBytes, findFirstCopies } from './split.js';

export interface InspectOptions {
  readonly limits: DecodeLimits;
  /** Images that are decoded at the same time, each on a thread of sharp's pool. */
  readonly workers: number;
  /** Called after the scan and after each image; `total` is null while it is not known. */
  onProgress(phase: 'scan' | 'decode', done: number, total: number | null): void;
  onSkipped(file: SkippedFile): void;
  readonly signal?: AbortSignal;
}

/** Every image is decoded to the end, but only to this side: what counts is whether it can be read. */
const inspectedSizePx = 64;

const fewImages = 200;
const smallSidePx = 64;
const tallRatio = 3;
/** Share of images from which on something unusual is worth a warning. */
const notableShare = 0.05;

/** What is known about the images that can be read; `K` of them. */
interface Readable {
  /** int32 [K], image numbers in ascending order */
  readonly images: Int32Array;
  /** uint32 [K] */
  readonly widthsPx: Uint32Array;
  /** uint32 [K] */
  readonly heightsPx: Uint32Array;
  readonly duplicates: number;
}

const decodeAll = async (
  folder: string,
  index: ImageIndex,
  options: InspectOptions,
  skip: (file: SkippedFile) => void,
): Promise<Readable> => {
  const widthsPx = new Uint32Array(index.length);
  const heightsPx = new Uint32Array(index.length);
  const hashes = new Uint8Array(index.length * contentHashBytes);
  let next = 0;
  let done = 0;
  const decodeSome = async (): Promise<void> => {
    while (next < index.length) {
      options.signal?.throwIfAborted();
      const i = next++;
      const relative = index.path(i);
      const file = path.join(folder, relative);
      const { outcome, contentHash } = await decodeSquareFile(
        file,
        inspectedSizePx,
        options.limits,
      );
      if (outcome.ok && contentHash !== null) {
        widthsPx[i] = outcome.widthPx;
        heightsPx[i] = outcome.heightPx;
        hashes.set(contentHash, i * contentHashBytes);
      } else if (!outcome.ok) {
        skip({ path: relative, code: outcome.code, message: outcome.message });
      }
      options.onProgress('decode', ++done, index.length);
    }
  };
  await Promise.all(Array.from({ length: options.workers }, decodeSome));

  const images = Int32Array.from({ length: index.length }, (_, i) => i).filter(
    (i) => widthsPx[i]! > 0,
  );
  const readableHashes = new Uint8Array(images.length * contentHashBytes);
  for (let k = 0; k < images.length; k++) {
    const start = images[k]! * contentHashBytes;
    readableHashes.set(hashes.subarray(start, start + contentHashBytes), k * contentHashBytes);
  }
  const duplicates = findFirstCopies(readableHashes).filter((first, k) => first !== k).length;
  return {
    images,
    widthsPx: widthsPx.filter((width) => width > 0),
    heightsPx: heightsPx.filter((height) => height > 0),
    duplicates,
  };
};

/** Images per first-level subfolder, in the order of their paths. */
const countClasses = (index: ImageIndex, images: Int32Array): Record<string, number> => {
  const counts = new Map<string, number>();
  for (const i of images) {
    const [first, ...rest] = index.path(i).split('/');
    if (first !== undefined && rest.length > 0) counts.set(first, (counts.get(first) ?? 0) + 1);
  }
  return Object.fromEntries(counts);
};

/** The middle value; the lower one of two. 0 when there is none. */
const median = (values: Uint32Array): number =>
  values.toSorted()[Math.floor((values.length - 1) / 2)] ?? 0;

const percent = (part: number, whole: number): string => `${Math.round((100 * part) / whole)} %`;

const writeWarnings = (folder: string, files: number, readable: Readable): Sentence[] => {
  const { widthsPx, heightsPx, duplicates } = readable;
  const total = widthsPx.length;
  if (files === 0) {
    return [
      sentence(
        'There are no images in {0}: JPEG, PNG, WebP, GIF, TIFF and AVIF files are read.',
        folder,
      ),
    ];
  }
  if (total === 0) {
    return [
      sentence(
        'None of the {0} image files in {1} can be read; the skipped files say why.',
        files,
        folder,
      ),
    ];
  }
  const warnings: Sentence[] = [];
  if (total < fewImages) {
    warnings.push(
      sentence(
        'Only {0} images can be read; pretraining needs {1} or more to learn anything general.',
        total,
        fewImages,
      ),
    );
  }
  const shorterPx = widthsPx.map((width, k) => Math.min(width, heightsPx[k]!));
  if (median(shorterPx) < smallSidePx) {
    warnings.push(
      sentence(
        'Half of the images are at most {0} px on their shorter side; they will be enlarged, and jigsaw tiles of them show little. Choose a small image size.',
        median(shorterPx),
      ),
    );
  }
  const tall = shorterPx.filter(
    (shorter, k) => Math.max(widthsPx[k]!, heightsPx[k]!) > tallRatio * shorter,
  ).length;
  if (tall > notableShare * total) {
    warnings.push(
      sentence(
        '{0} images ({1}) are more than {2} times as long as wide; only the square in their middle is used.',
        tall,
        percent(tall, total),
        tallRatio,
      ),
    );
  }
  if (duplicates > notableShare * total) {
    warnings.push(
      sentence(
        '{0} images ({1}) are exact copies of others; they count more often in training. Remove them if that is not wanted.',
        duplicates,
        percent(duplicates, total),
      ),
    );
  }
  return warnings;
};

/**
 * Scans a folder and decodes every image in it.
 * @param folder path of a folder
 * @returns counts, medians and warnings; skipped files in the order of their paths
 * @throws LabError when the folder cannot be scanned; the signal's reason when aborted
 */
export const inspectFolder = async (
  folder: string,
  options: InspectOptions,
): Promise<FolderSummary> => {
  const { index, skipped, files } = await scanFolder(folder, {
    onProgress: (found) => {
      options.onProgress('scan', found, null);
    },
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  });
  const allSkipped: SkippedFile[] = [];
  const skip = (file: SkippedFile): void => {
    allSkipped.push(file);
    options.onSkipped(file);
  };
  skipped.forEach(skip);
  const readable = await decodeAll(folder, index, options, skip);
  return {
    kind: 'folderSummary',
    files,
    readable: readable.images.length,
    skipped: allSkipped.sort((a, b) => Buffer.compare(Buffer.from(a.path), Buffer.from(b.path))),
    classes: countClasses(index, readable.images),
    medianWidth: median(readable.widthsPx),
    medianHeight: median(readable.heightsPx),
    duplicates: readable.duplicates,
    warnings: writeWarnings(folder, files, readable),
  };
};
