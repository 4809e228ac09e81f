/** How many pairs have which distance: bars that are the legend of the heat map as well. */
import { css, html, type CSSResult, type TemplateResult } from 'lit';

import { cssProperties } from '../../parts/cssProperties.js';
import { figureItems } from '../../parts/figure/figureItems.js';
import { formatCount, formatPercent } from '../../parts/format.js';
import { dataTable } from '../../parts/table/dataTable.js';
import { t } from '../../text.js';
import type { Rgb } from './colourScale.js';
import type { DistanceTable } from './distances.js';
import { histogramFigure } from './permutationFigures.js';

export const histogramStyles: CSSResult = css`
  .histogram th,
  .histogram td {
    padding: 2px 6px;
    vertical-align: middle;
    white-space: nowrap;
  }
  .histogram .wide {
    width: 55%;
  }
  .swatch {
    display: inline-block;
    width: 12px;
    height: 12px;
    margin-inline-end: 6px;
    border: 1px solid var(--vscode-contrastBorder, var(--line));
    border-radius: 2px;
    background: var(--colour);
    vertical-align: -1px;
  }
  .bar {
    min-width: 1px;
    width: var(--share);
    height: 12px;
    border-radius: 2px;
    background: var(--vscode-charts-blue);
  }
  @media (forced-colors: active) {
    .swatch {
      forced-color-adjust: none;
    }
    .bar {
      background: Highlight;
    }
  }
`;

/** Rows for the distances that occur. */
export const histogram = (
  table: DistanceTable,
  colours: readonly Rgb[],
  runTitle: string,
): TemplateResult => {
  const { pairs } = table;
  const total = Math.max(
    1,
    pairs.reduce((sum, count) => sum + count, 0),
  );
  const largest = Math.max(1, ...pairs);
  const name = t('Pairs by Hamming distance');
  return html`<div class="histogram">
    ${dataTable({
      name,
      heading: html`<h3>${name}</h3>`,
      items: figureItems(name, (look) => histogramFigure(table, runTitle, look)),
      rows: pairs.flatMap((count, distance) => (count > 0 ? [{ distance, count }] : [])),
      columns: [
        {
          header: t('Distance'),
          value: ({ distance }) => distance,
          cell: ({ distance }) =>
            html`<span
                class="swatch"
                ${cssProperties({ '--colour': `rgb(${colours[distance]?.join(' ') ?? '0 0 0'})` })}
              ></span
              >${distance}`,
          isRowHeader: true,
        },
        {
          className: 'wide',
          cell: ({ count }) =>
            html`<div
              class="bar"
              ${cssProperties({ '--share': `${(100 * count) / largest}%` })}
            ></div>`,
        },
        { header: t('Pairs'), value: ({ count }) => count, format: formatCount, isNumeric: true },
        {
          header: t('Share'),
          value: ({ count }) => count / total,
          format: formatPercent,
          isNumeric: true,
        },
      ],
    })}
  </div>`;
};
