/** Finding the images of a folder that are there more than once, or nearly so. */
import type { FindNearDuplicatesParams, NearDuplicatesReport } from '../../../protocol/findings.js';
import { contentHashBytes, findFirstCopies } from '../../data/split.js';
import { createBlockExtractor } from '../extractFeatures.js';
import {
  chooseBlock,
  lookAtImages,
  openSearchedFolder,
  pauseBetween,
  reportFeatures,
  type LookingWorld,
} from '../lookedAtFolder.js';
import { openTrunk } from '../openTrunk.js';
import { groupNearDuplicates } from './nearDuplicateGroups.js';

/** Cells along each side that features are averaged over: near-duplicates agree in what is where. */
const poolGrid = 4;

/** The hashes of some images. @returns uint8 [images, contentHashBytes] */
const hashesOf = (hashes: Uint8Array, images: Int32Array): Uint8Array => {
  const some = new Uint8Array(images.length * contentHashBytes);
  for (const [row, image] of images.entries()) {
    const start = image * contentHashBytes;
    some.set(hashes.subarray(start, start + contentHashBytes), row * contentHashBytes);
  }
  return some;
};

/**
 * Groups the images whose features have at least a given cosine; those with the same bytes are marked.
 * @param signal gives up between two batches; its reason is thrown
 * @throws LabError `badArgument` when there is no such block, `tooFewImages`, those of opening a trunk
 *   and of reading a folder
 */
export const findNearDuplicates = async (
  params: FindNearDuplicatesParams,
  world: LookingWorld,
  signal: AbortSignal,
): Promise<NearDuplicatesReport> => {
  const { threshold } = params;
  const options = { workers: params.workers, signal };
  const opened = await openTrunk(params.runFolder, world);
  try {
    const block = chooseBlock(opened, params.block);
    const extractor = createBlockExtractor(opened, { blocks: [block], poolGrid });
    const dataset = await openSearchedFolder(params.folder, opened, world, options, 2);
    const { images, results } = await lookAtImages(
      dataset,
      dataset.train,
      opened,
      [extractor],
      world,
      { ...options, onProgress: reportFeatures(world, dataset.train.length) },
    );
    const [[features] = []] = results;
    if (features === undefined) throw new Error(`There are no features of ${block}.`);
    const total = (images.length * (images.length + 1)) / 2;
    const firstCopies = findFirstCopies(hashesOf(dataset.contentHashes, images));
    const groups = await groupNearDuplicates(
      features,
      firstCopies,
      threshold,
      (done) => {
        world.report({ kind: 'dataProgress', phase: 'compare', done, total });
      },
      pauseBetween(signal),
    );
    const pathOf = (row: number): string => dataset.paths.at(images[row] ?? -1);
    return {
      kind: 'search',
      mode: 'nearDuplicates',
      threshold,
      block,
      searched: images.length,
      groups: groups.map((rows) => ({
        images: rows.map(({ row, similarity }) => {
          const first = firstCopies[row] ?? row;
          return { path: pathOf(row), similarity, copyOf: first === row ? null : pathOf(first) };
        }),
      })),
    };
  } finally {
    opened.dispose();
  }
};
