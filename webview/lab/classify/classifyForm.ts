/** What is to be labelled and by which examples, and the request that is made of it. */
import * as z from 'zod';

import type { RequestOf } from '../../../src/protocol/analysis.js';
import { defaultClassification } from '../../../src/protocol/classification.js';
import { defaultFineTuningEpochs, fineTuningSchema } from '../../../src/protocol/evaluation.js';
import { parseWholeNumber } from '../../parts/parseText.js';
import { t } from '../../text.js';

const examplesSchema = z.object({
  trainFolder: z.string(),
  /** A CSV of labels; null takes the names of subfolders. */
  trainLabels: z.string().nullable(),
});
/** Images that show the classes, named as an evaluation names them. */
export type Examples = z.infer<typeof examplesSchema>;

export const classifyFormSchema = z.object({
  /** Null for those of the last evaluation. */
  examples: examplesSchema.nullable(),
  folder: z.string().nullable(),
  fineTune: z.boolean(),
  /** As it is typed. */
  epochs: z.string(),
});
/** The form as it is filled in. */
export type ClassifyForm = z.infer<typeof classifyFormSchema>;

export const initialClassifyForm: ClassifyForm = {
  ...{ examples: null, folder: null, fineTune: false },
  epochs: String(defaultFineTuningEpochs),
};

/** Passes of fine-tuning as they were typed. */
export const parseEpochs = (text: string) =>
  parseWholeNumber(text, 1, fineTuningSchema.shape.epochs.maxValue);

/** What is wrong with the form, or null. */
export const classifyObstacle = (form: ClassifyForm, evaluated: Examples | null): string | null => {
  if ((form.examples ?? evaluated) === null) return t('Choose a folder of labelled images first.');
  if (form.folder === null) return t('Choose a folder to label.');
  const { error } = parseEpochs(form.epochs);
  return form.fineTune && error !== null ? t('{0}: {1}', t('Passes of fine-tuning'), error) : null;
};

/**
 * @param evaluated images of the last evaluation, or null
 * @returns null when something is wrong with the form
 */
export const classifyRequest = (
  form: ClassifyForm,
  evaluated: Examples | null,
): RequestOf<'classify'> | null => {
  const examples = form.examples ?? evaluated;
  const { folder, fineTune } = form;
  if (examples === null || folder === null) return null;
  const { value: epochs } = parseEpochs(form.epochs);
  if (fineTune && epochs === null) return null;
  return {
    name: 'classify',
    params: {
      ...defaultClassification,
      labelledFolder: examples.trainFolder,
      labels: examples.trainLabels,
      folder,
      fineTune: fineTune && epochs !== null ? { epochs } : null,
    },
  };
};
