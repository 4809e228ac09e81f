/** How far an accuracy could be off, given the images that it was measured on. */
import type { Random } from '../random.js';

/** An accuracy with the bounds of its 95 % confidence interval, all 0..1. */
export interface AccuracyInterval {
  readonly accuracy: number;
  readonly low: number;
  readonly high: number;
}

const resamples = 1000;
const tail = 0.025;

/**
 * The percentile bootstrap (Efron 1979): as many images are drawn again, with repetition, a thousand
 * times, and the middle 95 % of the accuracies are the interval.
 * @param correct uint8 [M], 1 where an image was told right; at least one image
 * @param random the same stream gives the same interval
 */
export const bootstrapAccuracy = (correct: Uint8Array, random: Random): AccuracyInterval => {
  const images = correct.length;
  const hits = correct.reduce((sum, value) => sum + value, 0);
  const accuracies = Float64Array.from({ length: resamples }, () => {
    let drawn = 0;
    // Not `below`: it would reject a draw in a million, and this is the innermost loop.
    for (let i = 0; i < images; i++) drawn += correct[Math.floor(random.uniform() * images)] ?? 0;
    return drawn / images;
  }).sort();
  const at = (share: number): number => accuracies[Math.round(share * (resamples - 1))] ?? NaN;
  return { accuracy: hits / images, low: at(tail), high: at(1 - tail) };
};
