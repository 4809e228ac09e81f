/** Title, lines and values of a chart. Each line can be hidden. */
import { css, html, nothing, svg, type CSSResult, type TemplateResult } from 'lit';

import { cssProperties } from '../../parts/cssProperties.js';
import type { LineSpec, PlotSpec } from './chartSpec.js';

export const legendStyles: CSSResult = css`
  .legend {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    gap: 2px 6px;
    margin: 0 0 2px -5px;
  }
  .legend-title {
    display: flex;
    align-items: center;
    justify-content: space-between;
    flex: 0 0 100%;
    padding-inline-start: 5px;
  }
  .legend h2 {
    font-size: 1em;
  }
  .legend-line {
    display: inline-flex;
    align-items: center;
    gap: 5px;
    padding: 1px 5px;
    border: 1px solid transparent;
    border-radius: 3px;
    background: none;
    color: inherit;
    font: inherit;
    cursor: pointer;
  }
  .legend-line:hover {
    background: var(--vscode-toolbar-hoverBackground, transparent);
    border-color: var(--vscode-contrastBorder, transparent);
  }
  .legend-line[aria-pressed='false'] {
    text-decoration: line-through;
    color: var(--vscode-descriptionForeground);
  }
  .legend-value {
    min-width: 5ch;
    font-variant-numeric: tabular-nums;
    font-weight: 600;
    text-align: end;
  }
  .legend svg {
    flex: none;
    overflow: visible;
  }
`;

const variableOf = ({ colour }: Pick<LineSpec, 'colour'>): string => {
  if (colour === 'foreground') return 'var(--vscode-foreground, currentColor)';
  if (colour === 'description') return 'var(--vscode-descriptionForeground, currentColor)';
  return `var(--vscode-charts-${colour}, currentColor)`;
};

/** How a line is drawn. */
export const swatch = (line: Pick<LineSpec, 'colour' | 'look' | 'dash'>): TemplateResult => html`
  <svg width="18" height="10" aria-hidden="true" ${cssProperties({ color: variableOf(line) })}>
    ${
      line.look === 'points'
        ? svg`
          <path d="M0 5H18" stroke="currentColor" stroke-width="1.5" stroke-dasharray=${line.dash?.join(' ') ?? '2 3'} />
          <circle cx="9" cy="5" r="3" fill="none" stroke="currentColor" stroke-width="1.5" />`
        : svg`<path
          d="M0 5H18"
          stroke="currentColor"
          stroke-width=${line.look === 'faint' ? 1 : 2.5}
          opacity=${line.look === 'faint' ? 0.5 : 1}
          stroke-dasharray=${line.dash?.join(' ') ?? nothing}
        />`
    }
  </svg>
`;

/**
 * @param onToggle receives the id of the line to hide or to show again
 * @param menu what can be done with the chart
 */
export const chartLegend = (
  spec: PlotSpec,
  values: readonly (number | null)[],
  hidden: ReadonlySet<string>,
  onToggle: (lineId: string) => void,
  menu: TemplateResult,
): TemplateResult => html`
  <div class="legend">
    <div class="legend-title">
      <h2>${spec.title}</h2>
      ${menu}
    </div>
    ${spec.lines.map((line, place) => {
      const value = values[place] ?? null;
      return html`
        <button
          class="legend-line"
          aria-pressed=${hidden.has(line.id) ? 'false' : 'true'}
          @click=${() => onToggle(line.id)}
        >
          ${swatch(line)}<span>${line.label}</span
          ><span class="legend-value">${value === null ? '–' : spec.formatValue(value)}</span>
        </button>
      `;
    })}
  </div>
`;
