/** The fields and settings that a folder is labelled by. */
import { html, type TemplateResult } from 'lit';

import { checkbox, textField } from '../../parts/controls.js';
import { t } from '../../text.js';
import { pathField } from '../analyses/pathField.js';
import { parseEpochs, type ClassifyForm, type Examples } from './classifyForm.js';

export interface FormActions {
  readonly set: (changes: Partial<ClassifyForm>) => void;
  readonly choose: (kind: 'folder' | 'csv', title: string, take: (path: string) => void) => void;
}

export const classifyFields = (
  form: ClassifyForm,
  evaluated: Examples | null,
  { set, choose }: FormActions,
): TemplateResult => {
  const examples = form.examples ?? evaluated;
  return html`
    ${pathField({
      label: t('Folder that shows the classes'),
      path: examples?.trainFolder ?? null,
      emptyText: t('No folder yet'),
      onChoose: () =>
        choose('folder', t('Which folder of labelled images shows the classes?'), (trainFolder) =>
          set({ examples: { trainFolder, trainLabels: null } }),
        ),
      ...(form.examples === null ? {} : { onClear: () => set({ examples: null }) }),
    })}
    ${
      examples === null
        ? null
        : pathField({
            label: t('Labels that it shows'),
            path: examples.trainLabels,
            emptyText: t('Names of the subfolders'),
            onChoose: () =>
              choose('csv', t('A CSV file with the columns path and label'), (trainLabels) =>
                set({ examples: { trainFolder: examples.trainFolder, trainLabels } }),
              ),
            onClear: () =>
              set({ examples: { trainFolder: examples.trainFolder, trainLabels: null } }),
          })
    }
    ${pathField({
      label: t('Folder to label'),
      path: form.folder,
      emptyText: t('No folder yet'),
      onChoose: () =>
        choose('folder', t('Which folder of images should be labelled?'), (folder) =>
          set({ folder }),
        ),
    })}
  `;
};

export const classifySettings = (form: ClassifyForm, { set }: FormActions): TemplateResult => html`
  ${checkbox({
    label: t('Fine-tune for the labels'),
    checked: form.fineTune,
    hint: t(
      'Trains the whole network further with the labels, in place of a linear head on frozen features: takes minutes to hours, and tends to be better only with many labels.',
    ),
    onChange: (fineTune) => set({ fineTune }),
  })}
  ${
    form.fineTune
      ? textField({
          label: t('Passes of fine-tuning'),
          value: form.epochs,
          error: parseEpochs(form.epochs).error ?? undefined,
          hint: t('Passes over the labelled images'),
          inputMode: 'numeric',
          onInput: (epochs) => set({ epochs }),
        })
      : null
  }
`;
