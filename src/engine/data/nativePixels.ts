/** Native code for pixels that decoding uses where it is there: whatever is missing, sharp does. */
import { loadFitSquare, type FitSquare } from './fitSquare.js';
import { createPlainJpegDecoder, type DecodePlainJpeg } from './plainJpeg.js';

export interface NativePixels {
  readonly fitSquare: FitSquare;
  /** Null where the package has no binary for this machine. */
  readonly decodePlainJpeg: DecodePlainJpeg | null;
}

/**
 * Loads libjpeg-turbo.
 * @returns null where the package has no binary for this machine
 */
export const loadPlainJpegDecoder = async (
  fitSquare: FitSquare,
): Promise<DecodePlainJpeg | null> => {
  try {
    const { default: turbo } = await import('@julusian/jpeg-turbo');
    return createPlainJpegDecoder(
      (file, out) => turbo.decompressSync(file, out, { format: turbo.FORMAT_RGB }),
      fitSquare,
    );
  } catch {
    return null;
  }
};

/**
 * Loads the native code.
 * @param addonPath the compiled `data/native`
 * @returns null when it is missing
 */
export const openNativePixels = async (addonPath: string): Promise<NativePixels | null> => {
  const fitSquare = loadFitSquare(addonPath);
  if (fitSquare === null) return null;
  return { fitSquare, decodePlainJpeg: await loadPlainJpegDecoder(fitSquare) };
};
