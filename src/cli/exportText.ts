/** What was written by `export` and `features`, as people read it. Pure. */
import type { ExportResult, FeaturesResult } from '../protocol/exporting.js';
import { inEnglish } from '../protocol/sentence.js';
import { formatAmount, formatCount, formatPairs, formatTable } from './format.js';

/** The files of an export, and how each was checked. */
export const exportText = ({ folder, files, checks, checkedOn }: ExportResult): string => {
  const images = formatAmount(checkedOn.images, 'image', 'images');
  return [
    `Wrote ${formatAmount(files.length, 'file', 'files')} to ${folder}; README.md there says how to load them`,
    formatTable(
      ['file', 'largest difference', 'compared'],
      checks.map(({ file, compared, maxAbsoluteDifference }) => [
        file,
        maxAbsoluteDifference.toExponential(1),
        inEnglish(compared),
      ]),
    ),
    `Compared on ${checkedOn.areReal ? `${images} of the run` : `${images} of noise, since those of the run cannot be read`}.`,
  ].join('\n\n');
};

/** Where the features of a folder are. */
export const featuresText = (result: FeaturesResult): string => {
  const { folder, files, images, skippedImages, blocks } = result;
  return [
    `Wrote ${formatAmount(files.length, 'file', 'files')} to ${folder}`,
    formatPairs([
      ['images', formatCount(images)],
      ['skipped', formatCount(skippedImages)],
    ]),
    formatTable(
      ['block', 'numbers per image'],
      blocks.map(({ name, dimension }) => [name, formatCount(dimension)]),
    ),
  ].join('\n');
};
