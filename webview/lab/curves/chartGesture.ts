/** What the user does on a chart; the tab turns it into a view for all charts. */
import { t } from '../../text.js';
import type { Range } from './xView.js';

export type ChartGesture =
  | { readonly kind: 'zoom'; readonly factor: number; readonly anchor: number }
  /** Steps to move by. */
  | { readonly kind: 'pan'; readonly steps: number }
  | { readonly kind: 'showAll' }
  | {
      readonly kind: 'point';
      readonly step: number | null;
      readonly by: 'pointer' | 'keys';
    };

/** How charts are moved about, for a line below them. */
export const chartKeysText = (): string =>
  t(
    'Zoom with the wheel or + and −, move by dragging or with the arrow keys, read values with Shift and the arrow keys, show all steps with a double click or 0.',
  );

/** What a key asks for, or null when it asks for nothing of a chart. */
export const gestureOfKey = (
  event: Pick<KeyboardEvent, 'key' | 'shiftKey' | 'ctrlKey' | 'metaKey' | 'altKey'>,
  { from, to }: Range,
  pointedStep: number | null,
): ChartGesture | null => {
  if (event.ctrlKey || event.metaKey || event.altKey) return null;
  const anchor = pointedStep ?? (from + to) / 2;
  const direction = event.key === 'ArrowLeft' ? -1 : 1;
  switch (event.key) {
    case '+':
    case '=':
      return { kind: 'zoom', factor: 0.7, anchor };
    case '-':
      return { kind: 'zoom', factor: 1 / 0.7, anchor };
    case '0':
      return { kind: 'showAll' };
    case 'ArrowLeft':
    case 'ArrowRight': {
      if (!event.shiftKey) return { kind: 'pan', steps: (direction * (to - from)) / 10 };
      const step = (pointedStep ?? to) + direction * Math.max(1, (to - from) / 100);
      return { kind: 'point', step: Math.min(to, Math.max(from, step)), by: 'keys' };
    }
    case 'Escape':
      return pointedStep === null ? null : { kind: 'point', step: null, by: 'keys' };
    default:
      return null;
  }
};
