/** The form of a map: a folder, a button, and settings that are folded away. */
import { css, html, type CSSResult, type TemplateResult } from 'lit';

import { button, checkbox, textField } from '../../parts/controls.js';
import { t } from '../../text.js';
import { pathField } from '../analyses/pathField.js';
import { parseForm, type MapForm } from './mapSettings.js';

export const mapFormStyles: CSSResult = css`
  .form {
    display: flex;
    flex-wrap: wrap;
    align-items: end;
    gap: 12px 24px;
    max-width: 900px;
    margin-bottom: 16px;
  }
  /* On one line with the button before it. */
  .form > .path-field + * {
    margin-bottom: 1px;
  }
  .form > details {
    flex: 1 1 100%;
  }
  .form summary {
    width: fit-content;
    cursor: pointer;
  }
  .settings {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(200px, 1fr));
    align-items: start;
    gap: 12px 24px;
    margin-top: 12px;
  }
`;

export const mapForm = (options: {
  readonly form: MapForm;
  /** The run's folder of images. */
  readonly runFolder: string;
  readonly hasRotation: boolean;
  readonly hasMap: boolean;
  readonly isUnderWay: boolean;
  readonly onChange: (changes: Partial<MapForm>) => void;
  readonly onChoose: (kind: 'folder' | 'csv') => void;
  readonly onStart: () => void;
}): TemplateResult => {
  const { form, isUnderWay: disabled, onChange } = options;
  const { neighbors, minDistance, seed, mostImages } = parseForm(form);
  const parsed = [neighbors, minDistance, seed, mostImages];
  const wrong = parsed.filter(({ error }) => error !== null).length;
  const field = (
    name: 'block' | 'neighbors' | 'minDistance' | 'seed' | 'mostImages',
    label: string,
    hint: string,
    error: string | null,
  ): TemplateResult =>
    textField({
      label,
      value: form[name],
      hint,
      error: error ?? undefined,
      disabled,
      inputMode: name === 'block' ? 'text' : name === 'minDistance' ? 'decimal' : 'numeric',
      onInput: (text) => onChange({ [name]: text }),
    });
  return html`<div class="form">
    ${pathField({
      label: t('Folder'),
      path: form.folder ?? options.runFolder,
      emptyText: '',
      disabled,
      onChoose: () => options.onChoose('folder'),
      ...(form.folder === null ? {} : { onClear: () => onChange({ folder: null }) }),
    })}
    ${button({
      label: options.hasMap ? t('Draw the map again') : t('Draw the map'),
      appearance: 'primary',
      disabled: disabled || wrong > 0,
      onClick: options.onStart,
    })}
    <details>
      <summary>${t('Settings')} ${wrong === 0 ? null : t('({0} to correct)', wrong)}</summary>
      <div class="settings">
        ${field(
          'neighbors',
          t('Neighbors'),
          t('Few show small groups, many the whole.'),
          neighbors.error,
        )}
        ${field(
          'minDistance',
          t('Least distance'),
          t('How close like images may lie, 0 to 1.'),
          minDistance.error,
        )}
        ${field('mostImages', t('Images at most'), t('Of more, some are chosen evenly.'), mostImages.error)}
        ${field('seed', t('Seed'), t('The same seed draws the same map.'), seed.error)}
        ${field('block', t('Block'), t('Whose features are compared; empty for the last.'), null)}
        ${pathField({
          label: t('Labels (CSV)'),
          path: form.labelsFile,
          emptyText: t('Names of subfolders'),
          disabled,
          onChoose: () => options.onChoose('csv'),
          onClear: () => onChange({ labelsFile: null }),
        })}
        ${
          options.hasRotation
            ? checkbox({
                label: t('Ask the rotation head too'),
                hint: t('Gives anomaly scores; takes about four times as long.'),
                checked: form.withRotation,
                disabled,
                onChange: (withRotation) => onChange({ withRotation }),
              })
            : null
        }
      </div>
    </details>
  </div>`;
};
