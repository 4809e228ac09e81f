/** What formats are for, and what came of an export, in words. */
import type { ExportFormat, ExportResult, FeatureFormat } from '../../../src/protocol/exporting.js';
import { formatBytes, formatCount } from '../../parts/format.js';
import { t } from '../../text.js';

export interface FormatWords {
  readonly name: string;
  /** What it is for, in one sentence. */
  readonly purpose: string;
}

export const formatWords = (format: ExportFormat): FormatWords => {
  switch (format) {
    case 'onnx':
      return {
        name: 'ONNX',
        purpose: t('For ONNX Runtime and most other programs that run networks.'),
      };
    case 'pytorch':
      return {
        name: 'PyTorch',
        purpose: t('A module with its weights, to use or to train further in PyTorch.'),
      };
    case 'safetensors':
      return {
        name: 'safetensors',
        purpose: t('The weights alone, for code of your own; PyTorch brings them with it.'),
      };
    case 'tfjs':
      return {
        name: 'TensorFlow.js',
        purpose: t('A layers model for web pages and Node.js, which can be trained further.'),
      };
    case 'features':
      return {
        name: t('Features'),
        purpose: t("What the network sees in the run's own images, for NumPy and scikit-learn."),
      };
  }
};

export const featureFormatWords = (format: FeatureFormat): FormatWords => {
  switch (format) {
    case 'npy':
      return { name: 'NPY', purpose: t('For NumPy: one matrix for each block.') };
    case 'csv':
      return { name: 'CSV', purpose: t('For spreadsheets and anything that reads text.') };
    case 'parquet':
      return { name: 'Parquet', purpose: t('For pandas, DuckDB and other tools for tables.') };
  }
};

/** A difference as it is written in papers: `2.6e-5`. */
export const formatDifference = (difference: number): string =>
  difference === 0 ? '0' : difference.toExponential(1);

const imagesText = ({ images, areReal }: ExportResult['checkedOn']): string =>
  areReal
    ? t('{0} images of the run', formatCount(images))
    : t('{0} images of noise, since those of the run cannot be read', formatCount(images));

/** How near what was written is to what the Lab computes. */
export const agreementText = ({ maxAbsoluteDifference, checkedOn }: ExportResult): string =>
  maxAbsoluteDifference === 0
    ? t('Computes exactly what the Lab computes, as compared on {0}.', imagesText(checkedOn))
    : t(
        'Computes what the Lab computes, to {0}, as compared on {1}.',
        formatDifference(maxAbsoluteDifference),
        imagesText(checkedOn),
      );

/** How much was written. */
export const writtenText = (fileBytes: readonly number[]): string => {
  const bytes = formatBytes(fileBytes.reduce((sum, size) => sum + size, 0));
  return fileBytes.length === 1
    ? t('1 file written, {0}', bytes)
    : t('{0} files written, {1}', formatCount(fileBytes.length), bytes);
};
