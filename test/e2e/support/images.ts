/** Folders of real images for the runs of the tests. */
import { cp, mkdir, readdir } from 'node:fs/promises';
import path from 'node:path';

import { runTool } from '../../../scripts/setup/runTool.mjs';

/** Draws scenes with the command line. */
export const drawSampleImages = async (
  project: string,
  folder: string,
  count: number,
): Promise<void> => {
  const cli = path.join(project, 'dist', 'cli.js');
  const args = [cli, 'sample', folder, '--count', String(count), '--size', '160', '--seed', '3'];
  const { code, output } = await runTool(process.execPath, args);
  if (code !== 0) throw new Error(`Sample images cannot be drawn:\n${output}`);
};

/**
 * Fills a folder with photographs where `PRETEXT_LAB_DATA` has some, else with drawn scenes.
 * @param sampleImages folder of drawn scenes
 */
export const fillWithImages = async (folder: string, sampleImages: string): Promise<void> => {
  const photos = process.env['PRETEXT_LAB_DATA'] ?? '';
  if (photos === '') {
    await cp(sampleImages, folder, { recursive: true });
    return;
  }
  const photoFolder = path.join(photos, 'photos-3k');
  const files = (await readdir(photoFolder, { recursive: true }))
    .filter((name) => /\.(jpe?g|png|webp)$/i.test(name))
    .sort();
  await mkdir(folder, { recursive: true });
  for (const [index, name] of files.slice(0, photoCount).entries()) {
    const target = `photo-${String(index).padStart(3, '0')}${path.extname(name)}`;
    await cp(path.join(photoFolder, name), path.join(folder, target));
  }
};

const photoCount = 200;
