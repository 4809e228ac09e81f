/** How a folder was labelled and how far the labels can be trusted, in words and figures. */
import type { ClassificationResult } from '../../../src/protocol/classification.js';
import { formatCount, formatDuration, formatPercent } from '../../parts/format.js';
import { t } from '../../text.js';
import type { Fact } from '../analyses/factList.js';
import type { GridImage } from '../images/thumbnailGrid.js';
import type { LabelledImage } from './labelTable.js';

export const classifyHeadline = ({ images, classes }: ClassificationResult): string =>
  images.length === 1
    ? t('1 image labelled with one of {0} classes', formatCount(classes.length))
    : t(
        '{0} images labelled with {1} classes',
        formatCount(images.length),
        formatCount(classes.length),
      );

const methodText = ({ method, block }: ClassificationResult): string => {
  switch (method) {
    case 'linear':
      return t('Linear head on frozen features of {0}', block);
    case 'fineTuned':
      return t('The whole network, fine-tuned');
  }
};

export const classifyFacts = (result: ClassificationResult): readonly Fact[] => {
  const { validationAccuracy: held, labelledImages, elapsedMs } = result;
  return [
    {
      name: t('Accuracy on held-out labelled images'),
      value: formatPercent(held.accuracy),
      note: t(
        '95 % interval {0} to {1}, on {2} images',
        formatPercent(held.low),
        formatPercent(held.high),
        formatCount(held.images),
      ),
    },
    { name: t('Labelled images'), value: formatCount(labelledImages) },
    { name: t('Method'), value: methodText(result) },
    { name: t('Time'), value: formatDuration(elapsedMs) },
  ];
};

/** The images whose class is most in doubt first. */
export const leastSureFirst = (images: readonly LabelledImage[]): readonly LabelledImage[] =>
  images.toSorted((a, b) => a.probability - b.probability);

export const unsureGridImage = ({ path, label, probability }: LabelledImage): GridImage => {
  const figure = formatPercent(probability);
  return { path, figure, badge: label, name: t('{0} ({1}, {2})', path, label, figure) };
};
