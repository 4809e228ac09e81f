/** Writes the features of a data set, block by block, with what tells which row is which image. */
import type { FeatureFormat } from '../../../protocol/exporting.js';
import type { Dataset } from '../../data/prepareDataset.js';
import type { FeatureMatrix } from '../../evaluation/extractFeatures.js';
import { encodeTexts } from '../../runFolder/atomicFile.js';
import type { StagedFolder } from '../stagedFolder.js';
import { featuresCsv, pathsCsv } from './csv.js';
import { encodeNpy } from './npy.js';
import { encodeParquet } from './parquet.js';

export interface FeatureFiles {
  readonly formats: readonly FeatureFormat[];
  /** Ends with a slash unless it is empty. */
  readonly prefix: string;
  /** Goes into `features.json` and into each Parquet file. */
  readonly description: Readonly<Record<string, string | number>>;
}

/** The paths of all images, in the order of the data set. */
export function* datasetPaths({ paths }: Pick<Dataset, 'paths'>): Generator<string> {
  for (let i = 0; i < paths.length; i++) yield paths.at(i);
}

const contentOf = async (
  format: FeatureFormat,
  dataset: Pick<Dataset, 'paths'>,
  { dimension, values }: FeatureMatrix,
  { description }: FeatureFiles,
): Promise<Iterable<Uint8Array> | AsyncIterable<Uint8Array>> => {
  switch (format) {
    case 'npy':
      return encodeNpy([values.length / dimension, dimension], [values]);
    case 'csv':
      return encodeTexts(featuresCsv(datasetPaths(dataset), values, dimension));
    case 'parquet': {
      const metadata = Object.entries(description).map(([key, value]): [string, string] => [
        key,
        String(value),
      ]);
      const paths = datasetPaths(dataset);
      return [await encodeParquet(paths, values, dimension, Object.fromEntries(metadata))];
    }
  }
};

/**
 * Writes `<block>.<format>` for every matrix and format, `features.json`, and `images.csv`, which names
 * the image of each row.
 * @param matrices rows in the order of the data set
 * @throws LabError `diskFull`, `notWritable`
 */
export const writeFeatures = async (
  dataset: Pick<Dataset, 'paths'>,
  matrices: readonly FeatureMatrix[],
  files: FeatureFiles,
  staged: StagedFolder,
): Promise<void> => {
  const { formats, prefix, description } = files;
  for (const matrix of matrices) {
    for (const format of new Set(formats)) {
      const content = await contentOf(format, dataset, matrix, files);
      await staged.write(`${prefix}${matrix.name}.${format}`, content);
    }
  }
  await staged.write(`${prefix}images.csv`, encodeTexts(pathsCsv(datasetPaths(dataset))));
  const summary = {
    ...description,
    images: dataset.paths.length,
    blocks: matrices.map(({ name, dimension }) => ({ name, dimension })),
  };
  await staged.write(`${prefix}features.json`, [
    Buffer.from(`${JSON.stringify(summary, null, 2)}\n`),
  ]);
};
