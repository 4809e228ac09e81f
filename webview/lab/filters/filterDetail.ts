/** One filter, enlarged, with its figures. */
import { css, html, type CSSResult, type TemplateResult } from 'lit';

import { formatSignificant } from '../../parts/format.js';
import { t } from '../../text.js';
import { pictureName } from './filterGrid.js';
import { similarityText, type FilterRow } from './filterRows.js';

export const filterDetail = (
  { channel, trained, start, similarity }: FilterRow,
  urlOf: (name: string) => string | null,
): TemplateResult => {
  const picture = (side: 'trained' | 'start', label: string, strength: number): TemplateResult =>
    html`<figure>
      <img src=${urlOf(pictureName(side, channel)) ?? ''} alt="" />
      <figcaption>
        <span class="muted">${label}</span>
        <span class="number">${t('strength {0}', formatSignificant(strength))}</span>
      </figcaption>
    </figure>`;
  return html`<aside class="filter-detail card" aria-label=${t('The filter that is pointed at')}>
    <h3>${t('Channel {0}', channel)}</h3>
    <div class="filter-pair">
      ${picture('trained', t('Trained'), trained.largest)}
      ${picture('start', t('Random start'), start.largest)}
    </div>
    <p>
      <span class="muted">${t('Similarity to the start')}</span>
      <span class="number">${similarityText(similarity)}</span>
    </p>
  </aside>`;
};

export const filterDetailStyles: CSSResult = css`
  .filters-and-detail {
    display: flex;
    flex-direction: column;
    gap: 12px 20px;
  }
  /* In sight while the grid is pointed at, however long it is. */
  .filter-detail {
    position: sticky;
    bottom: 8px;
    background: var(--vscode-editor-background);
    flex: none;
    align-self: start;
    width: 248px;
  }
  .filter-detail h3 {
    margin-bottom: 8px;
  }
  .filter-pair {
    display: grid;
    grid-template-columns: 1fr 1fr;
    gap: 10px;
  }
  .filter-pair figure {
    margin: 0 0 8px;
  }
  .filter-pair img {
    display: block;
    width: 100%;
    aspect-ratio: 1;
    image-rendering: pixelated;
  }
  .filter-pair figcaption {
    display: flex;
    flex-direction: column;
    margin-top: 4px;
    font-size: 0.92em;
  }
  .filter-pair .number {
    text-align: start;
  }
  .filter-detail p {
    display: flex;
    justify-content: space-between;
    gap: 8px;
  }
  @container (min-width: 640px) {
    .filters-and-detail {
      flex-direction: row;
    }
    .filters-and-detail .filters {
      flex: 1;
    }
    .filter-detail {
      top: 100px;
      bottom: auto;
    }
  }
`;
