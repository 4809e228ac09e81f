/** How many pairs have which distance: bars that are the legend of the heat map as well. */
import { css, html, type CSSResult, type TemplateResult } from 'lit';

import { cssProperties } from '../../parts/cssProperties.js';
import { formatCount, formatPercent } from '../../parts/format.js';
import { t } from '../../text.js';
import type { Rgb } from './colourScale.js';
import type { DistanceTable } from './distances.js';

export const histogramStyles: CSSResult = css`
  .histogram {
    width: 100%;
  }
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
export const histogram = ({ pairs }: DistanceTable, colours: readonly Rgb[]): TemplateResult => {
  const total = Math.max(
    1,
    pairs.reduce((sum, count) => sum + count, 0),
  );
  const largest = Math.max(1, ...pairs);
  const rows = pairs.flatMap((count, distance) => (count > 0 ? [{ distance, count }] : []));
  return html`<table class="histogram">
    <caption class="visually-hidden">
      ${t('Pairs by Hamming distance')}
    </caption>
    <thead>
      <tr>
        <th scope="col">${t('Distance')}</th>
        <th scope="col" class="wide"><span class="visually-hidden">${t('Share')}</span></th>
        <th scope="col" class="number">${t('Pairs')}</th>
        <th scope="col" class="number">${t('Share')}</th>
      </tr>
    </thead>
    <tbody>
      ${rows.map(
        ({ distance, count }) =>
          html`<tr>
            <th scope="row">
              <span
                class="swatch"
                ${cssProperties({ '--colour': `rgb(${colours[distance]?.join(' ') ?? '0 0 0'})` })}
              ></span
              >${distance}
            </th>
            <td class="wide">
              <div class="bar" ${cssProperties({ '--share': `${(100 * count) / largest}%` })}></div>
            </td>
            <td class="number">${formatCount(count)}</td>
            <td class="number">${formatPercent(count / total)}</td>
          </tr>`,
      )}
    </tbody>
  </table>`;
};
