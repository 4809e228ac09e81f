/** How large images are, from their headers alone. */
import { open, stat } from 'node:fs/promises';
import { join } from 'node:path';

import sharp from 'sharp';

import type { RunImages } from '../../protocol/runContents.js';
import { sniffBytes, sniffImageFormat } from './imageFormat.js';
import type { UprightSize } from './imageHeader.js';
import { forEachInFlight } from './inFlight.js';

/** Bounds of the bins, in px: what image and tile sizes are usually made of. */
const boundsPx = [
  0, 16, 32, 48, 64, 96, 128, 192, 256, 384, 512, 768, 1024, 1536, 2048, 3072, 4096, 6144, 8192,
];

/** Whether the file is an image that is read: drawings and pipes are not handed to a decoder. */
const isReadable = async (file: string): Promise<boolean> => {
  // Opening a pipe would wait for a writer.
  if (!(await stat(file)).isFile()) return false;
  const handle = await open(file, 'r');
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(sniffBytes), 0, sniffBytes, 0);
    const format = sniffImageFormat(buffer.subarray(0, bytesRead));
    return format !== null && format !== 'svg';
  } finally {
    await handle.close();
  }
};

const readSize = async (file: string): Promise<UprightSize | null> => {
  try {
    if (!(await isReadable(file))) return null;
    const { autoOrient } = await sharp(file).metadata();
    return { widthPx: autoOrient.width, heightPx: autoOrient.height };
  } catch {
    return null;
  }
};

/** The middle value; the lower one of two. 0 when there is none. */
const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) / 2)] ?? 0;

/** Counts sides per bin; empty bins at both ends are left out. */
const countSides = (sidesPx: readonly number[]): Pick<RunImages['sizes'], 'edgesPx' | 'counts'> => {
  const longest = Math.max(0, ...sidesPx);
  const edges = boundsPx.filter((bound) => bound <= longest);
  edges.push(boundsPx.find((bound) => bound > longest) ?? longest + 1);
  const bins = edges.slice(0, -1).map((from, k) => {
    const to = edges[k + 1] ?? Infinity;
    return { from, count: sidesPx.filter((side) => side >= from && side < to).length };
  });
  const first = bins.findIndex(({ count }) => count > 0);
  if (first === -1) return { edgesPx: [], counts: [] };
  return {
    edgesPx: edges.slice(first),
    counts: bins.slice(first).map(({ count }) => count),
  };
};

/**
 * Reads the upright sizes of images; files that are gone or cannot be read are left out.
 * @param paths relative to `folder`
 */
export const measureSizes = async (
  folder: string,
  paths: readonly string[],
): Promise<RunImages['sizes']> => {
  const sizes: UprightSize[] = [];
  await forEachInFlight(paths, async (path) => {
    const size = await readSize(join(folder, path));
    if (size !== null) sizes.push(size);
  });
  return {
    sampled: sizes.length,
    ...countSides(sizes.map(({ widthPx, heightPx }) => Math.min(widthPx, heightPx))),
    medianWidthPx: median(sizes.map(({ widthPx }) => widthPx)),
    medianHeightPx: median(sizes.map(({ heightPx }) => heightPx)),
  };
};
