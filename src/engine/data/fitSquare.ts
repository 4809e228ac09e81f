/** The door to `native/fitSquare.cc`. */
import { createRequire } from 'node:module';

/**
 * Turns an image upright, cuts the largest square out of its middle and scales that with a triangle
 * filter, which is bilinear when enlarging and widened by the factor when shrinking.
 * @param pixels uint8 [heightPx, widthPx, 3] at its start; it may be longer
 * @param orientation as in EXIF, 1 (upright) to 8
 * @param out uint8 [sizePx, sizePx, 3], filled
 * @throws TypeError when a size does not fit
 */
export type FitSquare = (
  pixels: Uint8Array,
  widthPx: number,
  heightPx: number,
  orientation: number,
  sizePx: number,
  out: Uint8Array,
) => void;

/**
 * Loads the compiled `native` folder.
 * @returns null when it is missing
 */
export const loadFitSquare = (addonPath: string): FitSquare | null => {
  try {
    const addon: unknown = createRequire(import.meta.url)(addonPath);
    const isObject = typeof addon === 'object' && addon !== null && 'fitSquare' in addon;
    if (!isObject || typeof addon.fitSquare !== 'function') return null;
    return addon.fitSquare as FitSquare;
  } catch {
    // Set-up could not compile it.
    return null;
  }
};
