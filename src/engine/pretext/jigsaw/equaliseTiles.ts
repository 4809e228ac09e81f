/** Takes away by what brightness and contrast tell tiles of one puzzle apart, and nothing else. */
import { normaliseChannels, tileStdFloor } from '../normaliseChannels.js';

/** Mean and standard deviation of one channel over all tiles. */
const channelStatistics = (views: Float32Array, channel: number) => {
  let sum = 0;
  let squares = 0;
  for (let i = channel; i < views.length; i += 3) {
    const value = views[i]!;
    sum += value;
    squares += value * value;
  }
  const count = views.length / 3;
  const mean = sum / count;
  return { mean, std: Math.sqrt(Math.max(0, squares / count - mean * mean)) };
};

/**
 * Gives each channel of each tile the mean and the standard deviation of the whole puzzle, in place:
 * values stay in the range that the network knows.
 * @param views float32 [T, t, t, 3], 0..255
 * @param tileLength values of one tile
 */
export const equaliseTiles = (views: Float32Array, tileLength: number): void => {
  const statistics = [0, 1, 2].map((channel) => channelStatistics(views, channel));
  for (let start = 0; start < views.length; start += tileLength) {
    normaliseChannels(views, start, tileLength, tileStdFloor);
  }
  for (const [channel, { mean, std }] of statistics.entries()) {
    for (let i = channel; i < views.length; i += 3) views[i] = views[i]! * std + mean;
  }
};
