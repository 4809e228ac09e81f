/** Finding the images of a folder that are nearest to one image. */
import { relative, resolve, sep } from 'node:path';

import type { SearchImagesParams, SearchReport } from '../../../protocol/findings.js';
import { createBlockExtractor } from '../extractFeatures.js';
import {
  chooseBlock,
  lookAtImages,
  openSearchedFolder,
  pauseBetween,
  reportFeatures,
  type LookingWorld,
} from '../lookedAtFolder.js';
import { findNeighbors } from '../nearestNeighbors.js';
import { openTrunk } from '../openTrunk.js';
import { contentNames } from '../contentNames.js';
import { featuresOfImage, readQueryImage } from './readQueryImage.js';

/** How a dataset of that folder names the file, if it lies in there. */
const pathInFolder = (folder: string, file: string): string =>
  relative(folder, file).split(sep).join('/');

/**
 * Finds the nearest images by the cosine of features after a block, averaged over the image. The image
 * itself is not among them where it lies in the folder; copies of it are, and say so.
 * @param signal gives up between two batches; its reason is thrown
 * @throws LabError `badArgument` when the image cannot be decoded or there is no such block,
 *   `tooFewImages`, those of opening a trunk and of reading a folder
 */
export const searchImages = async (
  params: SearchImagesParams,
  world: LookingWorld,
  signal: AbortSignal,
): Promise<SearchReport> => {
  const options = { workers: params.workers, signal };
  const opened = await openTrunk(params.runFolder, world);
  try {
    const block = chooseBlock(opened, params.block);
    const extractor = createBlockExtractor(opened, { blocks: [block], poolGrid: 1 });
    const file = resolve(params.image);
    const { sourceSizePx } = opened.views;
    const query = await readQueryImage(file, sourceSizePx, opened.run.config.data, world, options);
    const dataset = await openSearchedFolder(params.folder, opened, world, options);
    const self = pathInFolder(dataset.folder, file);
    const others = dataset.train.filter((image) => dataset.paths.at(image) !== self);
    const { images, results } = await lookAtImages(dataset, others, opened, [extractor], world, {
      ...options,
      onProgress: reportFeatures(world, others.length),
    });
    const [[stored] = []] = results;
    if (stored === undefined) throw new Error(`There are no features of ${block}.`);
    const values = await featuresOfImage(query.image, opened.views, extractor);
    const asked = { values, dimension: stored.dimension };
    const pause = pauseBetween(signal);
    const { rows, similarities } = await findNeighbors(stored, asked, params.count, pause);
    const contents = contentNames(dataset.contentHashes, images);
    return {
      kind: 'search',
      mode: 'nearest',
      image: file,
      block,
      searched: images.length,
      images: Array.from(rows, (row, place) => ({
        path: dataset.paths.at(images[row] ?? -1),
        similarity: similarities[place] ?? NaN,
        identical: contents[row] === query.content,
      })),
    };
  } finally {
    opened.dispose();
  }
};
