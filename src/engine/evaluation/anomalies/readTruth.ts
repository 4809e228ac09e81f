/** Which images of a folder are known to be normal or anomalous. */
import type { FindAnomaliesParams } from '../../../protocol/findings.js';
import { sentence, type Sentence } from '../../../protocol/sentence.js';
import type { Dataset } from '../../data/prepareDataset.js';
import { LabError } from '../../labError.js';
import { readLabels } from '../readLabels.js';

/** What is known of each image: true for anomalous, null for nothing. */
export type Truth = readonly (boolean | null)[];

type TruthParams = NonNullable<FindAnomaliesParams['truth']>;

/** Labels that a sentence names one by one. */
const mostNamed = 20;

const listNames = (names: readonly string[]): string =>
  names.length <= mostNamed
    ? names.join(', ')
    : `${names.slice(0, mostNamed).join(', ')} and ${names.length - mostNamed} more`;

/** @throws LabError `badArgument` when a name is on both lists, or no image has that label */
const checkNames = (
  { normal, anomalous }: TruthParams,
  labels: readonly (string | null)[],
  folder: string,
): void => {
  const twice = normal.find((name) => anomalous.includes(name));
  if (twice !== undefined) {
    throw new LabError(
      'badArgument',
      sentence('The label "{0}" cannot be both normal and anomalous; name it once.', twice),
    );
  }
  const present = new Set(labels.filter((label) => label !== null));
  const unknown = [...normal, ...anomalous].find((name) => !present.has(name));
  if (unknown === undefined) return;
  throw new LabError(
    'badArgument',
    present.size === 0
      ? sentence(
          'No image in {0} has a label: put normal and anomalous images into subfolders, or name a CSV file of paths and labels with --labels.',
          folder,
        )
      : sentence(
          'No image in {0} has the label "{1}"; the labels are {2}.',
          folder,
          unknown,
          listNames([...present].sort()),
        ),
  );
};

/** What a label means. Of one list alone, the other is everything else. */
const meaningOf = (label: string | null, { normal, anomalous }: TruthParams): boolean | null => {
  if (label === null) return null;
  if (normal.includes(label)) return false;
  if (anomalous.includes(label)) return true;
  if (anomalous.length === 0) return true;
  return normal.length === 0 ? false : null;
};

/**
 * Reads what is known about the images of a folder.
 * @param warn told in one sentence when the file of labels names images that are not there
 * @returns one entry per path
 * @throws LabError `badArgument` when labels cannot be read, do not match the images, or leave one of
 *   the two kinds without any image
 */
export const readTruth = async (
  params: TruthParams,
  dataset: Pick<Dataset, 'folder' | 'paths'>,
  warn: (message: Sentence) => void,
): Promise<Truth> => {
  const { folder } = dataset;
  const { names } = await readLabels(params.labelsFile, dataset, warn);
  checkNames(params, names, folder);
  const truth = names.map((name) => meaningOf(name, params));
  for (const kind of [false, true]) {
    if (truth.includes(kind)) continue;
    throw new LabError(
      'badArgument',
      kind
        ? sentence(
            'All labelled images in {0} are normal; anomalous ones are needed too, to tell how well the two are told apart.',
            folder,
          )
        : sentence(
            'All labelled images in {0} are anomalous; normal ones are needed too, to tell how well the two are told apart.',
            folder,
          ),
    );
  }
  return truth;
};
