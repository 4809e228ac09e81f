/** The form of a ranking. */
import { html, type TemplateResult } from 'lit';

import { anomalyScoreNameSchema } from '../../../src/protocol/findings.js';
import type { RunConfig } from '../../../src/protocol/run.js';
import { select, textField } from '../../parts/controls.js';
import { t } from '../../text.js';
import { blockField } from '../analyses/analysisForm.js';
import { pathField } from '../analyses/pathField.js';
import { parseNeighbors, scoreName, type AnomalyForm } from './anomalyForm.js';

export interface FormActions {
  readonly set: (changes: Partial<AnomalyForm>) => void;
  readonly onChooseFolder: () => void;
  readonly onChooseLabels: () => void;
}

export const anomalyFields = (form: AnomalyForm, { onChooseFolder }: FormActions): TemplateResult =>
  pathField({
    label: t('Folder to rank'),
    path: form.folder,
    emptyText: t('No folder is chosen.'),
    onChoose: onChooseFolder,
  });

export const anomalySettings = (
  form: AnomalyForm,
  { task, preset }: RunConfig,
  { set, onChooseLabels }: FormActions,
): TemplateResult => {
  const scores = anomalyScoreNameSchema.options.filter(
    (score) => score !== 'rotation' || task !== 'jigsaw',
  );
  return html`
    ${select({
      label: t('Rank by'),
      value: form.rankBy ?? '',
      options: [
        { value: '', label: t('Automatic') },
        ...scores.map((score) => ({ value: score, label: scoreName(score) })),
      ],
      onChange: (value) => {
        const parsed = anomalyScoreNameSchema.safeParse(value);
        set({ rankBy: parsed.success ? parsed.data : null });
      },
    })}
    ${textField({
      label: t('Neighbours'),
      value: form.neighbors,
      error: parseNeighbors(form.neighbors).error ?? undefined,
      hint: t('Nearest training images whose distances are averaged'),
      inputMode: 'numeric',
      onInput: (neighbors) => set({ neighbors }),
    })}
    ${blockField(preset, form.block, (block) => set({ block }))}
    ${textField({
      label: t('Normal labels'),
      value: form.normal,
      hint: t('Names of subfolders, or labels of the file below, by commas'),
      onInput: (normal) => set({ normal }),
    })}
    ${textField({
      label: t('Anomalous labels'),
      value: form.anomalous,
      hint: t('Left empty, all that are not normal'),
      onInput: (anomalous) => set({ anomalous }),
    })}
    ${pathField({
      label: t('File of labels (CSV)'),
      path: form.labelsFile,
      emptyText: t('None: subfolders are the labels.'),
      onChoose: onChooseLabels,
      onClear: () => set({ labelsFile: null }),
    })}
  `;
};
