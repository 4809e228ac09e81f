/** A chart within the page, drawn as wide as it has room; the same drawing is saved as a figure. */
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { unsafeSVG } from 'lit/directives/unsafe-svg.js';

import { baseStyles } from '../styles.js';
import { onThemeChange } from '../theme.js';
import { figureMenu } from './figureItems.js';
import { readFigureLook, type FigureLook } from './figureLook.js';
import { figurePage, swatch, swatchWidth, type Box, type LegendEntry } from './figurePage.js';

export interface Chart {
  readonly title: string;
  /** What the figures are of; told in the file only, where no page is around it. */
  readonly subtitle: string;
  /** What is seen, for those who cannot see it. */
  readonly description: string;
  /** In the colours of a look. */
  readonly legend: (look: FigureLook) => readonly LegendEntry[];
  /** Markup of what belongs into the box. */
  readonly draw: (box: Box, look: FigureLook) => string;
}

const inPageHeightPx = 280;
const fileSize = { widthPx: 800, heightPx: 450 };

/** Use it through `figureView`. */
export class FigureView extends LitElement {
  static override properties = {
    chart: { attribute: false },
    widthPx: { state: true },
  };
  static override styles = [
    baseStyles,
    css`
      :host {
        min-width: 0;
      }
      .bar {
        display: flex;
        align-items: center;
        justify-content: space-between;
        gap: 8px;
        min-height: 24px;
      }
      .drawing {
        overflow: hidden;
      }
      .drawing svg {
        display: block;
        max-width: 100%;
      }
      ul {
        display: flex;
        flex-wrap: wrap;
        gap: 2px 16px;
        margin: 4px 0 6px;
        padding: 0;
        list-style: none;
      }
      li {
        display: flex;
        align-items: center;
        gap: 6px;
      }
    `,
  ];

  declare chart: Chart | null;
  /** Zero until it was measured. */
  declare private widthPx: number;
  #look: FigureLook | null = null;
  #endTheme: (() => void) | null = null;
  readonly #sizes = new ResizeObserver(([entry]) => {
    if (entry !== undefined) this.widthPx = Math.floor(entry.contentRect.width);
  });

  constructor() {
    super();
    this.chart = null;
    this.widthPx = 0;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#sizes.observe(this);
    this.#endTheme = onThemeChange(() => {
      this.#look = null;
      this.requestUpdate();
    });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#sizes.disconnect();
    this.#endTheme?.();
  }

  override render(): TemplateResult {
    const { chart, widthPx } = this;
    if (chart === null) return html``;
    const { title, subtitle, description } = chart;
    const look = (this.#look ??= readFigureLook(this));
    const menu = figureMenu(title, (own) =>
      figurePage(
        { title, subtitle, description, legend: chart.legend(own), ...fileSize },
        own,
        (box) => chart.draw(box, own),
      ),
    );
    const box = { left: 0, top: 0, width: widthPx, height: inPageHeightPx };
    return html`
      <div class="bar">
        <h3>${title}</h3>
        ${menu}
      </div>
      <ul>
        ${chart.legend(look).map((entry) => legendItem(entry, look))}
      </ul>
      <div class="drawing">
        ${
          widthPx === 0
            ? nothing
            : html`<svg
                role="img"
                aria-label=${description}
                width=${widthPx}
                height=${inPageHeightPx}
                font-family=${look.fontFamily}
                font-size="12"
              >
                ${unsafeSVG(chart.draw(box, look))}
              </svg>`
        }
      </div>
    `;
  }
}

const legendItem = (entry: LegendEntry, look: FigureLook): TemplateResult =>
  html`<li>
    <svg width=${swatchWidth} height="12" aria-hidden="true">
      ${unsafeSVG(swatch(entry, 0, 6, look))}
    </svg>
    <span>${entry.label}</span>
  </li>`;

/** A chart with its heading, its menu and its legend. */
export const figureView = (chart: Chart): TemplateResult =>
  html`<figure-view .chart=${chart}></figure-view>`;
