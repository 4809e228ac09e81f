/** What the user chose for an evaluation, and the request that is made of it. */
import * as z from 'zod';

import type { RequestOf } from '../../../src/protocol/analysis.js';
import { evaluateFolder } from '../../../src/protocol/evaluateFolder.js';
import { defaultEvaluation } from '../../../src/protocol/evaluation.js';
import { t } from '../../text.js';

/** Fields that hold a text. */
export const fieldNames = [
  'blocks',
  'poolGrid',
  'neighbors',
  'temperature',
  'heldOutPercent',
  'seed',
] as const;
export type FieldName = (typeof fieldNames)[number];

export const probeChoicesSchema = z.object({
  /** Absolute paths; null while none is chosen. */
  trainFolder: z.string().nullable(),
  trainLabels: z.string().nullable(),
  testFolder: z.string().nullable(),
  testLabels: z.string().nullable(),
  /** What was typed. */
  texts: z.partialRecord(z.enum(fieldNames), z.string()),
  fewLabels: z.boolean(),
  /** The analysis whose folder was taken over last: one that a command started is shown like any. */
  taken: z.number().int().nullable(),
});
export type ProbeChoices = z.infer<typeof probeChoicesSchema>;

export const noProbeChoices: ProbeChoices = {
  trainFolder: null,
  trainLabels: null,
  testFolder: null,
  testLabels: null,
  texts: {},
  fewLabels: true,
  taken: null,
};

/** What the fields show when nothing was typed. */
export const defaultTexts: Readonly<Record<FieldName, string>> = {
  blocks: '',
  poolGrid: String(defaultEvaluation.poolGrid),
  neighbors: String(defaultEvaluation.neighbors),
  temperature: String(defaultEvaluation.temperature),
  heldOutPercent: String(defaultEvaluation.testShare * 100),
  seed: String(defaultEvaluation.seed),
};

/** The folder of an analysis that was started elsewhere, with labels by its subfolders. */
export const takeFolder = (
  choices: ProbeChoices,
  analysis: { readonly number: number; readonly folder: string },
): ProbeChoices => {
  if (choices.taken === analysis.number) return choices;
  const taken = { ...choices, taken: analysis.number };
  return choices.trainFolder === analysis.folder
    ? taken
    : {
        ...taken,
        ...{ trainFolder: analysis.folder, trainLabels: null, testFolder: null, testLabels: null },
      };
};

/** A text without spaces around it as a number; NaN where it is none. */
const numberOf = (text: string): number => (text.trim() === '' ? NaN : Number(text));

/** Limits as the engine has them. */
const checks: Readonly<Record<Exclude<FieldName, 'blocks'>, (value: number) => string | null>> = {
  poolGrid: (value) =>
    Number.isInteger(value) && value >= 1 && value <= 16
      ? null
      : t('A whole number from {0} to {1}.', 1, 16),
  neighbors: (value) =>
    Number.isInteger(value) && value >= 1 && value <= 1000
      ? null
      : t('A whole number from {0} to {1}.', 1, 1000),
  temperature: (value) =>
    value > 0 && Number.isFinite(value) ? null : t('A number greater than 0.'),
  heldOutPercent: (value) =>
    value >= 5 && value <= 50 ? null : t('A number from {0} to {1}.', 5, 50),
  seed: (value) =>
    Number.isInteger(value) && value >= 0 && value <= 0xffff_ffff
      ? null
      : t('A whole number from {0} to {1}.', 0, 0xffff_ffff),
};

export type FieldErrors = Readonly<Partial<Record<FieldName, string>>>;

export interface ReadForm {
  /** Null where there is an error, or no folder. */
  readonly request: RequestOf<'evaluate'> | null;
  readonly errors: FieldErrors;
}

export const readForm = (choices: ProbeChoices): ReadForm => {
  const { trainFolder, trainLabels, testFolder, testLabels, fewLabels } = choices;
  const texts = { ...defaultTexts, ...choices.texts };
  const value = (field: Exclude<FieldName, 'blocks'>): number => numberOf(texts[field]);
  // A share that is not used cannot be wrong.
  const isUsed = (field: FieldName): boolean => field !== 'heldOutPercent' || testFolder === null;
  const errors: Partial<Record<FieldName, string>> = {};
  for (const field of fieldNames) {
    if (field === 'blocks' || !isUsed(field)) continue;
    const error = checks[field](value(field));
    if (error !== null) errors[field] = error;
  }
  if (trainFolder === null || Object.keys(errors).length > 0) return { request: null, errors };
  const blocks = texts.blocks.split(/[\s,]+/).filter((name) => name !== '');
  const plain = evaluateFolder(trainFolder);
  return {
    errors,
    request: {
      ...plain,
      params: {
        ...plain.params,
        ...{ trainLabels, testFolder, fewLabels },
        testLabels: testFolder === null ? null : testLabels,
        blocks: blocks.length === 0 ? null : blocks,
        poolGrid: value('poolGrid'),
        neighbors: value('neighbors'),
        temperature: value('temperature'),
        testShare:
          testFolder === null ? value('heldOutPercent') / 100 : defaultEvaluation.testShare,
        seed: value('seed'),
      },
    },
  };
};
