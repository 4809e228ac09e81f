/** The curves in numbers, epoch by epoch. */
import { html, type TemplateResult } from 'lit';

import type { EpochMetrics } from '../../../src/protocol/run.js';
import { formatCount, formatDuration, formatLoss, formatPercent } from '../../parts/format.js';
import { dataTable } from '../../parts/table/dataTable.js';
import { t } from '../../text.js';

/** The newest epoch first. */
export const epochTable = (epochs: readonly EpochMetrics[]): TemplateResult =>
  dataTable({
    name: t('Figures of each epoch'),
    heading: html`<h2>${t('Epochs')}</h2>`,
    mostHighPx: 320,
    firstSorting: { column: 0, direction: 'descending' },
    rows: epochs,
    columns: [
      {
        header: t('Epoch'),
        value: ({ epoch }) => epoch,
        format: formatCount,
        isNumeric: true,
        isRowHeader: true,
      },
      { header: t('Step'), value: ({ step }) => step, format: formatCount, isNumeric: true },
      {
        header: t('Train loss'),
        value: ({ train }) => train.loss,
        format: formatLoss,
        isNumeric: true,
      },
      {
        header: t('Validation loss'),
        value: ({ validation }) => validation?.loss ?? null,
        format: formatLoss,
        isNumeric: true,
      },
      {
        header: t('Train accuracy'),
        value: ({ train }) => train.accuracy,
        format: formatPercent,
        isNumeric: true,
      },
      {
        header: t('Validation accuracy'),
        value: ({ validation }) => validation?.accuracy ?? null,
        format: formatPercent,
        isNumeric: true,
      },
      {
        header: t('Time'),
        fileHeader: t('Time (ms)'),
        value: ({ elapsedMs }) => elapsedMs,
        format: formatDuration,
        isNumeric: true,
      },
    ],
  });
