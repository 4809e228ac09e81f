/** The fields of both searches. */
import { html, type TemplateResult } from 'lit';

import type { PresetName } from '../../../src/protocol/run.js';
import { textField } from '../../parts/controls.js';
import { t } from '../../text.js';
import { blockField } from '../analyses/analysisForm.js';
import { pathField } from '../analyses/pathField.js';
import { parseCount, parseThreshold, type DuplicatesForm, type SearchForm } from './searchForms.js';

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
