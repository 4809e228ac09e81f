/** A map of images as readable text. Pure. */
import type { ImageMap } from '../protocol/embedding.js';
import { formatAmount, formatCount, formatPairs, formatPercent } from './format.js';
import { shorten } from './resultText.js';

const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** What the head answered, over all images of the map. */
const rotationPairs = ({ rotation }: ImageMap): (readonly [string, string])[] => {
  if (rotation === null || rotation.right.length === 0) return [];
  const { turns, right, upright } = rotation;
  const degrees = turns.map((turn) => `${turn * 90}°`).join(', ');
  const pairs = [['turned right', `${formatPercent(meanOf(right))} of ${degrees}`] as const];
  if (upright === null) return pairs;
  const asUpright = upright.filter((answer) => answer === 0).length;
  return [...pairs, ['taken as upright', formatPercent(asUpright / upright.length)]];
};

/** One row per class: its images, and the middle of their places. */
const classRows = ({ classes, labels, x, y }: ImageMap): string[][] =>
  classes.flatMap((name, number) => {
    const own = [...labels.keys()].filter((image) => labels[image] === number);
    const middle = (values: readonly number[]): string =>
      meanOf(own.map((image) => values[image] ?? NaN)).toFixed(2);
    return own.length === 0 ? [] : [[name, formatCount(own.length), middle(x), middle(y)]];
  });

/** Where the images of a folder lie, class by class. */
export const mapText = (map: ImageMap): string => {
  const { paths, block, leftOut, labels, file } = map;
  const unlabelled = labels.filter((label) => label === null).length;
  const pairs: (readonly [string, string])[] = [
    ['neighbors', formatCount(map.neighbors)],
    ['least distance', String(map.minDistance)],
    ['seed', String(map.seed)],
  ];
  if (leftOut > 0) {
    pairs.push(['left out', formatAmount(leftOut, 'image', 'images, evenly spread')]);
  }
  if (unlabelled > 0 && map.classes.length > 0) {
    pairs.push(['without label', formatCount(unlabelled)]);
  }
  pairs.push(...rotationPairs(map));
  if (file !== null) pairs.push(['written to', file]);
  const parts = [
    `Map of ${formatAmount(paths.length, 'image', 'images')} by features of ${block}`,
    formatPairs(pairs),
  ];
  const rows = classRows(map);
  if (rows.length > 0) parts.push(shorten(rows, ['class', 'images', 'middle x', 'y']));
  if (file === null) parts.push('--out map.csv writes the place of each image; --json prints it.');
  return parts.join('\n\n');
};
