/** A confusion matrix as a table whose cells can be walked through with the arrow keys. */
import { css, html, type CSSResult, type TemplateResult } from 'lit';

import { cssProperties } from '../../parts/cssProperties.js';
import { formatCount, formatPercent } from '../../parts/format.js';
import { t } from '../../text.js';
import { rowShare, rowTotal, type Confusion } from './confusion.js';
import { degrees } from './rotationCard.js';

/** Percent of colour behind the largest share: the numbers stay readable on it. */
const strongestShade = 38;

/** A cell of the matrix. */
export interface ConfusionCell {
  readonly truth: number;
  readonly prediction: number;
}

/** Where a key leads from a cell, or null for other keys. */
export const cellAfterKey = (
  key: string,
  { truth, prediction }: ConfusionCell,
  classes: number,
): ConfusionCell | null => {
  const clamp = (value: number): number => Math.min(classes - 1, Math.max(0, value));
  switch (key) {
    case 'ArrowRight':
      return { truth, prediction: clamp(prediction + 1) };
    case 'ArrowLeft':
      return { truth, prediction: clamp(prediction - 1) };
    case 'ArrowDown':
      return { truth: clamp(truth + 1), prediction };
    case 'ArrowUp':
      return { truth: clamp(truth - 1), prediction };
    case 'Home':
      return { truth, prediction: 0 };
    case 'End':
      return { truth, prediction: classes - 1 };
    default:
      return null;
  }
};

/** What a cell says: its count as a share of the views with that true angle. */
export const cellText = (
  confusion: Confusion,
  { truth, prediction }: ConfusionCell,
  angles: readonly number[],
): string => {
  const row = confusion[truth] ?? [];
  return t(
    'True {0}, predicted {1}: {2} of {3} views ({4})',
    degrees(angles[truth] ?? 0),
    degrees(angles[prediction] ?? 0),
    formatCount(row[prediction] ?? 0),
    formatCount(rowTotal(row)),
    formatPercent(rowShare(row, prediction)),
  );
};

export const confusionTable = (options: {
  readonly confusion: Confusion;
  readonly angles: readonly number[];
  readonly caption: string;
  /** The cell that is pointed at or has the focus. */
  readonly cell: ConfusionCell;
  readonly onCell: (cell: ConfusionCell) => void;
}): TemplateResult => {
  const { confusion, angles, caption, cell, onCell } = options;
  const onKeyDown = (event: KeyboardEvent): void => {
    const next = cellAfterKey(event.key, cell, angles.length);
    if (next === null) return;
    event.preventDefault();
    onCell(next);
    if (!(event.currentTarget instanceof HTMLElement)) return;
    const cells = event.currentTarget.querySelectorAll<HTMLElement>('td');
    cells[next.truth * angles.length + next.prediction]?.focus();
  };
  const drawCell = (count: number, at: ConfusionCell, share: number): TemplateResult =>
    html`<td
      class="number ${at.truth === at.prediction ? 'diagonal' : ''}"
      role="gridcell"
      tabindex=${at.truth === cell.truth && at.prediction === cell.prediction ? 0 : -1}
      aria-label=${cellText(confusion, at, angles)}
      ${cssProperties({ '--share': `${(share * strongestShade).toFixed(1)}%` })}
      @focus=${() => onCell(at)}
      @pointerenter=${() => onCell(at)}
    >
      ${formatCount(count)}
    </td>`;
  return html`
    <table class="confusion" role="grid" aria-label=${caption} @keydown=${onKeyDown}>
      <thead>
        <tr>
          <td role="presentation" class="corner"></td>
          <th scope="colgroup" colspan=${angles.length}>${t('Predicted')}</th>
        </tr>
        <tr>
          <th scope="col" class="corner">${t('True')}</th>
          ${angles.map((angle) => html`<th scope="col" class="number">${degrees(angle)}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${confusion.map(
          (row, truth) =>
            html`<tr>
              <th scope="row" class="number">${degrees(angles[truth] ?? 0)}</th>
              ${row.map((count, prediction) =>
                drawCell(count, { truth, prediction }, rowShare(row, prediction)),
              )}
            </tr>`,
        )}
      </tbody>
    </table>
    <p class="cell-text" aria-hidden="true">${cellText(confusion, cell, angles)}</p>
  `;
};

export const confusionStyles: CSSResult = css`
  .confusion {
    width: 100%;
    max-width: 340px;
    table-layout: fixed;
    border-collapse: separate;
    border-spacing: 2px;
  }
  .confusion th {
    padding: 2px 4px;
    border: none;
    color: var(--vscode-descriptionForeground);
    font-weight: 400;
    vertical-align: middle;
  }
  .confusion th[scope='colgroup'] {
    text-align: center;
  }
  .confusion tbody td {
    height: 44px;
    padding: 4px 8px;
    border: 1px solid var(--line);
    border-radius: 2px;
    background: color-mix(
      in srgb,
      var(--vscode-charts-red, transparent) var(--share),
      var(--vscode-editor-background)
    );
    cursor: default;
    vertical-align: middle;
  }
  .confusion tbody td.diagonal {
    border: 2px solid var(--vscode-charts-blue, currentColor);
    background: color-mix(
      in srgb,
      var(--vscode-charts-blue, transparent) var(--share),
      var(--vscode-editor-background)
    );
    font-weight: 600;
  }
  .cell-text {
    min-height: 3em;
    max-width: 340px;
  }
`;
