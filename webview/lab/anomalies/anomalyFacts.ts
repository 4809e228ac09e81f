/** What is to be known of a ranking, in words and figures. */
import type { AnomalyReport, AurocInterval } from '../../../src/protocol/findings.js';
import { formatCount, formatFixed, formatPercent } from '../../parts/format.js';
import { t } from '../../text.js';
import type { Fact } from '../analyses/factList.js';
import type { GridImage } from '../images/thumbnailGrid.js';
import { formatScore } from './anomalyForm.js';

const aurocFact = (name: string, interval: AurocInterval | null): Fact[] =>
  interval === null
    ? []
    : [
        {
          name,
          value: formatFixed(interval.auroc, 3),
          note: t(
            '95 % interval {0} to {1}',
            formatFixed(interval.low, 3),
            formatFixed(interval.high, 3),
          ),
        },
      ];

export const anomalyHeadline = ({ images, rankedBy }: AnomalyReport): string => {
  const count = formatCount(images.length);
  switch (rankedBy) {
    case 'rotation':
      return t('{0} images ranked by the doubt of the rotation head', count);
    case 'neighbors':
      return t('{0} images ranked by their distance to the nearest training images', count);
  }
};

export const anomalyFacts = (report: AnomalyReport): readonly Fact[] => {
  const { aurocs, rotationAccuracy, normalImages, anomalousImages, trainingImages } = report;
  const facts = [
    ...aurocFact(t('AUROC, rotation'), aurocs.rotation),
    ...aurocFact(t('AUROC, neighbours'), aurocs.neighbors),
  ];
  if (normalImages + anomalousImages > 0) {
    facts.push({
      name: t('Labels'),
      value: t(
        '{0} normal, {1} anomalous',
        formatCount(normalImages),
        formatCount(anomalousImages),
      ),
    });
  }
  if (trainingImages > 0) {
    facts.push({
      name: t('Compared with'),
      value: t('{0} training images', formatCount(trainingImages)),
      note: t('the nearest {0}, by features of {1}', formatCount(report.neighbors), report.block),
    });
  }
  if (rotationAccuracy !== null) {
    facts.push({
      name: t('Validation accuracy of rotation'),
      value: formatPercent(rotationAccuracy.accuracy),
      note: t('chance {0}', formatPercent(rotationAccuracy.chance)),
    });
  }
  return facts;
};

/** Marks images that the labels call anomalous. */
export const anomalousBadge = { icon: 'warning' } as const;

/** An image of the ranking with its score. */
export const rankedGridImage = ({
  path,
  score,
  anomalous,
}: AnomalyReport['images'][number]): GridImage => {
  const figure = formatScore(score);
  return anomalous === true
    ? {
        ...{ path, figure, badge: anomalousBadge },
        name: t('{0} (score {1}, anomalous)', path, figure),
      }
    : { path, figure, name: t('{0} (score {1})', path, figure) };
};
