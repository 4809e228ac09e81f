/** What a pretrained trunk is worth: how well frozen features tell labelled images apart. */
import * as z from 'zod';

import { precisionSchema } from './run.js';
import { index, path } from './values.js';

const fraction = z.number().min(0).max(1);
const count = z.number().int().min(1);

export const fineTuningSchema = z.object({
  /** Passes over the labelled images. */
  epochs: z.number().int().min(1).max(1000),
  /** Labelled images of each class that are used; null for all. */
  labelsPerClass: count.nullable(),
});

export const evaluationParamsSchema = z.object({
  runFolder: path,
  /** Labelled images that everything is fitted and chosen on. */
  trainFolder: path,
  /** Labelled images that figures are measured on; null holds a part of the training images out. */
  testFolder: path.nullable(),
  /** A CSV of `path,label` for the training images; null takes the names of subfolders. */
  trainLabels: path.nullable(),
  testLabels: path.nullable(),
  /** Names of the trunk's blocks; null for all. */
  blocks: z.array(z.string()).min(1).nullable(),
  /** Features are averaged over `poolGrid * poolGrid` cells of the image. */
  poolGrid: z.number().int().min(1).max(16),
  /** Neighbours that vote, k. */
  neighbors: z.number().int().min(1).max(1000),
  /** Temperature of the votes' weights. */
  temperature: z.number().positive(),
  /** Share of the images that is held out as test where there is no test folder. */
  testShare: z.number().min(0.05).max(0.5),
  /** Whether probes with few labels are fitted too. */
  fewLabels: z.boolean(),
  /** Whether the same trunk is trained with labels too, for as long as it was pretrained. */
  supervised: z.boolean(),
  /** Fine-tuning of the whole network from the pretrained and from random weights; null for none. */
  fineTune: fineTuningSchema.nullable(),
  seed: z.number().int().min(0).max(0xffff_ffff),
  workers: z.number().int().min(1).max(64),
});
export type EvaluationParams = z.infer<typeof evaluationParamsSchema>;

/** Epochs of fine-tuning when nobody says otherwise. */
export const defaultFineTuningEpochs = 10;

/** The settings of an evaluation when nobody says otherwise. */
export const defaultEvaluation = {
  poolGrid: 2,
  neighbors: 20,
  temperature: 0.07,
  testShare: 0.2,
  supervised: false,
  fineTune: null,
  seed: 0,
} as const satisfies Partial<EvaluationParams>;

const intervalSchema = z.object({ low: fraction, high: fraction });

export const accuracySchema = intervalSchema.extend({ accuracy: fraction });
/** Top-1 accuracy on test images with the bounds of its 95 % confidence interval (bootstrap). */
export type Accuracy = z.infer<typeof accuracySchema>;

export const linearAccuracySchema = accuracySchema.extend({
  /** L2 strength that was chosen on held-out training images. */
  l2: z.number(),
});

export const probedBlockSchema = z.object({
  block: z.string(),
  /** Numbers per image after pooling. */
  dimension: count,
  linear: linearAccuracySchema,
  knn: accuracySchema,
  /** Accuracy of the linear probe on held-out training images, by which the best block is chosen. */
  validationAccuracy: fraction,
});
/** What frozen features of one block tell apart. */
export type ProbedBlock = z.infer<typeof probedBlockSchema>;

export const blockEvaluationSchema = probedBlockSchema.extend({
  /** Accuracies of the same trunk with the random weights of its run's seed. */
  random: z.object({
    linear: fraction,
    knn: fraction,
    intervals: z.object({ linear: intervalSchema, knn: intervalSchema }),
  }),
});
/** What one block is worth, beside the same block of the random trunk. */
export type BlockEvaluation = z.infer<typeof blockEvaluationSchema>;

const spreadSchema = z.object({ mean: fraction, deviation: z.number().min(0) });

export const fewLabelsSchema = z.object({
  /** Labelled images of each class. */
  perClass: count,
  /** Random choices of these images. */
  draws: count,
  /** Accuracy over the draws. */
  mean: fraction,
  /** Standard deviation over the draws. */
  deviation: z.number().min(0),
  /** The same of the random trunk, with the same images. */
  random: spreadSchema,
});
export type FewLabelsEvaluation = z.infer<typeof fewLabelsSchema>;

