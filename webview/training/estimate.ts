/** How long a run will take, from a speed that was measured on this machine. */
import { speedKey, type Speed } from '../../src/protocol/trainingProtocol.js';
import type { RunConfig } from '../../src/protocol/run.js';
import { formatCount, formatDuration } from '../parts/format.js';
import { t } from '../text.js';
import { expectedTrainImages } from './runForm.js';

/** Cost of a validation image against a training image: it is only looked at, not learnt from. */
const validationCost = 1 / 3;
/** Steps of an epoch when a few images are learnt by heart. */
const overfitStepsPerEpoch = 50;

export interface Estimate {
  /** Images per second. */
  readonly imagesPerSecond: number;
  /** Time of an epoch with its validation, in ms. */
  readonly epochMs: number;
  readonly stepsPerEpoch: number;
}

/** The measured speed of a configuration, or null. */
export const speedOf = (config: RunConfig, speeds: readonly Speed[]): number | null => {
  const speed = speeds.find(({ key }) => key === speedKey(config))?.imagesPerSecond ?? 0;
  return speed > 0 ? speed : null;
};

/**
 * @param images image files in the folder
 * @param imagesPerSecond measured, above 0
 */
export const estimateEpoch = (
  config: RunConfig,
  images: number,
  imagesPerSecond: number,
): Estimate => {
  const train = expectedTrainImages(images, config);
  const isOverfit = config.overfitImages !== null;
  const stepsPerEpoch = isOverfit
    ? overfitStepsPerEpoch
    : Math.max(1, Math.floor(train / config.batchSize));
  const validation = isOverfit ? 0 : images - train;
  const work = stepsPerEpoch * config.batchSize + validation * validationCost;
  return { imagesPerSecond, epochMs: (work / imagesPerSecond) * 1000, stepsPerEpoch };
};

/** The estimate as a sentence. */
export const estimateText = (config: RunConfig, { epochMs }: Estimate): string => {
  if (config.epochs !== null) {
    const time = formatDuration(epochMs * config.epochs);
    return config.epochs === 1
      ? t('About {0} for 1 epoch, measured on this machine.', time)
      : t('About {0} for {1} epochs, measured on this machine.', time, formatCount(config.epochs));
  }
  const budgetMs = config.budgetMs ?? 0;
  const epochs = budgetMs / epochMs;
  if (epochs < 1) {
    return t(
      'Less than one epoch in {0}: an epoch takes about {1} on this machine.',
      formatDuration(budgetMs),
      formatDuration(epochMs),
    );
  }
  return epochs < 2
    ? t('About 1 epoch in {0}, measured on this machine.', formatDuration(budgetMs))
    : t(
        'About {0} epochs in {1}, measured on this machine.',
        formatCount(Math.floor(epochs)),
        formatDuration(budgetMs),
      );
};
