/** The curves in numbers, epoch by epoch. */
import { css, html, type CSSResult, type TemplateResult } from 'lit';

import type { EpochMetrics } from '../../../src/protocol/run.js';
import { formatCount, formatDuration, formatLoss, formatPercent } from '../../parts/format.js';
import { t } from '../../text.js';

export const epochTableStyles: CSSResult = css`
  .epochs {
    max-height: 320px;
    overflow: auto;
    border: 1px solid var(--line);
    border-radius: 4px;
  }
  .epochs table {
    width: 100%;
  }
  .epochs thead th {
    position: sticky;
    top: 0;
    background: var(--vscode-editor-background);
  }
`;

const row = ({ epoch, step, train, validation, elapsedMs }: EpochMetrics): TemplateResult => html`
  <tr>
    <th scope="row" class="number">${formatCount(epoch)}</th>
    <td class="number">${formatCount(step)}</td>
    <td class="number">${formatLoss(train.loss)}</td>
    <td class="number">${validation === null ? '–' : formatLoss(validation.loss)}</td>
    <td class="number">${formatPercent(train.accuracy)}</td>
    <td class="number">${validation === null ? '–' : formatPercent(validation.accuracy)}</td>
    <td class="number">${formatDuration(elapsedMs)}</td>
  </tr>
`;

/** The newest epoch first. */
export const epochTable = (epochs: readonly EpochMetrics[]): TemplateResult => html`
  <div class="epochs" role="region" aria-label=${t('Figures of each epoch')} tabindex="0">
    <table>
      <thead>
        <tr>
          <th scope="col" class="number">${t('Epoch')}</th>
          <th scope="col" class="number">${t('Step')}</th>
          <th scope="col" class="number">${t('Train loss')}</th>
          <th scope="col" class="number">${t('Validation loss')}</th>
          <th scope="col" class="number">${t('Train accuracy')}</th>
          <th scope="col" class="number">${t('Validation accuracy')}</th>
          <th scope="col" class="number">${t('Time')}</th>
        </tr>
      </thead>
      <tbody>
        ${epochs.toReversed().map(row)}
      </tbody>
    </table>
  </div>
`;
