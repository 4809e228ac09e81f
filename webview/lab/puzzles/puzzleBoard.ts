/** Draws a puzzle: the photo with its grid, and tiles in the cells of a square. */
import { css, html, nothing, svg, type CSSResult, type TemplateResult } from 'lit';

import { cssProperties } from '../../parts/cssProperties.js';
import { icon } from '../../parts/icons.js';

/** A tile on a board. Tiles, cells and positions are counted in reading order from 0. */
export interface BoardTile {
  /** Its number; people count from 1. */
  readonly tile: number;
  readonly cell: number;
  /** Null where no picture was kept. */
  readonly url: string | null;
  readonly isWrong: boolean;
}

/** Lets one tile be followed over several boards. */
export interface TilePointer {
  readonly pointed: number | null;
  readonly onPoint: (tile: number | null) => void;
}

/** Tiles in their cells. The same tile at the same place of `tiles` glides when its cell changes. */
export const board = (options: {
  /** Cells along a side. */
  readonly grid: number;
  readonly tiles: readonly BoardTile[];
  /** Null where the text beside it says as much. */
  readonly label: string | null;
  readonly kind: 'shuffled' | 'solved' | 'thumbnail';
  readonly pointer?: TilePointer;
}): TemplateResult => {
  const { grid, tiles, label, kind, pointer } = options;
  return html`<div
    class="board ${kind}"
    role=${label === null ? nothing : 'img'}
    aria-label=${label ?? nothing}
    aria-hidden=${label === null ? 'true' : nothing}
    ${cssProperties({ '--grid': grid })}
    @pointerleave=${() => pointer?.onPoint(null)}
  >
    ${tiles.map(
      ({ tile, cell, url, isWrong }) =>
        html`<div
          class="tile ${isWrong ? 'wrong' : ''} ${pointer?.pointed === tile ? 'pointed' : ''}"
          ${cssProperties({ '--column': cell % grid, '--row': Math.floor(cell / grid) })}
          @pointerenter=${() => pointer?.onPoint(tile)}
        >
          ${url === null ? html`<span class="no-picture"></span>` : html`<img src=${url} alt="" />`}
          <span class="tile-number">${tile + 1}</span>
          ${isWrong && kind === 'solved' ? html`<span class="cross">${icon('close')}</span>` : null}
        </div>`,
    )}
  </div>`;
};

/** The photo's middle square with the grid that the tiles were cut along. */
export const photoBoard = (options: {
  readonly grid: number;
  /** Border around the puzzle as a share of the photo's side. */
  readonly insetShare: number;
  /** Null while it is on its way. */
  readonly url: string | null;
  readonly label: string;
  readonly pointer: TilePointer;
}): TemplateResult => {
  const { grid, insetShare, url, label, pointer } = options;
  const cells = Array.from({ length: grid * grid }, (_, cell) => cell);
  const size = 100 * (1 - 2 * insetShare);
  const from = 100 * insetShare;
  const lines = Array.from({ length: grid - 1 }, (_, i) => from + (size * (i + 1)) / grid);
  const path = lines.map((at) => `M${at} ${from}v${size}M${from} ${at}h${size}`).join('');
  const frame = `M0 0H100V100H0ZM${from} ${from}V${from + size}H${from + size}V${from}Z`;
  return html`<div
    class="board photo"
    role="img"
    aria-label=${label}
    @pointerleave=${() => pointer.onPoint(null)}
  >
    ${url === null ? null : html`<img src=${url} alt="" />`}
    <svg viewBox="0 0 100 100" aria-hidden="true">
      ${svg`<path class="frame" fill-rule="evenodd" d=${frame}></path>
        <rect class="line dark" x=${from} y=${from} width=${size} height=${size}></rect>
        <path class="line dark" d=${path}></path>
        <rect class="line" x=${from} y=${from} width=${size} height=${size}></rect>
        <path class="line" d=${path}></path>`}
    </svg>
    <div class="cells" ${cssProperties({ '--grid': grid, '--inset': `${from}%` })}>
      ${cells.map(
        (cell) =>
          html`<div
            class="cell ${pointer.pointed === cell ? 'pointed' : ''}"
            @pointerenter=${() => pointer.onPoint(cell)}
          >
            <span class="tile-number">${cell + 1}</span>
          </div>`,
      )}
    </div>
  </div>`;
};

export const boardStyles: CSSResult = css`
  .board {
    position: relative;
    width: 100%;
    aspect-ratio: 1;
    --tile-gap: 6px;
  }
  .board.solved {
    --tile-gap: 2px;
  }
  .board.thumbnail {
    --tile-gap: 1px;
  }
  .tile {
    position: absolute;
    top: 0;
    left: 0;
    width: calc((100% - (var(--grid) - 1) * var(--tile-gap)) / var(--grid));
    aspect-ratio: 1;
    transform: translate(
      calc(var(--column) * (100% + var(--tile-gap))),
      calc(var(--row) * (100% + var(--tile-gap)))
    );
  }
  .tile img,
  .photo > img,
  .no-picture {
    display: block;
    width: 100%;
    height: 100%;
  }
  .photo > img {
    object-fit: cover;
  }
  .no-picture,
  .photo {
    background: repeating-linear-gradient(
      45deg,
      transparent 0 5px,
      color-mix(in srgb, var(--vscode-foreground) 16%, transparent) 5px 6px
    );
  }
  .tile.wrong::after {
    content: '';
    position: absolute;
    inset: 0;
    border: 2px solid var(--vscode-charts-red, var(--vscode-errorForeground));
    box-shadow: inset 0 0 0 1px var(--vscode-editor-background);
  }
  .thumbnail .tile.wrong::after {
    border-width: 1px;
    box-shadow: none;
  }
  .tile.pointed,
  .cell.pointed {
    z-index: 1;
    outline: 2px solid var(--vscode-focusBorder);
    outline-offset: 1px;
  }
  .cross .icon {
    width: 14px;
    height: 14px;
  }
  .photo svg {
    position: absolute;
    inset: 0;
  }
  .photo .frame {
    fill: var(--vscode-editor-background);
    fill-opacity: 0.55;
  }
  .photo .line {
    fill: none;
    stroke: #fff;
    stroke-width: 1.5px;
    vector-effect: non-scaling-stroke;
  }
  .photo .line.dark {
    stroke: #000;
    stroke-opacity: 0.6;
    stroke-width: 3.5px;
  }
  .cells {
    position: absolute;
    inset: var(--inset);
    display: grid;
    grid-template-columns: repeat(var(--grid), 1fr);
  }
  .cell {
    position: relative;
  }
  .tile-number {
    display: none;
    position: absolute;
    bottom: 3px;
    left: 3px;
    min-width: 1.6em;
    padding: 0 3px;
    border-radius: 3px;
    background: var(--vscode-badge-background);
    color: var(--vscode-badge-foreground);
    border: 1px solid var(--vscode-contrastBorder, transparent);
    font-size: 11px;
    font-weight: 600;
    line-height: 1.4;
    text-align: center;
  }
  .numbered .tile-number {
    display: block;
  }
  .thumbnail .tile-number {
    display: none;
  }
  @media (prefers-reduced-motion: no-preference) {
    .board.solved .tile {
      transition: transform 320ms cubic-bezier(0.3, 0.9, 0.4, 1);
    }
  }
`;
