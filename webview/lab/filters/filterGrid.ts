/** First filters as a grid of pictures: one stop for the Tab key, arrow keys move between them. */
import { css, html, type CSSResult, type TemplateResult } from 'lit';

import { cssProperties } from '../../parts/cssProperties.js';
import { formatSignificant } from '../../parts/format.js';
import { t } from '../../text.js';
import { similarityText, type FilterRow, type FilterSide } from './filterRows.js';

export interface GridOptions {
  readonly rows: readonly FilterRow[];
  readonly side: FilterSide;
  /** Side of a picture in px. */
  readonly sidePx: number;
  /** Channel of the filter that is told of. */
  readonly chosen: number | null;
  readonly urlOf: (name: string) => string | null;
  readonly onPoint: (channel: number) => void;
}

export const pictureName = (side: 'trained' | 'start', channel: number): string =>
  `${side} ${channel}`;

const sidesOf = (side: FilterSide): readonly ('trained' | 'start')[] =>
  side === 'both' ? ['trained', 'start'] : [side];

/** How far a key moves. @param perRow filters on a line */
const strideOf = (key: string, perRow: number): number => {
  switch (key) {
    case 'ArrowRight':
      return 1;
    case 'ArrowLeft':
      return -1;
    case 'ArrowDown':
      return perRow;
    case 'ArrowUp':
      return -perRow;
    case 'Home':
      return -Infinity;
    case 'End':
      return Infinity;
    default:
      return 0;
  }
};

const onKeydown = (event: KeyboardEvent): void => {
  if (!(event.currentTarget instanceof HTMLElement)) return;
  const all = [...event.currentTarget.querySelectorAll<HTMLElement>('.filter')];
  const at = all.findIndex((filter) => filter === event.target);
  const [first] = all;
  if (at === -1 || first === undefined) return;
  const perRow = all.filter(({ offsetTop }) => offsetTop === first.offsetTop).length;
  const stride = strideOf(event.key, perRow);
  if (stride === 0) return;
  event.preventDefault();
  const to = at + stride;
  const isFar = Math.abs(stride) === Infinity;
  all[isFar ? Math.min(all.length - 1, Math.max(0, to)) : to]?.focus();
};

/** A filter in words. */
export const filterText = ({ channel, trained, similarity }: FilterRow): string =>
  t(
    'Channel {0}: strength {1}, similarity to the start {2}',
    channel,
    formatSignificant(trained.largest),
    similarityText(similarity),
  );

export const filterGrid = (options: GridOptions): TemplateResult => {
  const { rows, side, sidePx, chosen, urlOf, onPoint } = options;
  const stop = chosen ?? rows[0]?.channel ?? 0;
  return html`<div
    class="filters"
    role="listbox"
    aria-label=${t('First filters')}
    ${cssProperties({ '--side': `${sidePx}px` })}
    @keydown=${onKeydown}
  >
    ${rows.map(
      (row) =>
        html`<div
          class="filter"
          role="option"
          aria-label=${filterText(row)}
          aria-selected=${row.channel === chosen ? 'true' : 'false'}
          tabindex=${row.channel === stop ? 0 : -1}
          @pointerenter=${() => onPoint(row.channel)}
          @focus=${() => onPoint(row.channel)}
        >
          ${sidesOf(side).map(
            (one) => html`<img src=${urlOf(pictureName(one, row.channel)) ?? ''} alt="" />`,
          )}
        </div>`,
    )}
  </div>`;
};

export const filterGridStyles: CSSResult = css`
  .filters {
    display: flex;
    flex-wrap: wrap;
    align-content: start;
    gap: 8px;
  }
  .filter {
    display: flex;
    gap: 2px;
    outline: 1px solid transparent;
    outline-offset: 2px;
    border-radius: 1px;
  }
  .filter img {
    width: var(--side);
    height: var(--side);
    image-rendering: pixelated;
  }
  .filter[aria-selected='true'] {
    outline-color: var(--vscode-focusBorder, currentColor);
  }
  .filter:focus-visible {
    outline-width: 2px;
  }
`;
