/** How far an accuracy could be off, given the images that it was measured on. */
import type { Random } from '../random.js';

/** A mean with the bounds of its 95 % confidence interval. */
export interface MeanInterval {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

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
 * times, and the middle 95 % of the means are the interval.
 * @param values [M], one per image; at least one image
 * @param random the same stream gives the same interval
 */
export const bootstrapMean = (values: Uint8Array | Float64Array, random: Random): MeanInterval => {
  const images = values.length;
  let sum = 0;
  for (const value of values) sum += value;
  const means = Float64Array.from({ length: resamples }, () => {
    let drawn = 0;
    // Not `below`: it would reject a draw in a million, and this is the innermost loop.
    for (let i = 0; i < images; i++) drawn += values[Math.floor(random.uniform() * images)] ?? 0;
    return drawn / images;
  }).sort();
  const at = (share: number): number => means[Math.round(share * (resamples - 1))] ?? NaN;
  return { mean: sum / images, low: at(tail), high: at(1 - tail) };
};

/**
 * The accuracy of images that were told right or wrong, with its interval.
 * @param correct uint8 [M], 1 where an image was told right; at least one image
 */
export const bootstrapAccuracy = (correct: Uint8Array, random: Random): AccuracyInterval => {
  const { mean, low, high } = bootstrapMean(correct, random);
  return { accuracy: mean, low, high };
};
