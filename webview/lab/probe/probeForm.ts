/** What the user chose for an evaluation, and the request that is made of it. */
import * as z from 'zod';

import type { RequestOf } from '../../../src/protocol/analysis.js';
import { evaluateFolder } from '../../../src/protocol/evaluateFolder.js';
import { defaultEvaluation, defaultFineTuningEpochs } from '../../../src/protocol/evaluation.js';
import { formatCount } from '../../parts/format.js';
import { t } from '../../text.js';

/** Fields that hold a number. */
const numberNames = [
  'poolGrid',
  'neighbors',
  'temperature',
  'heldOutPercent',
  'seed',
  'fineTuningEpochs',
  'labelsPerClass',
] as const;
type NumberName = (typeof numberNames)[number];
/** Fields that hold a text. */
const fieldNames = ['blocks', ...numberNames] as const;
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
  supervised: z.boolean(),
  fineTune: z.boolean(),
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
  supervised: false,
  fineTune: false,
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
  fineTuningEpochs: String(defaultFineTuningEpochs),
  labelsPerClass: '',
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

const wholeFrom =
  (from: number, to: number): Check =>
  (value) =>
    Number.isInteger(value) && value >= from && value <= to
      ? null
      : t('A whole number from {0} to {1}.', formatCount(from), formatCount(to));

/** What is wrong with a number, or null. Limits as the engine has them. */
type Check = (value: number) => string | null;
const checks: Readonly<Record<NumberName, Check>> = {
  poolGrid: wholeFrom(1, 16),
  neighbors: wholeFrom(1, 1000),
  temperature: (value) =>
    value > 0 && Number.isFinite(value) ? null : t('A number greater than 0.'),
  heldOutPercent: (value) =>
    value >= 5 && value <= 50 ? null : t('A number from {0} to {1}.', 5, 50),
  seed: wholeFrom(0, 0xffff_ffff),
  fineTuningEpochs: wholeFrom(1, 1000),
  labelsPerClass: wholeFrom(1, 1_000_000),
};

export type FieldErrors = Readonly<Partial<Record<FieldName, string>>>;

export interface ReadForm {
  /** Null where there is an error, or no folder. */
  readonly request: RequestOf<'evaluate'> | null;
  readonly errors: FieldErrors;
}

/** Whether a number decides anything: what does not cannot be wrong. */
const isUsed = (field: NumberName, choices: ProbeChoices, text: string): boolean => {
  switch (field) {
    case 'heldOutPercent':
      return choices.testFolder === null;
    case 'fineTuningEpochs':
      return choices.fineTune;
    case 'labelsPerClass':
      return choices.fineTune && text.trim() !== '';
    default:
      return true;
  }
};

export const readForm = (choices: ProbeChoices): ReadForm => {
  const { trainFolder, trainLabels, testFolder, testLabels, fewLabels, supervised } = choices;
  const texts = { ...defaultTexts, ...choices.texts };
  /** Null where the field decides nothing. */
  const read = (field: NumberName): number | null =>
    isUsed(field, choices, texts[field]) ? numberOf(texts[field]) : null;
  const errors: Partial<Record<FieldName, string>> = {};
  for (const field of numberNames) {
    const value = read(field);
    const error = value === null ? null : checks[field](value);
    if (error !== null) errors[field] = error;
  }
  if (trainFolder === null || Object.keys(errors).length > 0) return { request: null, errors };
  const blocks = texts.blocks.split(/[\s,]+/).filter((name) => name !== '');
  const heldOutPercent = read('heldOutPercent');
  const epochs = read('fineTuningEpochs');
  const plain = evaluateFolder(trainFolder);
  return {
    errors,
    request: {
      ...plain,
      params: {
        ...plain.params,
        ...{ trainLabels, testFolder, fewLabels, supervised },
        testLabels: testFolder === null ? null : testLabels,
        blocks: blocks.length === 0 ? null : blocks,
        poolGrid: numberOf(texts.poolGrid),
        neighbors: numberOf(texts.neighbors),
        temperature: numberOf(texts.temperature),
        testShare: heldOutPercent === null ? defaultEvaluation.testShare : heldOutPercent / 100,
        fineTune: epochs === null ? null : { epochs, labelsPerClass: read('labelsPerClass') },
        seed: numberOf(texts.seed),
      },
    },
  };
};
