/** The images that an audit tests on. */
import { sentence } from '../../../protocol/sentence.js';
import type { Dataset } from '../../data/prepareDataset.js';
import { LabError } from '../../labError.js';
import { readImagesJson } from '../../runFolder/readImagesJson.js';
import { openImages } from '../evaluationImages.js';
import { openSearchedFolder, type LookingOptions, type LookingWorld } from '../lookedAtFolder.js';
import type { OpenedTrunk } from '../openTrunk.js';

export interface AuditImages {
  readonly dataset: Dataset;
  /** int32, dataset indices. */
  readonly images: Int32Array;
}

const readHeldOutPaths = async (runFolder: string): Promise<Set<string>> => {
  const paths = new Set<string>();
  for await (const line of readImagesJson(runFolder)) {
    if (line.kind === 'skipped') break;
    if (line.image.side === 'validation') paths.add(line.image.path);
  }
  return paths;
};

const openHeldOut = async (
  opened: OpenedTrunk,
  world: LookingWorld,
  options: LookingOptions,
): Promise<AuditImages> => {
  const { folder, datasetFingerprint } = opened.run;
  const heldOut = await readHeldOutPaths(opened.runFolder);
  if (heldOut.size === 0) {
    throw new LabError(
      'tooFewImages',
      sentence(
        'The run {0} held no image out, so there is none that it was not trained on; name a folder of other images.',
        opened.runFolder,
      ),
    );
  }
  const dataset = await openImages(folder, opened, world, options);
  const images = Int32Array.from({ length: dataset.paths.length }, (_, image) => image).filter(
    (image) => heldOut.has(dataset.paths.at(image)),
  );
  if (images.length === 0) {
    throw new LabError(
      'tooFewImages',
      sentence(
        'None of the {0} images that the run held out is in {1} any more; put them back, or name a folder of other images.',
        heldOut.size,
        folder,
      ),
    );
  }
  if (dataset.fingerprint !== datasetFingerprint) {
    world.report({
      kind: 'warning',
      code: 'data',
      message: sentence(
        'The images in {0} have changed since the run began: {1} of the {2} paths that it held out are still there, and are tested as they are now.',
        folder,
        images.length,
        heldOut.size,
      ),
    });
  }
  return { dataset, images };
};

/**
 * Opens the images of a folder, or those that the run held out.
 * @throws LabError `tooFewImages` when there is none, `runUnreadable`, and those of the folder itself
 */
export const openAuditImages = async (
  folder: string | null,
  opened: OpenedTrunk,
  world: LookingWorld,
  options: LookingOptions,
): Promise<AuditImages> => {
  if (folder === null) return openHeldOut(opened, world, options);
  const dataset = await openSearchedFolder(folder, opened, world, options);
  return { dataset, images: dataset.train };
};
