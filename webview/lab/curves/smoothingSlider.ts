/** How strongly the curves are smoothed. */
import type { TemplateResult } from 'lit';

import { slider } from '../../parts/slider.js';
import { t } from '../../text.js';

/** @param smoothing 0..0.99 */
export const smoothingSlider = (
  smoothing: number,
  onChange: (smoothing: number) => void,
): TemplateResult =>
  slider({
    label: t('Smoothing'),
    ...{ value: smoothing, most: 0.99, text: smoothing.toFixed(2) },
    onChange,
  });
