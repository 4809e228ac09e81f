/** What the colours of a map mean: classes to show and hide, or a scale. */
import { css, html, svg, type CSSResult, type TemplateResult } from 'lit';

import { cssProperties } from '../../parts/cssProperties.js';
import { formatCount } from '../../parts/format.js';
import { t } from '../../text.js';
import type { ClassColouring, Colouring, ScaleColouring } from './colouring.js';
import { cssColour } from './mapColours.js';
import { markPath } from './marks.js';
import type { PointLooks } from './pointLooks.js';
import type { Shade } from './pointPainter.js';

export const mapLegendStyles: CSSResult = css`
  .legend ul {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(170px, 1fr));
    gap: 0 12px;
    max-height: clamp(280px, 60vh, 700px);
    margin: 4px 0 0;
    padding: 2px;
    overflow-y: auto;
    list-style: none;
  }
  .legend li {
    display: flex;
    align-items: center;
  }
  .legend .class {
    display: flex;
    flex: 1;
    align-items: center;
    gap: 6px;
    min-width: 0;
    min-height: 24px;
    padding: 2px 4px;
    border: 0;
    border-radius: 3px;
    background: none;
    color: inherit;
    font: inherit;
    text-align: start;
    cursor: pointer;
  }
  .legend :is(.class, .pick):hover {
    background: var(--vscode-list-hoverBackground);
  }
  .legend .class .name {
    flex: 1;
    min-width: 0;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .legend .class[aria-pressed='false'] .name {
    text-decoration: line-through;
  }
  .legend .class[aria-pressed='false'] svg {
    opacity: 0.3;
  }
  .legend svg {
    flex: none;
    width: 16px;
    height: 16px;
  }
  .legend .pick {
    min-height: 24px;
    padding: 2px 4px;
    border: 0;
    border-radius: 3px;
    background: none;
    color: var(--vscode-textLink-foreground);
    font: inherit;
    font-size: 0.92em;
    cursor: pointer;
  }
  .scale {
    height: 12px;
    margin-top: 8px;
    border: 1px solid var(--line);
    border-radius: 2px;
    background: linear-gradient(to right, var(--stops));
    forced-color-adjust: none;
  }
  .scale-ends {
    display: flex;
    justify-content: space-between;
    font-variant-numeric: tabular-nums;
  }
`;

const swatch = ({ colour, mark }: Shade): TemplateResult =>
  svg`<svg viewBox="0 0 16 16" aria-hidden="true"><path d=${`M8 8${markPath(mark, 5)}`} fill=${cssColour(colour)}></path></svg>`;

/** The values at the ends and in the middle, as they are written beside a scale. */
export const scaleLabels = ({ from, to, isCut, format }: ScaleColouring): readonly string[] => [
  isCut ? `≤ ${format(from)}` : format(from),
  format((from + to) / 2),
  isCut ? `≥ ${format(to)}` : format(to),
];

const scaleLegend = (scale: ScaleColouring, { shades }: PointLooks): TemplateResult => html`
  <div>${scale.title}</div>
  <div
    class="scale"
    aria-hidden="true"
    ${cssProperties({ '--stops': shades.map(({ colour }) => cssColour(colour)).join(', ') })}
  ></div>
  <div class="scale-ends">${scaleLabels(scale).map((text) => html`<span>${text}</span>`)}</div>
`;

interface LegendActions {
  /** Places of classes that are not shown. */
  readonly hidden: ReadonlySet<number>;
  readonly onToggle: (place: number) => void;
  readonly onSelect: (place: number) => void;
}

const classLegend = (
  { classes }: ClassColouring,
  { shades }: PointLooks,
  { hidden, onToggle, onSelect }: LegendActions,
): TemplateResult =>
  html`<ul aria-label=${t('Classes')}>
    ${classes.map(({ name, images }, place) => {
      const shade = shades[place];
      return html`<li>
        <button
          type="button"
          class="class"
          aria-pressed=${hidden.has(place) ? 'false' : 'true'}
          title=${hidden.has(place) ? t('Show {0}', name) : t('Hide {0}', name)}
          @click=${() => onToggle(place)}
        >
          ${shade === undefined ? null : swatch(shade)}<span class="name">${name}</span
          ><span class="number muted">${formatCount(images)}</span>
        </button>
        <button
          type="button"
          class="pick"
          aria-label=${t('Select {0}', name)}
          ?disabled=${hidden.has(place)}
          @click=${() => onSelect(place)}
        >
          ${t('Select')}
        </button>
      </li>`;
    })}
  </ul>`;

export const mapLegend = (
  colouring: Colouring,
  looks: PointLooks,
  actions: LegendActions,
): TemplateResult =>
  html`<div class="legend">
    ${
      colouring.kind === 'scale'
        ? scaleLegend(colouring, looks)
        : classLegend(colouring, looks, actions)
    }
  </div>`;
