/** What the tab of images shows, to copy and to save, and the headings that offer it. */
import { html, type TemplateResult } from 'lit';

import type { SkippedFile } from '../../../src/protocol/run.js';
import type { RunImages } from '../../../src/protocol/runContents.js';
import { barFigure } from '../../parts/figure/barFigure.js';
import { figureItems } from '../../parts/figure/figureItems.js';
import type { FigureLook } from '../../parts/figure/figureLook.js';
import type { DrawnFigure } from '../../parts/figure/figurePage.js';
import { formatCount } from '../../parts/format.js';
import { overflowMenu } from '../../parts/output/overflowMenu.js';
import { tableItems, tableMenu } from '../../parts/table/tableItems.js';
import type { TableSpec } from '../../parts/table/tableSpec.js';
import { spoken, t } from '../../text.js';
import type { Bar } from './imageFacts.js';
import { skipReason } from './skippedFiles.js';

/** All files that are known of, group by group. */
const skippedTable = (files: readonly SkippedFile[]): TableSpec<SkippedFile> => ({
  name: t('Skipped files'),
  rows: files,
  columns: [
    { header: t('File'), value: ({ path }) => path },
    { header: t('Reason'), value: ({ code }) => skipReason(code) },
    { header: t('Message'), value: ({ message }) => spoken(message) },
  ],
});

const sizeTable = (bars: readonly Bar[]): TableSpec<Bar> => ({
  name: t('Images by their shorter side'),
  rows: bars,
  columns: [
    { header: t('Shorter side (px)'), value: ({ label }) => label },
    { header: t('Images'), value: ({ count }) => count, format: formatCount, isNumeric: true },
  ],
});

const sizeFigure = (bars: readonly Bar[], runTitle: string, look: FigureLook): DrawnFigure =>
  barFigure(
    {
      title: t('Images by their shorter side'),
      subtitle: runTitle,
      xLabel: t('Shorter side (px)'),
      yLabel: t('Images'),
      bars: bars.map(({ label, count }) => ({ label, value: count, colour: 'blue' })),
      format: formatCount,
      highest: null,
      level: null,
    },
    look,
  );

/** @param bars none where no size could be read */
export const sizesHeading = (bars: readonly Bar[], runTitle: string): TemplateResult => {
  const table = sizeTable(bars);
  return html`<div class="table-bar">
    <h2 id="sizes">${t('Shorter side in px')}</h2>
    ${
      bars.length === 0
        ? null
        : overflowMenu(table.name, [
            ...figureItems(table.name, (look) => sizeFigure(bars, runTitle, look)),
            ...tableItems(table),
          ])
    }
  </div>`;
};

export const skippedHeading = ({ skipped, skippedTotal }: RunImages): TemplateResult =>
  html`<div class="table-bar">
    <h2 id="skipped">
      ${
        skippedTotal === 0
          ? t('Skipped files')
          : skippedTotal === 1
            ? t('1 file skipped')
            : t('{0} files skipped', formatCount(skippedTotal))
      }
    </h2>
    ${skipped.length === 0 ? null : tableMenu(skippedTable(skipped))}
  </div>`;
