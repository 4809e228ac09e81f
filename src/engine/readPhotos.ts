/** Images as they are shown: the middle square, as training decodes it. */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';

import sharp from 'sharp';

import { defaultDataConfig } from '../protocol/defaultConfig.js';
import type { EngineParams } from '../protocol/engineProtocol.js';
import type { Photo } from '../protocol/runContents.js';
import { sentence, type Sentence } from '../protocol/sentence.js';
import { decodeSquareFile, type DecodeLimits } from './data/decodeImage.js';
import { forEachInFlight } from './data/inFlight.js';
import { leadsOutOf } from './data/leadsOutOf.js';
import { systemCode, systemReason } from './systemCode.js';
import { readImagesJson } from './runFolder/readImagesJson.js';
import { readRunJson } from './runFolder/runFolder.js';

const unreadable = (path: string, message: Sentence): Photo => ({ path, image: null, message });

/** Which of the paths the run lists. */
const listedPaths = async (runFolder: string, paths: readonly string[]): Promise<Set<string>> => {
  const wanted = new Set(paths);
  const listed = new Set<string>();
  for await (const line of readImagesJson(runFolder)) {
    if (line.kind === 'image' && wanted.has(line.image.path)) listed.add(line.image.path);
    if (line.kind === 'skipped' || listed.size === wanted.size) break;
  }
  return listed;
};

const readPhoto = async (
  folder: string,
  path: string,
  sidePx: number,
  limits: DecodeLimits,
): Promise<Photo> => {
  const file = join(folder, path);
  try {
    // Reading a pipe would never end.
    if (!(await stat(file)).isFile())
      return unreadable(path, sentence('This is not a file any more.'));
  } catch (error) {
    const code = systemCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') {
      return unreadable(path, sentence('The file is not there any more.'));
    }
    return unreadable(path, sentence('The file cannot be read ({0}).', systemReason(error)));
  }
  const { outcome } = await decodeSquareFile(file, sidePx, limits);
  if (!outcome.ok) return unreadable(path, outcome.message);
  const image = await sharp(outcome.pixels, { raw: { width: sidePx, height: sidePx, channels: 3 } })
    .webp({ quality: 85 })
    .toBuffer();
  return { path, image: new Uint8Array(image), message: null };
};

/** Reads each path once and answers in the order asked for. */
const readEach = async (
  paths: readonly string[],
  read: (path: string) => Promise<Photo>,
): Promise<Photo[]> => {
  const photos = new Map<string, Photo>();
  await forEachInFlight(new Set(paths), async (path) => {
    photos.set(path, await read(path));
  });
  return paths.flatMap((path) => photos.get(path) ?? []);
};

/**
 * Reads images of a run by path, in the order asked for. One that cannot be read, or that the run does
 * not list, comes back without an image and says why.
 * @throws LabError `runUnreadable`
 */
export const readPhotos = async ({
  runFolder,
  paths,
  sidePx,
}: EngineParams<'readPhotos'>): Promise<Photo[]> => {
  const { folder, config } = await readRunJson(runFolder);
  const listed = await listedPaths(runFolder, paths);
  return readEach(paths, async (path) =>
    listed.has(path)
      ? readPhoto(folder, path, sidePx, config.data)
      : unreadable(path, sentence("The file is not in the run's list of images.")),
  );
};

/**
 * Reads images of any folder by relative path, in the order asked for. One that cannot be read, or
 * whose path leads out of the folder, comes back without an image and says why.
 */
export const readThumbnails = async ({
  folder,
  paths,
  sidePx,
}: EngineParams<'readThumbnails'>): Promise<Photo[]> =>
  readEach(paths, async (path) =>
    leadsOutOf(folder, path)
      ? unreadable(path, sentence('The path leads out of the folder.'))
      : readPhoto(folder, path, sidePx, defaultDataConfig),
  );
