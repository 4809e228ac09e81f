/** Small generated images in temporary folders. */
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import sharp from 'sharp';
import { onTestFinished } from 'vitest';

import { createRandom } from '../../src/engine/random.js';

/** A new empty folder below the system's temporary one, removed when the test that asks is over. */
export const createTestFolder = async (): Promise<string> => {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'pretext lab ')));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
};

/**
 * A PNG of random colours.
 * @param seed the same seed gives the same bytes
 */
export const createNoisePng = async (
  seed: number,
  widthPx: number,
  heightPx: number,
): Promise<Buffer> => {
  const random = createRandom(seed);
  const pixels = Uint8Array.from({ length: widthPx * heightPx * 3 }, () => random.below(256));
  return sharp(pixels, { raw: { width: widthPx, height: heightPx, channels: 3 } })
    .png()
    .toBuffer();
};

/** Writes a file, and the folders above it. */
export const writeFileAt = async (file: string, bytes: Uint8Array): Promise<void> => {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, bytes);
};

/** A folder with `count` different images of 20 x 16 px, named `00.png`, `01.png` and so on. */
export const createImageFolder = async (count: number): Promise<string> => {
  const folder = await createTestFolder();
  for (let i = 0; i < count; i++) {
    const name = `${String(i).padStart(2, '0')}.png`;
    await writeFileAt(join(folder, name), await createNoisePng(i, 20, 16));
  }
  return folder;
};
