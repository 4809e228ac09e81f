/** How long training with labels lasts, and with which settings. Pure. */
import type { OptimizerConfig, RunConfig } from '../../../protocol/run.js';
import type { PretextTask } from '../../pretext/pretextTask.js';
import type { WholeViewsSpec } from '../../pretext/wholeViews.js';

export interface LabelledPlan {
  readonly steps: number;
  /** Whole views in a step, each of another image. */
  readonly viewsPerStep: number;
  readonly optimizer: OptimizerConfig;
}

/** What a plan needs to know of a run. */
export interface PretrainedTrunk {
  readonly run: { readonly config: Pick<RunConfig, 'batchSize' | 'optimizer'> };
  /** Steps of pretraining. */
  readonly step: number;
  readonly tasks: readonly Pick<PretextTask, 'layout'>[];
  /** How the trunk is shown a whole image. */
  readonly views: Pick<WholeViewsSpec, 'viewSizePx'>;
}

/** Views in a step of fine-tuning, where a step of pretraining was no smaller. */
const fineTuningViews = 64;
/**
 * Share of the peak learning rate of pretraining at which fine-tuning begins: low enough to adapt the
 * weights that are there and not to overwrite them, high enough for a new head to be learnt in a few
 * epochs. Of 0.1, 0.3 and 0.6, this was the best on held-out training images; see docs/evaluation.md.
 */
const fineTuningRateShare = 0.3;

/**
 * The whole views that cost the trunk what a step of pretraining did: as many pixels. Where views were
 * whole images, as for rotation, that is as many views; where they were tiles, it is fewer and larger
 * ones.
 */
export const viewsPerPretrainingStep = ({ run, tasks, views }: PretrainedTrunk): number => {
  const pixelsPerImage = tasks.reduce(
    (sum, { layout }) => sum + layout.viewsPerImage * layout.viewSizePx ** 2,
    0,
  );
  const pixels = run.config.batchSize * pixelsPerImage;
  return Math.max(1, Math.round(pixels / views.viewSizePx ** 2));
};

/** Whole views that cost the trunk what its pretraining did, up to the checkpoint. */
export const pretrainingViews = (trunk: PretrainedTrunk): number =>
  trunk.step * viewsPerPretrainingStep(trunk);

/**
 * As much training as the pretraining: as many steps of as many views, with the run's optimizer and
 * schedule. With fewer images than views in a step the steps are smaller, and more.
 * @param images labelled images, at least one
 */
export const planSupervised = (trunk: PretrainedTrunk, images: number): LabelledPlan => {
  const viewsPerStep = Math.min(images, viewsPerPretrainingStep(trunk));
  return {
    viewsPerStep,
    steps: Math.floor(pretrainingViews(trunk) / viewsPerStep),
    optimizer: trunk.run.config.optimizer,
  };
};

/**
 * Some epochs at a lower learning rate than that of pretraining, which falls to zero along a cosine.
 * @param images labelled images, at least one
 */
export const planFineTuning = (
  trunk: PretrainedTrunk,
  images: number,
  epochs: number,
): LabelledPlan => {
  const { optimizer } = trunk.run.config;
  const viewsPerStep = Math.min(images, fineTuningViews, viewsPerPretrainingStep(trunk));
  return {
    viewsPerStep,
    steps: epochs * Math.floor(images / viewsPerStep),
    optimizer: {
      ...optimizer,
      learningRate: optimizer.learningRate * fineTuningRateShare,
      schedule: 'cosine',
      warmupSteps: 0,
    },
  };
};
