/** What to search for, and where. */
import { html, type TemplateResult } from 'lit';
import * as z from 'zod';

import type { RequestOf } from '../../../src/protocol/analysis.js';
import { defaultSearchCount, defaultThreshold } from '../../../src/protocol/findings.js';
import type { PresetName } from '../../../src/protocol/run.js';
import { textField } from '../../parts/controls.js';
import { parseNumber, parseWholeNumber } from '../../parts/parseText.js';
import { t } from '../../text.js';
import { blockField } from '../analyses/analysisForm.js';
import { pathField } from '../analyses/pathField.js';

export const searchFormSchema = z.object({
  image: z.string().nullable(),
  /** Null for the folder of the run. */
  folder: z.string().nullable(),
  count: z.string(),
  block: z.string().nullable(),
});
/** The form as it is filled in; numbers as they are typed. */
export type SearchForm = z.infer<typeof searchFormSchema>;

export const initialSearchForm: SearchForm = {
  image: null,
  folder: null,
  count: String(defaultSearchCount),
  block: null,
};

export const duplicatesFormSchema = z.object({
  /** Null for the folder of the run. */
  folder: z.string().nullable(),
  threshold: z.string(),
  block: z.string().nullable(),
});
export type DuplicatesForm = z.infer<typeof duplicatesFormSchema>;

export const initialDuplicatesForm: DuplicatesForm = {
  folder: null,
  threshold: String(defaultThreshold),
  block: null,
};

const parseCount = (text: string) => parseWholeNumber(text, 1, 10_000);
const parseThreshold = (text: string) => parseNumber(text, { min: 0, max: 1 });

export const searchObstacle = ({ image, count }: SearchForm): string | null => {
  if (image === null) return t('Choose an image first.');
  const { error } = parseCount(count);
  return error === null ? null : t('{0}: {1}', t('Images to find'), error);
};

/** @returns null when something is wrong with the form */
export const searchRequest = (
  form: SearchForm,
  runsFolder: string,
): RequestOf<'searchImages'> | null => {
  const { image, block } = form;
  const count = parseCount(form.count).value;
  if (image === null || count === null) return null;
  return {
    name: 'searchImages',
    params: { image, count, block, folder: form.folder ?? runsFolder },
  };
};

export const duplicatesObstacle = ({ threshold }: DuplicatesForm): string | null => {
  const { error } = parseThreshold(threshold);
  return error === null ? null : t('{0}: {1}', t('Threshold'), error);
};

/** @returns null when something is wrong with the form */
export const duplicatesRequest = (
  form: DuplicatesForm,
  runsFolder: string,
): RequestOf<'findNearDuplicates'> | null => {
  const threshold = parseThreshold(form.threshold).value;
  if (threshold === null) return null;
  const { block } = form;
  return {
    name: 'findNearDuplicates',
    params: { threshold, block, folder: form.folder ?? runsFolder },
  };
};

/** @param onClear goes back to the folder of the run */
export const searchedFolderField = (
  folder: string | null,
  onChoose: () => void,
  onClear: () => void,
): TemplateResult =>
  pathField({
    label: t('Folder to search'),
    path: folder,
    emptyText: t('The folder of the run'),
    onChoose,
    onClear,
  });

export const searchSettings = (
  form: SearchForm,
  preset: PresetName,
  set: (changes: Partial<SearchForm>) => void,
): TemplateResult => html`
  ${textField({
    label: t('Images to find'),
    value: form.count,
    error: parseCount(form.count).error ?? undefined,
    inputMode: 'numeric',
    onInput: (count) => set({ count }),
  })}
  ${blockField(preset, form.block, (block) => set({ block }))}
`;

export const duplicatesSettings = (
  form: DuplicatesForm,
  preset: PresetName,
  set: (changes: Partial<DuplicatesForm>) => void,
): TemplateResult => html`
  ${textField({
    label: t('Threshold'),
    value: form.threshold,
    error: parseThreshold(form.threshold).error ?? undefined,
    hint: t('Similarity from which on two images are near-duplicates, 0 to 1'),
    inputMode: 'decimal',
    onInput: (threshold) => set({ threshold }),
  })}
  ${blockField(preset, form.block, (block) => set({ block }))}
`;
