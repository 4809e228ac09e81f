/** The result of `classify` as readable text. Pure. */
import type { ClassificationResult } from '../protocol/classification.js';
import {
  formatAmount,
  formatCount,
  formatDuration,
  formatPairs,
  formatPercent,
  formatTable,
} from './format.js';
import { shorten } from './resultText.js';

const methodText = ({ method, block, l2 }: ClassificationResult): string =>
  method === 'linear'
    ? `logistic regression on frozen features of ${block}, strength ${l2 ?? 0}`
    : 'the whole network, fine-tuned';

/** How many images went where, and the first of them. */
export const classificationText = (result: ClassificationResult): string => {
  const { images, classes, validationAccuracy: held, file } = result;
  const rows = classes.map((name) => {
    const own = images.filter(({ label }) => label === name);
    const mean = own.reduce((sum, { probability }) => sum + probability, 0) / own.length;
    return [name, formatCount(own.length), own.length === 0 ? '' : formatPercent(mean)];
  });
  return [
    `Classified ${formatAmount(images.length, 'image', 'images')} of ${result.folder}, ${formatDuration(result.elapsedMs)}`,
    formatPairs([
      ['classifier', methodText(result)],
      [
        'labels',
        `${formatAmount(result.labelledImages, 'image', 'images')} of ${result.labelledFolder}, ${formatAmount(classes.length, 'class', 'classes')}`,
      ],
      [
        'held out',
        `${formatPercent(held.accuracy)} of ${formatAmount(held.images, 'labelled image', 'labelled images')} told right (95 % interval ${formatPercent(held.low)} to ${formatPercent(held.high)})`,
      ],
      ...(result.skippedImages === 0
        ? []
        : [['skipped', formatAmount(result.skippedImages, 'file', 'files')] as const]),
      ...(file === null ? [] : [['written', file] as const]),
    ]),
    formatTable(['class', 'images', 'mean probability'], rows),
    shorten(
      images.map(({ path, label, probability }) => [label, formatPercent(probability), path]),
      ['class', 'probability', 'image'],
    ),
  ].join('\n\n');
};
