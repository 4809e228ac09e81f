/** The form of an evaluation. */
import { html, type TemplateResult } from 'lit';

import type { Params } from '../../../src/protocol/rpc.js';
import type { LabRequests } from '../../../src/protocol/labProtocol.js';
import { button, checkbox, textField } from '../../parts/controls.js';
import { formatDuration } from '../../parts/format.js';
import { icon } from '../../parts/icons.js';
import { t } from '../../text.js';
import { pathField } from '../analyses/pathField.js';
import { defaultTexts, type FieldErrors, type FieldName, type ProbeChoices } from './probeForm.js';

type PathName = 'trainFolder' | 'trainLabels' | 'testFolder' | 'testLabels';

export interface FormOptions {
  readonly choices: ProbeChoices;
  readonly errors: FieldErrors;
  readonly isUnderWay: boolean;
  readonly canStart: boolean;
  /** How long the run has trained; null while unknown. */
  readonly trainedMs: number | null;
  readonly onChange: (changed: Partial<ProbeChoices>) => void;
  readonly onChoose: (name: PathName, question: Params<LabRequests, 'choosePath'>) => void;
  readonly onStart: () => void;
}

const folders = ({ choices, onChange, onChoose }: FormOptions): TemplateResult => {
  const bySubfolder = t('Names of the subfolders');
  const field = (
    name: PathName,
    kind: 'folder' | 'csv',
    words: { readonly label: string; readonly emptyText: string; readonly title: string },
  ): TemplateResult =>
    pathField({
      ...words,
      path: choices[name],
      onChoose: () => onChoose(name, { kind, title: words.title }),
      onClear: () => onChange({ [name]: null }),
    });
  return html`<div class="paths">
    ${field('trainFolder', 'folder', {
      label: t('Labelled images'),
      emptyText: t('No folder yet'),
      title: t('A folder of labelled images'),
    })}
    ${field('trainLabels', 'csv', {
      label: t('Labels'),
      emptyText: bySubfolder,
      title: t('A CSV file with the columns path and label'),
    })}
    ${field('testFolder', 'folder', {
      label: t('Test images'),
      emptyText: t('A part of each class is held out'),
      title: t('A folder of labelled images to measure on'),
    })}
    ${
      choices.testFolder === null
        ? null
        : field('testLabels', 'csv', {
            label: t('Labels of the test images'),
            emptyText: bySubfolder,
            title: t('A CSV file with the columns path and label'),
          })
    }
  </div>`;
};

/** A field of the settings. */
type Field = (
  name: FieldName,
  label: string,
  hint: string,
  inputMode?: 'text' | 'numeric' | 'decimal',
) => TemplateResult;

const fieldsOf =
  ({ choices, errors, onChange }: FormOptions): Field =>
  (name, label, hint, inputMode = 'numeric') =>
    textField({
      ...{ label, hint, inputMode, error: errors[name] },
      value: choices.texts[name] ?? defaultTexts[name],
      onInput: (text) => onChange({ texts: { ...choices.texts, [name]: text } }),
    });

/** References that a network is trained for. */
const trainings = (options: FormOptions): TemplateResult => {
  const { choices, trainedMs, onChange } = options;
  const field = fieldsOf(options);
  return html`<div class="trainings">
    ${checkbox({
      label: t('Train the same network with labels'),
      checked: choices.supervised,
      hint:
        trainedMs === null
          ? t('With as much work as this run was pretrained with, so it takes about as long.')
          : t(
              'With as much work as this run was pretrained with, so it takes about as long: {0} on the machine of the run.',
              formatDuration(trainedMs),
            ),
      onChange: (supervised) => onChange({ supervised }),
    })}
    ${checkbox({
      label: t('Fine-tune the whole network'),
      checked: choices.fineTune,
      hint: t(
        'Trains all weights with labels, once from the pretrained and once from random ones; the time of two short runs, minutes to hours by the number of images.',
      ),
      onChange: (fineTune) => onChange({ fineTune }),
    })}
    ${
      choices.fineTune
        ? html`<div class="settings">
            ${field('fineTuningEpochs', t('Epochs'), t('Passes over the labelled images'))}
            ${field('labelsPerClass', t('Labels of each class'), t('Empty for all'))}
          </div>`
        : null
    }
  </div>`;
};

const settings = (options: FormOptions): TemplateResult => {
  const { choices, onChange } = options;
  const field = fieldsOf(options);
  return html`<details>
    <summary>${t('Settings')}</summary>
    <div class="settings">
      ${field('blocks', t('Blocks'), t('Names separated by commas; empty for all'), 'text')}
      ${field('poolGrid', t('Pooling grid'), t('Features are averaged over this many cells along each side'))}
      ${field('neighbors', t('Neighbours (k)'), t('Training images that vote in k-NN'))}
      ${field('temperature', t('Temperature'), t('The smaller, the more the nearest neighbours count'), 'decimal')}
      ${
        choices.testFolder === null
          ? field('heldOutPercent', t('Held out (%)'), t('Of each class, to measure on'), 'decimal')
          : null
      }
      ${field('seed', t('Seed'), t('Of what is held out and of the draws of few labels'))}
    </div>
    ${checkbox({
      label: t('Few labels'),
      checked: choices.fewLabels,
      hint: t('Also fits probes with 1 to 100 labels of each class'),
      onChange: (fewLabels) => onChange({ fewLabels }),
    })}
    ${trainings(options)}
  </details>`;
};

export const probeFields = (options: FormOptions): TemplateResult => html`
  <form
    class="form"
    aria-label=${t('Evaluation')}
    @submit=${(event: Event) => event.preventDefault()}
  >
    ${folders(options)} ${settings(options)}
    <div class="row">
      ${button({
        label: t('Evaluate'),
        icon: 'play',
        appearance: 'primary',
        disabled: options.isUnderWay || !options.canStart,
        onClick: options.onStart,
      })}
      ${
        Object.keys(options.errors).length === 0
          ? null
          : html`<span class="field-error" role="status">
              ${icon('error')}<span>${t('One of the settings cannot be right.')}</span>
            </span>`
      }
    </div>
  </form>
`;
