/** How many steps a run takes, decided once, so that its schedule does not depend on later speed. */
import type { Calibration, RunConfig } from '../../protocol/run.js';

/** Share of a time budget that goes into steps; the rest is for validation, checkpoints and noise. */
const stepShareOfBudget = 0.9;
/** Cost of a validation image against a training image: forward only. */
const validationCost = 1 / 3;

/** Measured time of a step in the chosen precision, in ms. */
export const stepMsOf = (calibration: Calibration): number =>
  (calibration.chosen === 'bfloat16'
    ? calibration.bfloat16MsPerStep
    : calibration.float32MsPerStep) ?? 1;

/**
 * The steps that fit both the epochs and the budget, at least one.
 * @param elapsedMs part of the budget that is already used up
 */
export const planSteps = (
  config: RunConfig,
  calibration: Calibration,
  stepsPerEpoch: number,
  validationImages: number,
  elapsedMs: number,
): number => {
  const byEpochs = config.epochs === null ? Infinity : config.epochs * stepsPerEpoch;
  if (config.budgetMs === null) return byEpochs;
  const validationSteps = (validationImages / config.batchSize) * validationCost;
  const msPerStep = stepMsOf(calibration) * (1 + validationSteps / stepsPerEpoch);
  const left = Math.max(0, config.budgetMs - elapsedMs) * stepShareOfBudget;
  return Math.max(1, Math.min(byEpochs, Math.floor(left / msPerStep)));
};
