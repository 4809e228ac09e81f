/** Accuracies in words. */
import { formatPercent } from '../../parts/format.js';
import { language, t } from '../../text.js';
import type { Figure } from './accuracies.js';

/** A tick of an axis, as `40 %`. */
export const formatShare = (share: number): string => `${Math.round(share * 100)} %`;

/** A difference of shares in percentage points, with its sign: `+16.4`. */
export const formatPoints = (difference: number): string =>
  new Intl.NumberFormat(language(), {
    ...{ minimumFractionDigits: 1, maximumFractionDigits: 1, signDisplay: 'exceptZero' },
  }).format(difference * 100);

export const intervalText = ({ interval }: Figure): string | null =>
  interval === null
    ? null
    : t('95 % interval {0} to {1}', formatPercent(interval.low), formatPercent(interval.high));

/** How pretrained features do against random ones. */
export const gainText = (gain: number, random: string): string =>
  gain >= 0
    ? t('{0} percentage points over random weights ({1})', formatPoints(gain), random)
    : t('{0} percentage points, so below random weights ({1})', formatPoints(gain), random);
