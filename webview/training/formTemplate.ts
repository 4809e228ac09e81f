/** The fields of the form, as one sees them. */
import { html, type TemplateResult } from 'lit';

import { presetsOfTask } from '../../src/protocol/defaultConfig.js';
import type { RunConfig } from '../../src/protocol/run.js';
import { segments } from '../lab/samples/segments.js';
import { checkbox, select, textField } from '../parts/controls.js';
import { formatCount } from '../parts/format.js';
import { presetName, taskName } from '../parts/runWords.js';
import { t } from '../text.js';
import {
  advancedFields,
  isShown,
  type FieldName,
  type FormChoices,
  type SwitchName,
  type TextFieldName,
} from './formFields.js';
import {
  cellsText,
  fieldLabel,
  gridOptions,
  lengthOptions,
  methodOptions,
  precisionOptions,
  presetHint,
  turnsOptions,
  viewsPerStep,
  type Option,
} from './formWords.js';
import type { FormVerdict } from './runForm.js';

export interface FormModel {
  readonly choices: FormChoices;
  readonly verdict: FormVerdict;
  readonly isAdvancedOpen: boolean;
}

export interface FormActions {
  readonly chooseTask: (task: FormChoices['task']) => void;
  readonly choosePreset: (preset: string) => void;
  readonly type: (field: TextFieldName, text: string) => void;
  readonly flip: (field: SwitchName, on: boolean) => void;
  readonly openAdvanced: (open: boolean) => void;
}

/** Templates of single fields; one that means nothing for the task is nothing. */
const createFields = ({ choices, verdict }: FormModel, actions: FormActions) => {
  const { texts, errors } = verdict;
  const shown = (field: FieldName): boolean => isShown(field, choices.task, texts.length);
  return {
    text: (
      field: TextFieldName,
      inputMode: 'numeric' | 'decimal' = 'numeric',
      hint?: string,
    ): TemplateResult | null =>
      shown(field)
        ? textField({
            label: fieldLabel(field),
            value: texts[field],
            error: errors[field],
            hint,
            inputMode,
            onInput: (text) => actions.type(field, text),
          })
        : null,
    choice: (field: TextFieldName, options: readonly Option[]): TemplateResult | null =>
      shown(field)
        ? html`<div>
            ${select({
              label: fieldLabel(field),
              value: texts[field],
              options,
              onChange: (value) => actions.type(field, value),
            })}
            ${
              errors[field] === undefined
                ? null
                : html`<div class="field-error" role="alert">${errors[field]}</div>`
            }
          </div>`
        : null,
    tick: (field: SwitchName, hint: string): TemplateResult | null =>
      shown(field)
        ? checkbox({
            label: fieldLabel(field),
            checked: texts[field],
            hint,
            onChange: (on) => actions.flip(field, on),
          })
        : null,
  };
};

const imageSizeHint = (config: RunConfig | null): string | undefined =>
  config === null || config.task === 'rotation' ? undefined : cellsText(config);

const batchHint = (config: RunConfig | null): string | undefined =>
  config === null ? undefined : t('{0} views per step', formatCount(viewsPerStep(config)));

/** Task, preset and all fields below them. */
export const formFields = (model: FormModel, actions: FormActions): TemplateResult => {
  const { choices, verdict } = model;
  const { config, preset } = verdict;
  const fields = createFields(model, actions);
  return html`
    <div class="field">
      <span class="field-label" aria-hidden="true">${t('Task')}</span>
      ${segments({
        label: t('Task'),
        name: 'task',
        value: choices.task,
        options: (['rotation', 'jigsaw', 'both'] as const).map((task) => ({
          value: task,
          label: taskName(task),
        })),
        onChange: actions.chooseTask,
      })}
    </div>
    ${select({
      label: t('Preset'),
      value: preset,
      options: presetsOfTask[choices.task].map((name) => ({
        value: name,
        label: presetName(name),
      })),
      hint: presetHint(preset),
      onChange: actions.choosePreset,
    })}
    <div class="columns">
      ${fields.choice('length', lengthOptions())} ${fields.text('epochs')}
      ${fields.text('budgetMinutes', 'decimal')}
      ${fields.text('imageSizePx', 'numeric', imageSizeHint(config))}
      ${fields.text('batchSize', 'numeric', batchHint(config))} ${fields.text('permutations')}
      ${fields.choice('precision', precisionOptions())} ${fields.text('seed')}
    </div>
    ${advanced(model, actions)}
  `;
};

const advanced = (model: FormModel, actions: FormActions): TemplateResult => {
  const { choices, verdict, isAdvancedOpen } = model;
  const fields = createFields(model, actions);
  const wrong = advancedFields.filter((field) => verdict.errors[field] !== undefined).length;
  return html`<details
    ?open=${isAdvancedOpen}
    @toggle=${(event: Event) => {
      if (event.target instanceof HTMLDetailsElement) actions.openAdvanced(event.target.open);
    }}
  >
    <summary>
      ${t('Advanced')}
      ${
        wrong === 0
          ? null
          : html`<span class="field-error">${t('({0} to correct)', formatCount(wrong))}</span>`
      }
    </summary>
    <div class="advanced">
      <div class="columns">
        ${fields.choice('grid', gridOptions())} ${fields.text('permutationsPerImage')}
      </div>
      ${fields.choice('permutationMethod', methodOptions())}
      ${fields.choice('turns', turnsOptions())}
      <div class="columns">
        ${fields.text('learningRate', 'decimal')}
        ${fields.text('overfitImages', 'numeric', t('empty: none'))}
      </div>
      ${
        choices.task === 'rotation'
          ? null
          : html`<fieldset>
              <legend>${t('Guards against shortcuts')}</legend>
              ${fields.tick('randomGap', t('So that edges do not simply continue.'))}
              ${fields.tick('normaliseTiles', t('So that brightness does not tell neighbours.'))}
              <div class="columns">
                ${fields.text('grayPercent', 'decimal')} ${fields.text('channelShiftPx')}
              </div>
            </fieldset>`
      }
    </div>
  </details>`;
};
