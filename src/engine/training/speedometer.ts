/** Speed and waiting time, from measured steps. */
import type { StepMetrics } from '../../protocol/run.js';

/** Weight of the newest step in the running mean. */
const smoothing = 0.05;

export interface Speedometer {
  /**
   * Takes one step into account.
   * @param durationMs from the end of the step before, waiting included
   * @param waitedMs thereof waiting for data
   */
  record(
    durationMs: number,
    waitedMs: number,
    images: number,
    views: number,
  ): Pick<StepMetrics, 'viewsPerSecond' | 'imagesPerSecond' | 'dataWaitShare'>;
  /** Over all recorded steps but the first, which also starts the data up. */
  readonly total: Pick<StepMetrics, 'viewsPerSecond' | 'imagesPerSecond' | 'dataWaitShare'>;
  /** Expected time of one step in ms, or null before the second. */
  readonly stepMs: number | null;
}

export const createSpeedometer = (): Speedometer => {
  let steps = 0;
  let stepMs: number | null = null;
  const sums = { ms: 0, waited: 0, images: 0, views: 0 };
  const rates = (ms: number, waited: number, images: number, views: number) => ({
    viewsPerSecond: ms > 0 ? (views / ms) * 1000 : 0,
    imagesPerSecond: ms > 0 ? (images / ms) * 1000 : 0,
    dataWaitShare: ms > 0 ? Math.min(1, waited / ms) : 0,
  });
  return {
    record: (durationMs, waitedMs, images, views) => {
      steps += 1;
      if (steps > 1) {
        stepMs = stepMs === null ? durationMs : stepMs + smoothing * (durationMs - stepMs);
        sums.ms += durationMs;
        sums.waited += waitedMs;
        sums.images += images;
        sums.views += views;
      }
      return rates(durationMs, waitedMs, images, views);
    },
    get total() {
      return rates(sums.ms, sums.waited, sums.images, sums.views);
    },
    get stepMs() {
      return stepMs;
    },
  };
};
