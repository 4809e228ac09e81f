/** A puzzle as numbers in cells, over the picture that it is cut from if there is one. */
import { css, html, type CSSResult, type TemplateResult } from 'lit';

import { cssProperties } from '../../parts/cssProperties.js';

export interface BoardOptions {
  readonly grid: number;
  /** The tile that each position shows, both in reading order from 0; people count from 1. */
  readonly tiles: readonly number[];
  /** Positions to mark, or none. */
  readonly isMarked: (position: number) => boolean;
  /** A square picture, or null for numbers alone. */
  readonly url: string | null;
  readonly label: string;
}

export const numberBoardStyles: CSSResult = css`
  .board {
    display: grid;
    grid-template-columns: repeat(var(--grid), 1fr);
    gap: 3px;
    width: 100%;
    aspect-ratio: 1;
  }
  .cell {
    position: relative;
    display: grid;
    place-items: center;
    min-width: 0;
    min-height: 0;
    overflow: hidden;
    border: 1px solid var(--vscode-contrastBorder, transparent);
    border-radius: 3px;
    background: color-mix(in srgb, var(--vscode-foreground) 8%, transparent);
    font-variant-numeric: tabular-nums;
  }
  .cell img {
    position: absolute;
    top: calc(var(--row) * -100%);
    left: calc(var(--column) * -100%);
    width: calc(var(--grid) * 100%);
    max-width: none;
    height: calc(var(--grid) * 100%);
    max-height: none;
    object-fit: cover;
  }
  .cell .number {
    font-size: 1.35em;
    font-weight: 600;
  }
  .cell img + .number {
    position: absolute;
    bottom: 3px;
    left: 3px;
    min-width: 1.7em;
    border-radius: 3px;
    background: var(--vscode-editor-background);
    color: var(--vscode-foreground);
    font-size: 0.92em;
    line-height: 1.4;
    text-align: center;
  }
  .cell.marked {
    outline: 2px solid var(--vscode-charts-yellow, currentColor);
    outline-offset: -2px;
  }
  .mark {
    position: absolute;
    top: 0;
    right: 0;
    padding: 0 4px 1px;
    border-bottom-left-radius: 4px;
    background: var(--vscode-editor-background);
    color: var(--vscode-foreground);
    border: 1px solid var(--vscode-charts-yellow, currentColor);
    font-weight: 700;
    line-height: 1.2;
  }
`;

export const numberBoard = ({ grid, tiles, isMarked, url, label }: BoardOptions): TemplateResult =>
  html`<div class="board" role="img" aria-label=${label} ${cssProperties({ '--grid': grid })}>
    ${tiles.map(
      (tile, position) =>
        html`<div
          class="cell ${isMarked(position) ? 'marked' : ''}"
          ${cssProperties({ '--row': Math.floor(tile / grid), '--column': tile % grid })}
        >
          ${url === null ? null : html`<img src=${url} alt="" />`}
          <span class="number">${tile + 1}</span>
          ${isMarked(position) ? html`<span class="mark">≠</span>` : null}
        </div>`,
    )}
  </div>`;
