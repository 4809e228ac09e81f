/** Which images of which folder are explained, and which of the network's answers. */
import { html, type TemplateResult } from 'lit';
import * as z from 'zod';

import type { RequestOf } from '../../../src/protocol/analysis.js';
import { mostExplained, type PretextTaskName } from '../../../src/protocol/attention.js';
import type { RunConfig } from '../../../src/protocol/run.js';
import { textField } from '../../parts/controls.js';
import { parseWholeNumber } from '../../parts/parseText.js';
import { lastPart, parentOf } from '../../parts/pathText.js';
import { t } from '../../text.js';
import { blockField } from '../analyses/analysisForm.js';
import { pathField } from '../analyses/pathField.js';

export const attentionFormSchema = z.object({
  /** Absolute path of the only image; null for some of the run's folder. */
  image: z.string().nullable(),
  count: z.string(),
  task: z.enum(['rotation', 'jigsaw']),
  block: z.string().nullable(),
});
/** The form as it is filled in; numbers as they are typed. */
export type AttentionForm = z.infer<typeof attentionFormSchema>;

export const initialAttentionForm: AttentionForm = {
  image: null,
  count: '8',
  task: 'rotation',
  block: null,
};

/** Side of the pictures: sharp at the 160 px that they are shown at, on a dense screen too. */
const picturePx = 320;

const parseCount = (text: string) => parseWholeNumber(text, 1, mostExplained);

export const attentionObstacle = ({ image, count }: AttentionForm): string | null => {
  const { error } = parseCount(count);
  return image !== null || error === null ? null : t('{0}: {1}', t('Images to look at'), error);
};

/** The answer that is explained: a run of one task has no other. */
export const taskOf = ({ task }: AttentionForm, run: RunConfig['task']): PretextTaskName =>
  run === 'both' ? task : run;

/** @returns null when something is wrong with the form */
export const attentionRequest = (
  form: AttentionForm,
  run: { readonly folder: string; readonly task: RunConfig['task'] },
): RequestOf<'explainImages'> | null => {
  const { image, block } = form;
  const count = image === null ? parseCount(form.count).value : 1;
  if (count === null) return null;
  return {
    name: 'explainImages',
    params: {
      folder: image === null ? run.folder : parentOf(image),
      paths: image === null ? null : [lastPart(image)],
      task: taskOf(form, run.task),
      sidePx: picturePx,
      ...{ count, block },
    },
  };
};

/** @param onChoose opens the dialog */
export const attentionFields = (
  form: AttentionForm,
  set: (changes: Partial<AttentionForm>) => void,
  onChoose: () => void,
): TemplateResult => html`
  ${pathField({
    label: t('Image'),
    path: form.image,
    emptyText: t('Some of the run’s folder'),
    onChoose,
    onClear: () => set({ image: null }),
  })}
  ${
    form.image === null
      ? textField({
          label: t('Images to look at'),
          value: form.count,
          error: parseCount(form.count).error ?? undefined,
          hint: t('Chosen evenly over the folder'),
          inputMode: 'numeric',
          onInput: (count) => set({ count }),
        })
      : null
  }
`;

export const attentionSettings = (
  form: AttentionForm,
  preset: RunConfig['preset'],
  set: (changes: Partial<AttentionForm>) => void,
): TemplateResult => blockField(preset, form.block, (block) => set({ block }));
