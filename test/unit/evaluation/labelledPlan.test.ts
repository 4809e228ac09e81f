/** How long training with labels lasts: what pretraining cost, in whole views. */
import { describe, expect, it } from 'vitest';

import {
  planFineTuning,
  planSupervised,
  pretrainingViews,
  viewsPerPretrainingStep,
  type PretrainedTrunk,
} from '../../../src/engine/evaluation/labelledTraining/labelledPlan.js';
import { planTasks } from '../../../src/engine/pretext/tasks.js';
import { permutationSetOf } from '../../../src/engine/training/openRunData.js';
import { defaultRunConfig } from '../../../src/protocol/defaultConfig.js';
import type { Task } from '../../../src/protocol/run.js';

const trunkOf = (task: Task, step = 100): PretrainedTrunk => {
  const config = defaultRunConfig(task);
  const tasks = planTasks(config, permutationSetOf(config));
  const [first] = tasks;
  if (first === undefined) throw new Error('There is no task.');
  return { run: { config }, step, tasks, views: first.wholeViews };
};

describe('the budget of supervised training', () => {
  it('is as many views as pretraining saw, where these were whole images', () => {
    const trunk = trunkOf('rotation');
    // 64 images in four rotations each.
    expect(viewsPerPretrainingStep(trunk)).toBe(256);
    expect(pretrainingViews(trunk)).toBe(25_600);
    const plan = planSupervised(trunk, 10_000);
    expect(plan).toEqual({
      steps: 100,
      viewsPerStep: 256,
      optimizer: defaultRunConfig('rotation').optimizer,
    });
  });

  it('is as many pixels, where these were tiles', () => {
    // Nine tiles of 32 px of 64 images, in images of 132 px.
    const jigsaw = trunkOf('jigsaw');
    expect(jigsaw.views.viewSizePx).toBe(132);
    expect(viewsPerPretrainingStep(jigsaw)).toBe(Math.round((64 * 9 * 32 ** 2) / 132 ** 2));
    // Beside them four rotations of 60 px, which is what a whole image is then.
    const both = trunkOf('both');
    expect(both.views.viewSizePx).toBe(60);
    expect(viewsPerPretrainingStep(both)).toBe(
      Math.round((64 * (9 * 32 ** 2 + 4 * 60 ** 2)) / 60 ** 2),
    );
  });

  it.each([1, 7, 100, 255, 256, 300])('is kept to within a step with %i images', (images) => {
    const trunk = trunkOf('rotation');
    const { steps, viewsPerStep } = planSupervised(trunk, images);
    expect(viewsPerStep).toBeLessThanOrEqual(images);
    const left = pretrainingViews(trunk) - steps * viewsPerStep;
    expect(left).toBeGreaterThanOrEqual(0);
    expect(left).toBeLessThan(viewsPerStep);
  });

  it('is none before the first step', () => {
    expect(planSupervised(trunkOf('rotation', 0), 50).steps).toBe(0);
  });
});

describe('fine-tuning', () => {
  it('goes through the images as often as asked, at a lower rate than pretraining', () => {
    const trunk = trunkOf('rotation');
    const plan = planFineTuning(trunk, 500, 10);
    expect({ steps: plan.steps, viewsPerStep: plan.viewsPerStep }).toEqual({
      steps: 70,
      viewsPerStep: 64,
    });
    const { learningRate } = trunk.run.config.optimizer;
    expect(plan.optimizer.learningRate).toBeLessThan(learningRate);
    expect(plan.optimizer).toMatchObject({ schedule: 'cosine', warmupSteps: 0, momentum: 0.9 });
    expect(planFineTuning(trunk, 5, 3)).toMatchObject({ steps: 3, viewsPerStep: 5 });
  });

  it('takes no larger steps than pretraining did', () => {
    const jigsaw = trunkOf('jigsaw');
    expect(planFineTuning(jigsaw, 500, 1).viewsPerStep).toBe(viewsPerPretrainingStep(jigsaw));
  });
});
