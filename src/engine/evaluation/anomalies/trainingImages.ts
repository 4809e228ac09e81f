/** The images that a run was trained on, as far as they are still there. */
import { sentence, type Sentence } from '../../../protocol/sentence.js';
import { evenlyChosen } from '../../data/evenSample.js';
import type { Dataset } from '../../data/prepareDataset.js';
import { LabError } from '../../labError.js';
import { readImagesJson } from '../../runFolder/readImagesJson.js';
import { openImages } from '../evaluationImages.js';
import type { LookingOptions, LookingWorld } from '../lookedAtFolder.js';
import type { OpenedTrunk } from '../openTrunk.js';

/** Training images that neighbours are sought among: 50,000 rows of 512 features are 100 MB. */
const mostNeighbors = 50_000;

export interface TrainingImages {
  readonly dataset: Dataset;
  /** int32, dataset indices of all images that were trained on. */
  readonly all: Int32Array;
  /** int32, those among which neighbours are sought: evenly chosen where there are very many. */
  readonly chosen: Int32Array;
}

/** The paths that a run trained on, by its own list: none that it only validated with. */
const readTrainedPaths = async ({ runFolder, run }: OpenedTrunk): Promise<Set<string>> => {
  const most = run.config.overfitImages ?? Infinity;
  const paths = new Set<string>();
  for await (const line of readImagesJson(runFolder)) {
    if (line.kind === 'skipped' || paths.size >= most) break;
    if (line.image.side === 'train') paths.add(line.image.path);
  }
  return paths;
};

/**
 * Opens a run's training images.
 * @returns null when the folder is gone or holds none of them any more, which is told as a warning
 * @throws LabError `runUnreadable`; the signal's reason when aborted
 */
export const openTrainingImages = async (
  opened: OpenedTrunk,
  world: LookingWorld,
  options: LookingOptions,
): Promise<TrainingImages | null> => {
  const { folder, datasetFingerprint } = opened.run;
  const warn = (message: Sentence): void => {
    world.report({ kind: 'warning', code: 'data', message });
  };
  const trained = await readTrainedPaths(opened);
  let dataset: Dataset;
  try {
    dataset = await openImages(folder, opened, world, options);
  } catch (error) {
    if (!(error instanceof LabError)) throw error;
    if (error.code !== 'folderMissing' && error.code !== 'folderUnreadable') throw error;
    warn(
      sentence(
        'The images that the run was trained on cannot be compared with: {0}',
        error.sentence,
      ),
    );
    return null;
  }
  const all = Int32Array.from({ length: dataset.paths.length }, (_, image) => image).filter(
    (image) => trained.has(dataset.paths.at(image)),
  );
  if (all.length === 0) {
    warn(
      sentence(
        'None of the {0} images that the run was trained on is in {1} any more, so nothing is compared with them.',
        trained.size,
        folder,
      ),
    );
    return null;
  }
  if (dataset.fingerprint !== datasetFingerprint) {
    warn(
      sentence(
        'The images in {0} have changed since the run began: {1} of the {2} paths that it was trained on are still there, and distances are to what they hold now.',
        folder,
        all.length,
        trained.size,
      ),
    );
  }
  return { dataset, all, chosen: Int32Array.from(evenlyChosen([...all], mostNeighbors)) };
};
