/** Labels of a prepared folder, from wherever they are. */
import type { Sentence } from '../../protocol/sentence.js';
import type { Dataset } from '../data/prepareDataset.js';
import { labelsOfCsv, labelsOfFolders, unmatchedLabels, type LabelNames } from './labels.js';

/**
 * @param labelsFile a CSV file; null takes the first subfolders
 * @param warn told in one sentence when the file names images that are not there
 * @throws LabError `badArgument` as `labelsOfCsv`
 */
export const readLabels = async (
  labelsFile: string | null,
  { folder, paths }: Pick<Dataset, 'folder' | 'paths'>,
  warn: (message: Sentence) => void,
): Promise<LabelNames> => {
  if (labelsFile === null) return labelsOfFolders(paths);
  const labels = await labelsOfCsv(labelsFile, paths, folder);
  const [first] = labels.unmatched;
  if (first !== undefined) {
    warn(unmatchedLabels(labels.unmatched.length, labelsFile, folder, first));
  }
  return labels;
};
