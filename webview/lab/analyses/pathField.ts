/** A folder or a file to choose: what is chosen, and a button that opens the editor's dialog. */
import { css, html, type CSSResult, type TemplateResult } from 'lit';

import { button } from '../../parts/controls.js';
import { shortenPath } from '../../parts/pathText.js';
import { t } from '../../text.js';

/** Styles for elements with such fields. */
export const pathFieldStyles: CSSResult = css`
  .path-field {
    display: flex;
    flex-direction: column;
    gap: 2px;
    min-width: 0;
  }
  .path-field-row {
    display: flex;
    align-items: center;
    gap: 8px;
    min-width: 0;
    min-height: 28px;
  }
  .path-field-row .path {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
`;

/**
 * @param onChoose opens the dialog
 * @param onClear leaves it empty again; without it, a choice can only be replaced
 */
export const pathField = (options: {
  readonly label: string;
  readonly path: string | null;
  /** What holds while nothing is chosen. */
  readonly emptyText: string;
  readonly disabled?: boolean;
  readonly onChoose: () => void;
  readonly onClear?: () => void;
}): TemplateResult => {
  const { label, path, emptyText, disabled = false, onClear } = options;
  return html`<div class="path-field" role="group" aria-label=${label}>
    <span class="field-label" aria-hidden="true">${label}</span>
    <div class="path-field-row">
      ${button({
        label: t('Choose…'),
        appearance: 'secondary',
        disabled,
        onClick: options.onChoose,
      })}
      ${
        path === null
          ? html`<span class="muted">${emptyText}</span>`
          : html`<span class="path" title=${path}>${shortenPath(path, 60)}</span>`
      }
      ${
        path === null || onClear === undefined
          ? null
          : button({
              label: t('Clear'),
              icon: 'close',
              appearance: 'icon',
              disabled,
              onClick: onClear,
            })
      }
    </div>
  </div>`;
};
