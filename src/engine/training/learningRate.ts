/** The learning rate as a function of the step. */
import type { OptimizerConfig } from '../../protocol/run.js';

/** RotNet's steps (Gidaris et al. 2018): divided by 5 after 30, 60 and 80 % of the training. */
const milestones = [0.3, 0.6, 0.8] as const;
const milestoneFactor = 0.2;

/**
 * Linear warm-up, then half a cosine down to zero or the milestones above.
 * @param step the step about to be taken, 0 .. plannedSteps - 1
 */
export const learningRateAt = (
  config: OptimizerConfig,
  step: number,
  plannedSteps: number,
): number => {
  // A short run must not end while it still warms up.
  const warmupSteps = Math.min(config.warmupSteps, Math.floor(plannedSteps / 5));
  if (step < warmupSteps) return (config.learningRate * (step + 1)) / warmupSteps;
  if (config.schedule === 'steps') {
    const passed = milestones.filter((share) => step >= share * plannedSteps).length;
    return config.learningRate * milestoneFactor ** passed;
  }
  const progress = (step - warmupSteps) / Math.max(1, plannedSteps - warmupSteps);
  return (config.learningRate * (1 + Math.cos(Math.PI * Math.min(1, progress)))) / 2;
};
