/** What the colours of a map tell, and what can be told of a map at all. */
import * as z from 'zod';

import type { ImageMap } from '../../../src/protocol/embedding.js';
import { formatPercent, formatSignificant } from '../../parts/format.js';
import { t } from '../../text.js';
import { marks } from './marks.js';

export const colouringNameSchema = z.enum(['label', 'right', 'upright', 'score']);
export type ColouringName = z.infer<typeof colouringNameSchema>;

/** Colours that are told apart; with the marks, as many classes as have a look of their own. */
export const coloursOfClasses = 12;
const mostClasses = coloursOfClasses * marks.length;

export interface ImageClass {
  readonly name: string;
  readonly images: number;
  /** True for what is left over: images without a label, and classes beyond those that have a look. */
  readonly isRest: boolean;
}

/** Every image is of one class. */
export interface ClassColouring {
  readonly kind: 'classes';
  readonly classes: readonly ImageClass[];
  /** Place in `classes`, one per image. */
  readonly of: Uint8Array;
}

/** Every image has a value. */
export interface ScaleColouring {
  readonly kind: 'scale';
  /** What is measured, with its unit. */
  readonly title: string;
  readonly values: readonly number[];
  /** Where colours begin and end; values beyond have the colour of the end. */
  readonly from: number;
  readonly to: number;
  /** True where values lie beyond the ends. */
  readonly isCut: boolean;
  readonly format: (value: number) => string;
}

export type Colouring = ClassColouring | ScaleColouring;

export const colouringTitle = (name: ColouringName): string => {
  switch (name) {
    case 'label':
      return t('Label');
    case 'right':
      return t('Turns answered right');
    case 'upright':
      return t('Answer to the upright image');
    case 'score':
      return t('Anomaly score');
  }
};

/** What can be told of a map, the most telling first. */
export const colouringsOf = ({ classes, rotation }: ImageMap): readonly ColouringName[] => [
  ...(classes.length > 0 ? (['label'] as const) : []),
  ...(rotation === null ? [] : (['score', 'right'] as const)),
  ...(rotation?.upright == null ? [] : (['upright'] as const)),
];

/** @param names one per class of `numbers`; null in `numbers` stands for none of them */
const classesOf = (
  names: readonly string[],
  numbers: readonly (number | null)[],
  restName: string,
): ClassColouring => {
  const counts = new Map<number, number>();
  for (const number of numbers) {
    if (number !== null) counts.set(number, (counts.get(number) ?? 0) + 1);
  }
  // The largest get looks of their own, and all stay in the order of their names.
  const largest = [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0]).slice(0, mostClasses);
  const kept = largest.map(([number]) => number).sort((a, b) => a - b);
  const placeOf = new Map(kept.map((number, place) => [number, place]));
  const of = Uint8Array.from(numbers, (number) =>
    number === null ? kept.length : (placeOf.get(number) ?? kept.length),
  );
  const rest = of.reduce((sum, place) => sum + (place === kept.length ? 1 : 0), 0);
  const others = counts.size - kept.length;
  const classes = kept.map((number) => ({
    name: names[number] ?? '',
    images: counts.get(number) ?? 0,
    isRest: false,
  }));
  if (rest === 0) return { kind: 'classes', classes, of };
  const name = others === 0 ? restName : t('{0} other classes', others);
  return { kind: 'classes', classes: [...classes, { name, images: rest, isRest: true }], of };
};

/** Share of the scores, at each end, that have the colour of the end. */
const cutShare = 0.01;

const scoreScale = (score: readonly number[]): ScaleColouring => {
  const sorted = score.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.round(share * (sorted.length - 1))] ?? 0;
  const [from, to] = [at(cutShare), at(1 - cutShare)];
  return {
    kind: 'scale',
    title: t('Anomaly score (nats)'),
    values: score,
    from,
    to,
    isCut: from > at(0) || to < at(1),
    format: (value) => formatSignificant(value),
  };
};

/** @returns null where the map does not tell it */
export const colouringOf = (map: ImageMap, name: ColouringName): Colouring | null => {
  const { rotation } = map;
  if (name === 'label') {
    return map.classes.length === 0 ? null : classesOf(map.classes, map.labels, t('Without label'));
  }
  if (rotation === null) return null;
  switch (name) {
    case 'right':
      return {
        kind: 'scale',
        title: t('Turns answered right'),
        values: rotation.right,
        from: 0,
        to: 1,
        isCut: false,
        format: formatPercent,
      };
    case 'upright':
      return rotation.upright === null
        ? null
        : classesOf(
            [0, 1, 2, 3].map((turn) => `${turn * 90}°`),
            rotation.upright,
            '',
          );
    case 'score':
      return scoreScale(rotation.score);
  }
};

/** The place of a value between the ends of a scale, 0..1. */
export const shareOf = ({ from, to }: ScaleColouring, value: number): number =>
  to > from ? Math.min(1, Math.max(0, (value - from) / (to - from))) : 0.5;
