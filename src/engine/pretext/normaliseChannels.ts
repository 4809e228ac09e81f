/** Normalisation of a view by its own mean and contrast, so that its colours and light say nothing. */

/**
 * Standard deviations below this, in units of the 0..255 scale, count as this much. Clear sky and
 * blurred ground vary by one or two steps of sensor and compression noise; blown up to standard
 * deviation 1, that noise would be all the network sees.
 */
export const tileStdFloor = 4;

/**
 * Gives each channel of one view mean 0 and standard deviation 1, in place.
 * @param views float32, channels last, three of them
 * @param start first value of the view; `length` values belong to it
 * @param stdFloor smaller standard deviations count as this much, in the unit of the values
 */
export const normaliseChannels = (
  views: Float32Array,
  start: number,
  length: number,
  stdFloor: number,
): void => {
  const end = start + length;
  const pixelCount = length / 3;
  let red = 0;
  let green = 0;
  let blue = 0;
  let redSquares = 0;
  let greenSquares = 0;
  let blueSquares = 0;
  // Doubles hold these sums exactly for integers, and far beyond float32 for others.
  for (let i = start; i < end; i += 3) {
    const r = views[i]!;
    const g = views[i + 1]!;
    const b = views[i + 2]!;
    red += r;
    green += g;
    blue += b;
    redSquares += r * r;
    greenSquares += g * g;
    blueSquares += b * b;
  }
  const redScale = scaleOf(red, redSquares, pixelCount, stdFloor);
  const greenScale = scaleOf(green, greenSquares, pixelCount, stdFloor);
  const blueScale = scaleOf(blue, blueSquares, pixelCount, stdFloor);
  const redMean = red / pixelCount;
  const greenMean = green / pixelCount;
  const blueMean = blue / pixelCount;
  for (let i = start; i < end; i += 3) {
    views[i] = (views[i]! - redMean) * redScale;
    views[i + 1] = (views[i + 1]! - greenMean) * greenScale;
    views[i + 2] = (views[i + 2]! - blueMean) * blueScale;
  }
};

/** One over the floored standard deviation. */
const scaleOf = (sum: number, squares: number, count: number, stdFloor: number): number => {
  const mean = sum / count;
  const std = Math.sqrt(Math.max(0, squares / count - mean * mean));
  return 1 / Math.max(std, stdFloor);
};
