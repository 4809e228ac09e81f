/** Images that are in two places at once: a test image that was trained on is no test. */
import { openPack, packPathOf } from '../data/pixelCache.js';
import { hashOf, type PackTable } from '../data/packTable.js';
import { readImagesJson } from '../runFolder/readImagesJson.js';
import { contentName, contentNames } from './contentNames.js';
import { cacheSettingsOf } from './evaluationImages.js';
import type { OpenedTrunk } from './openTrunk.js';

/**
 * The contents of some images.
 * @param hashes uint8 [N, contentHashBytes]
 * @param images int32, which of them count
 */
export const contentsOf = (hashes: Uint8Array, images: Int32Array): Set<string> =>
  new Set(contentNames(hashes, images));

/** How many of some images have a content that is among others, byte for byte. */
export const countShared = (
  hashes: Uint8Array,
  images: Int32Array,
  others: ReadonlySet<string>,
): number => contentNames(hashes, images).filter((name) => others.has(name)).length;

const hashesByPath = (table: PackTable): Map<string, string> =>
  new Map(
    Array.from({ length: table.length }, (_, i) => [table.path(i), contentName(hashOf(table, i))]),
  );

/**
 * The contents of the images that a run was trained on; those that it only validated with do not count.
 * They are known from the cache of decoded images, where it is still there: hashing a folder anew would
 * take as long as reading all of it.
 * @returns null when they are not known
 * @throws LabError `runUnreadable` when the run's list of images is damaged
 */
export const pretrainingContents = async (trunk: OpenedTrunk): Promise<Set<string> | null> => {
  const settings = cacheSettingsOf(trunk, trunk.run.folder);
  const pack = await openPack(packPathOf(settings), settings.sizePx);
  if (pack === null) return null;
  try {
    const hashes = hashesByPath(pack.table);
    const contents = new Set<string>();
    for await (const line of readImagesJson(trunk.runFolder)) {
      if (line.kind !== 'image' || line.image.side !== 'train') continue;
      const hash = hashes.get(line.image.path);
      if (hash !== undefined) contents.add(hash);
    }
    return contents;
  } finally {
    await pack.close();
  }
};