export const labelledTrainingSchema = z.object({
  /** Labelled images that were trained on. */
  images: count,
  steps: index,
  /** Views of whole images that the network was shown in these steps. */
  views: index,
  /** Peak learning rate. */
  learningRate: z.number().positive(),
  elapsedMs: z.number(),
});
/** How a network was trained with labels. */
export type LabelledTraining = z.infer<typeof labelledTrainingSchema>;

export const supervisedReferenceSchema = z.object({
  /** The trained network itself, with its own head. */
  head: accuracySchema,
  /** Frozen features of its trunk, probed as those of the pretrained one; from the image up. */
  perBlock: z.array(probedBlockSchema),
  /** The block with the best linear probe on held-out training images. */
  bestBlock: z.string(),
  training: labelledTrainingSchema.extend({
    /** Views of whole images that cost the trunk what its pretraining did, which is the budget. */
    pretrainingViews: index,
  }),
});
/** The same trunk trained with labels from the random weights of its run's seed. */
export type SupervisedReference = z.infer<typeof supervisedReferenceSchema>;

export const fineTunedReferenceSchema = fineTuningSchema.extend({
  /** Begun with the pretrained trunk. */
  pretrained: accuracySchema,
  /** Begun with the random weights of the run's seed; the same head, batches and steps. */
  random: accuracySchema,
  /** Of each of the two, but the time is that of both. */
  training: labelledTrainingSchema,
});
/** The whole network fine-tuned with labels. */
export type FineTunedReference = z.infer<typeof fineTunedReferenceSchema>;

export const evaluationResultSchema = z.object({
  kind: z.literal('evaluation'),
  runFolder: z.string(),
  /** When it ended, ISO 8601 in UTC. */
  createdAt: z.iso.datetime(),
  /** Of the checkpoint that was opened. */
  step: index,
  epoch: index,
  dataset: z.object({
    trainFolder: z.string(),
    /** Null where test images were held out of the training folder. */
    testFolder: z.string().nullable(),
    /** Tables that the labels were read from; null where they are the names of subfolders. */
    trainLabels: z.string().nullable(),
    testLabels: z.string().nullable(),
    classes: z.array(z.string()),
    trainImages: index,
    testImages: index,
    /** Images without a label, which were left out. */
    unlabelled: z.object({ train: index, test: index }),
    /** Byte-identical images. */
    shared: z.object({
      /** Test images that are also among the training images. */
      testWithTrain: index,
      /** Images that the run was pretrained on; null where its cache does not tell any more. */
      trainWithPretraining: index.nullable(),
      testWithPretraining: index.nullable(),
    }),
  }),
  settings: z.object({
    poolGrid: count,
    neighbors: count,
    temperature: z.number(),
    seed: index,
    /** Share of the images that was held out as test; null where there was a test folder. */
    testShare: fraction.nullable(),
    precision: precisionSchema,
  }),
  /** From the image up. */
  perBlock: z.array(blockEvaluationSchema),
  /** The block with the best linear probe on held-out training images. */
  bestBlock: z.string(),
  /** On the best block; empty if not asked for. */
  fewLabels: z.array(fewLabelsSchema),
  references: z.object({
    /** Accuracy of always naming the most frequent class of the test images. */
    majority: fraction,
    /** Thumbnails of the images in place of features. */
    pixels: z.object({ dimension: count, linear: linearAccuracySchema, knn: accuracySchema }),
    /** Null where it was not asked for. */
    supervised: supervisedReferenceSchema.nullable(),
    /** Null where it was not asked for. */
    fineTuned: fineTunedReferenceSchema.nullable(),
  }),
  elapsedMs: z.number(),
});
/** The answer to `evaluate`. */
export type EvaluationResult = z.infer<typeof evaluationResultSchema>;

export const evaluationProgressSchema = z.object({
  kind: z.literal('evaluationProgress'),
  /**
   * `training`: steps with labels; `features`: images seen by the trunks; `probes`: feature sets
   * probed; `fewLabels`: fits.
   */
  phase: z.enum(['training', 'features', 'probes', 'fewLabels']),
  done: index,
  total: index,
});
/** How far an evaluation is. */
export type EvaluationProgress = z.infer<typeof evaluationProgressSchema>;
