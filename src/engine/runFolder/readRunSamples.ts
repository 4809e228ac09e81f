/** What the network was fed and answered after an epoch, with the images, as it is shown. */
import { lstat, readFile, realpath } from 'node:fs/promises';
import { join, resolve } from 'node:path';

import type { EpochSamples } from '../../protocol/runContents.js';
import { sniffBytes, sniffImageFormat } from '../data/imageFormat.js';
import { readEpochSamples, samplesImagesFolder } from './runSamples.js';

/** A WebP of 256 px takes a tenth of it. */
const largestImageBytes = 256 * 1024;
/** All images of an epoch together. */
const mostImageBytes = 32 * 1024 * 1024;

/** Whether the folder of images is where it should be, so that no link leads out of the run folder. */
const imagesAreInside = async (runFolder: string): Promise<boolean> => {
  const inside = samplesImagesFolder(await realpath(runFolder));
  return (await realpath(inside).catch(() => null)) === resolve(inside);
};

/** The bytes of an image, or null when it is missing, a link, too large, or no WebP. */
const readImage = async (file: string): Promise<Uint8Array<ArrayBuffer> | null> => {
  try {
    const found = await lstat(file);
    if (!found.isFile() || found.size > largestImageBytes) return null;
    const bytes = new Uint8Array(await readFile(file));
    return sniffImageFormat(bytes.subarray(0, sniffBytes)) === 'webp' ? bytes : null;
  } catch {
    return null;
  }
};

/**
 * Reads the samples of one validation with their images, which may come from anyone. An image that
 * cannot be read is null in `fed`, like one that was not kept.
 * @param epoch finished epochs
 * @throws LabError `runUnreadable` when there are no samples of that epoch or they are damaged
 */
export const readRunSamples = async (runFolder: string, epoch: number): Promise<EpochSamples> => {
  const described = await readEpochSamples(runFolder, epoch);
  const folder = samplesImagesFolder(runFolder);
  const names = (await imagesAreInside(runFolder))
    ? new Set(described.samples.flatMap(({ fed }) => fed).filter((name) => name !== null))
    : [];
  const images = new Map<string, Uint8Array<ArrayBuffer>>();
  let totalBytes = 0;
  for (const name of names) {
    const bytes = await readImage(join(folder, name));
    if (bytes === null || totalBytes + bytes.byteLength > mostImageBytes) continue;
    totalBytes += bytes.byteLength;
    images.set(name, bytes);
  }
  return {
    epoch,
    samples: described.samples.map((sample) => ({
      ...sample,
      fed: sample.fed.map((name) => (name !== null && images.has(name) ? name : null)),
    })),
    images: Object.fromEntries(images),
  };
};
