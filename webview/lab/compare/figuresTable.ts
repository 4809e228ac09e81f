/** What runs were and what they measured while they trained, as a table. */
import { html, type TemplateResult } from 'lit';

import {
  formatCount,
  formatDuration,
  formatLoss,
  formatPercent,
  formatSignificant,
} from '../../parts/format.js';
import { lastPart } from '../../parts/pathText.js';
import { presetName, taskName } from '../../parts/runWords.js';
import { dataTable } from '../../parts/table/dataTable.js';
import { t } from '../../text.js';
import { figureColumn, type FigureColumn } from './bestColumn.js';
import { chanceLevels } from './overlay.js';
import { runColumn } from './runCell.js';
import type { ShownRun } from './shownRuns.js';

/** @param isSameQuestion whether all runs answer the same question, so that validation tells the best */
const figureColumns = (isSameQuestion: boolean): readonly FigureColumn<ShownRun>[] => {
  const lower = isSameQuestion ? 'lower' : undefined;
  const higher = isSameQuestion ? 'higher' : undefined;
  return [
    {
      header: t('Best accuracy'),
      hint: t('Validation accuracy after the epoch in which it was highest'),
      value: ({ run }) => run.figures.validation?.best.accuracy ?? null,
      format: formatPercent,
      better: higher,
    },
    {
      header: t('Last accuracy'),
      hint: t('Validation accuracy after the last epoch'),
      value: ({ run }) => run.figures.validation?.last.accuracy ?? null,
      format: formatPercent,
      better: higher,
    },
    {
      header: t('Chance'),
      value: ({ run }) => run.figures.validation?.chance ?? null,
      format: formatPercent,
    },
    {
      header: t('Loss at best'),
      hint: t('Validation loss after the epoch with the highest accuracy'),
      value: ({ run }) => run.figures.validation?.best.loss ?? null,
      format: formatLoss,
      better: lower,
    },
    {
      header: t('Last loss'),
      hint: t('Validation loss after the last epoch'),
      value: ({ run }) => run.figures.validation?.last.loss ?? null,
      format: formatLoss,
      better: lower,
    },
    { header: t('Epochs'), value: ({ run }) => run.figures.epochs, format: formatCount },
    { header: t('Steps'), value: ({ run }) => run.figures.steps, format: formatCount },
    { header: t('Views seen'), value: ({ run }) => run.figures.viewsSeen, format: formatCount },
    {
      header: t('Time'),
      fileHeader: t('Time (ms)'),
      value: ({ run }) => run.figures.elapsedMs,
      format: formatDuration,
    },
    {
      header: t('Images per second'),
      value: ({ run }) => run.figures.imagesPerSecond,
      format: formatSignificant,
      better: 'higher',
    },
    { header: t('Parameters'), value: ({ run }) => run.figures.parameters, format: formatCount },
  ];
};

export const figuresTable = (rows: readonly ShownRun[]): TemplateResult => {
  const isSameQuestion = chanceLevels(rows.map(({ run }) => run)).length === 1;
  return dataTable({
    name: t('Figures of the compared runs'),
    heading: html`<h2>${t('Figures')}</h2>`,
    rows,
    columns: [
      runColumn((row: ShownRun) => row),
      { header: t('Images'), value: ({ run }) => lastPart(run.folder) },
      { header: t('Task'), value: ({ run }) => taskName(run.config.task) },
      { header: t('Preset'), value: ({ run }) => presetName(run.config.preset) },
      ...figureColumns(isSameQuestion).map((column) => figureColumn(rows, column)),
    ],
  });
};
