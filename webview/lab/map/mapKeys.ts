/** What keys do on a map. */
import type { Place } from './mapView.js';

export type KeyAction =
  | { readonly kind: 'step'; readonly direction: Place }
  | { readonly kind: 'pan'; readonly direction: Place }
  | { readonly kind: 'zoom'; readonly factor: number }
  | { readonly kind: 'fit' | 'open' | 'toggle' | 'selectSeen' | 'escape' };

/** One press on the button or the key. */
export const zoomStep = 1.5;

const directions: Readonly<Record<string, Place>> = {
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
  ArrowUp: { x: 0, y: -1 },
  ArrowDown: { x: 0, y: 1 },
};

/** Null for a key that is none of the map's. */
export const keyAction = (
  event: Pick<KeyboardEvent, 'key' | 'shiftKey' | 'ctrlKey' | 'metaKey' | 'altKey'>,
): KeyAction | null => {
  const { key, shiftKey, altKey } = event;
  if (event.ctrlKey || event.metaKey) return key === 'a' ? { kind: 'selectSeen' } : null;
  if (altKey) return null;
  const direction = directions[key];
  if (direction !== undefined) return { kind: shiftKey ? 'pan' : 'step', direction };
  switch (key) {
    case '+':
    case '=':
      return { kind: 'zoom', factor: zoomStep };
    case '-':
      return { kind: 'zoom', factor: 1 / zoomStep };
    case '0':
      return { kind: 'fit' };
    case 'Enter':
      return { kind: 'open' };
    case ' ':
      return { kind: 'toggle' };
    case 'Escape':
      return { kind: 'escape' };
    default:
      return null;
  }
};
