/** What a network found in a folder, as readable text. Pure. */
import type {
  AnomalyReport,
  AnomalyScoreName,
  AurocInterval,
  NearDuplicatesReport,
  SearchReport,
} from '../protocol/findings.js';
import { formatAmount, formatCount, formatPairs, formatPercent } from './format.js';
import { shorten } from './resultText.js';

type Pair = readonly [label: string, value: string];

/** A column of the ranking; one in which every cell is empty is not shown. */
type Column = readonly [title: string, cell: (image: AnomalyReport['images'][number]) => string];

const scoreWords: Readonly<Record<AnomalyScoreName, string>> = {
  rotation: 'the doubt of the rotation head',
  neighbors: 'the distance to the nearest training images',
};

const threeDecimals = (value: number | null): string => (value === null ? '' : value.toFixed(3));

const intervalText = ({ auroc, low, high }: AurocInterval): string =>
  `${auroc.toFixed(3)} (95 % interval ${low.toFixed(3)} to ${high.toFixed(3)})`;

const truthText = (anomalous: boolean | null): string => {
  if (anomalous === null) return '';
  return anomalous ? 'anomalous' : 'normal';
};

/** The images of a folder, the most unusual first. */
export const anomaliesText = (report: AnomalyReport): string => {
  const { aurocs, rotationAccuracy } = report;
  const pairs: Pair[] = [];
  if (aurocs.rotation !== null) pairs.push(['AUROC rotation', intervalText(aurocs.rotation)]);
  if (aurocs.neighbors !== null) pairs.push(['AUROC neighbors', intervalText(aurocs.neighbors)]);
  if (report.normalImages + report.anomalousImages > 0) {
    const normal = `${formatCount(report.normalImages)} normal`;
    pairs.push(['labels', `${normal}, ${formatCount(report.anomalousImages)} anomalous`]);
  }
  if (report.trainingImages > 0) {
    const images = formatAmount(report.trainingImages, 'training image', 'training images');
    pairs.push([
      'compared with',
      `${images}, the nearest ${report.neighbors} by features of ${report.block}`,
    ]);
  }
  if (rotationAccuracy !== null) {
    const { accuracy, chance } = rotationAccuracy;
    pairs.push([
      'rotation task',
      `validation accuracy ${formatPercent(accuracy)} (chance ${formatPercent(chance)})`,
    ]);
  }
  const columns: readonly Column[] = [
    ['rotation', ({ rotationScore }) => threeDecimals(rotationScore)],
    ['neighbors', ({ neighborDistance }) => threeDecimals(neighborDistance)],
    ['label', ({ anomalous }) => truthText(anomalous)],
    ['image', ({ path }) => path],
  ];
  const shown = columns.filter(([, cell]) => report.images.some((image) => cell(image) !== ''));
  const rows = report.images.map((image) => shown.map(([, cell]) => cell(image)));
  const ranked = formatAmount(report.images.length, 'image', 'images');
  return [
    `Ranked ${ranked} by ${scoreWords[report.rankedBy]}, the most unusual first`,
    ...(pairs.length === 0 ? [] : [formatPairs(pairs)]),
    shorten(
      rows,
      shown.map(([title]) => title),
    ),
  ].join('\n\n');
};

/** The images nearest to a given one. */
export const searchText = (report: SearchReport): string => {
  const rows = report.images.map(({ similarity, identical, path }) => [
    threeDecimals(similarity),
    path,
    identical ? 'the same bytes' : '',
  ]);
  const searched = formatAmount(report.searched, 'image', 'images');
  const headline = `Nearest to ${report.image} among ${searched}, by features of ${report.block}`;
  return rows.length === 0 ? headline : `${headline}\n\n${shorten(rows, ['cosine', 'image', ''])}`;
};

/** Near-duplicates, group by group. */
export const nearDuplicatesText = (report: NearDuplicatesReport): string => {
  const searched = formatAmount(report.searched, 'image', 'images');
  const { threshold, block, groups } = report;
  const where = `among ${searched} (cosine of at least ${threshold} in features of ${block})`;
  if (groups.length === 0) return `No near-duplicates ${where}`;
  const rows = groups.flatMap(({ images }, group) =>
    images.map(({ path, similarity, copyOf }) => [
      formatCount(group + 1),
      threeDecimals(similarity),
      path,
      copyOf === null ? '' : `the same bytes as ${copyOf}`,
    ]),
  );
  const found = formatAmount(groups.length, 'group', 'groups');
  return `${found} of near-duplicates ${where}\n\n${shorten(rows, ['group', 'cosine', 'image', ''])}`;
};
