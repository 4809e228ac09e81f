/** The form of an analysis: what it is about, settings folded away, and the button that starts it. */
import { css, html, type CSSResult, type TemplateResult } from 'lit';

import { blockNamesOf } from '../../../src/protocol/blockNames.js';
import type { PresetName } from '../../../src/protocol/run.js';
import { button, select } from '../../parts/controls.js';
import { t } from '../../text.js';

/** Styles for elements with such a form; they show fields of `pathField` as well. */
export const analysisFormStyles: CSSResult = css`
  .lead {
    max-width: 72ch;
    margin-bottom: 12px;
  }
  .analysis-fields,
  .analysis-settings {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(min(300px, 100%), 1fr));
    align-items: start;
    gap: 12px 20px;
    max-width: 960px;
  }
  .analysis-form details {
    margin-block: 10px 12px;
  }
  .analysis-form > .row {
    margin-block: 12px;
  }
  .analysis-form summary {
    width: max-content;
    padding: 3px 0;
    cursor: pointer;
  }
  .analysis-settings {
    margin-block: 8px 4px;
    padding-inline-start: 14px;
    border-inline-start: 1px solid var(--line);
  }
`;

export interface AnalysisFormOptions {
  /** What is asked each time. */
  readonly fields: TemplateResult;
  /** What has a default; folded away. */
  readonly settings?: TemplateResult;
  /** What stands between settings and button. */
  readonly more?: TemplateResult | null;
  readonly startLabel: string;
  /** What is still missing, in one sentence; null when it can be started. */
  readonly obstacle: string | null;
  readonly isUnderWay: boolean;
  readonly onStart: () => void;
}

export const analysisForm = (options: AnalysisFormOptions): TemplateResult => html`
  <div class="analysis-form">
    <div class="analysis-fields">${options.fields}</div>
    ${
      options.settings === undefined
        ? null
        : html`<details>
            <summary>${t('Settings')}</summary>
            <div class="analysis-settings">${options.settings}</div>
          </details>`
    }
    ${options.more}
    <div class="row">
      ${button({
        label: options.startLabel,
        appearance: 'primary',
        disabled: options.obstacle !== null || options.isUnderWay,
        onClick: options.onStart,
      })}
      ${
        options.obstacle === null || options.isUnderWay
          ? null
          : html`<span class="muted">${options.obstacle}</span>`
      }
    </div>
  </div>
`;

/** The block of the trunk that features come from. @param block null for the last one */
export const blockField = (
  preset: PresetName,
  block: string | null,
  onChange: (block: string | null) => void,
): TemplateResult => {
  const names = blockNamesOf(preset);
  return select({
    label: t('Features of block'),
    value: block ?? '',
    options: [
      { value: '', label: t('The last one ({0})', names.at(-1) ?? '') },
      ...names.map((name) => ({ value: name, label: name })),
    ],
    onChange: (value) => onChange(value === '' ? null : value),
  });
};
