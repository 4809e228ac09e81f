/** Named values, side by side. */
import { css, html, type CSSResult, type TemplateResult } from 'lit';

export interface Fact {
  readonly name: string;
  readonly value: string;
  /** What the value is to be read with. */
  readonly note?: string;
}

export const factListStyles: CSSResult = css`
  .facts {
    display: flex;
    flex-wrap: wrap;
    gap: 10px 32px;
    margin: 0 0 16px;
  }
  .facts dt {
    color: var(--vscode-descriptionForeground);
  }
  .facts dd {
    margin: 0;
    font-variant-numeric: tabular-nums;
  }
  .facts dd > .value {
    font-size: 1.15em;
  }
`;

export const factList = (facts: readonly Fact[]): TemplateResult | null =>
  facts.length === 0
    ? null
    : html`<dl class="facts">
        ${facts.map(
          ({ name, value, note }) =>
            html`<div>
              <dt>${name}</dt>
              <dd>
                <span class="value">${value}</span>${
                  note === undefined ? null : html` <span class="muted">${note}</span>`
                }
              </dd>
            </div>`,
        )}
      </dl>`;
