/** What to search for, and where: the forms as they are filled in, and the requests made of them. */
import * as z from 'zod';

import type { RequestOf } from '../../../src/protocol/analysis.js';
import { defaultSearchCount, defaultThreshold } from '../../../src/protocol/findings.js';
import { parseNumber, parseWholeNumber } from '../../parts/parseText.js';
import { t } from '../../text.js';

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

export const parseCount = (text: string) => parseWholeNumber(text, 1, 10_000);
export const parseThreshold = (text: string) => parseNumber(text, { min: 0, max: 1 });

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
