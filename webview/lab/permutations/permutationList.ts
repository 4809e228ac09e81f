/** All permutations of a set. However many there are, only the rows in sight exist. */
import { css, html, LitElement, type TemplateResult } from 'lit';
import { createRef, ref } from 'lit/directives/ref.js';

import { cssProperties } from '../../parts/cssProperties.js';
import { baseStyles } from '../../parts/styles.js';
import { t } from '../../text.js';
import { comparePositions, countDiffering } from './distances.js';
import { PairChosenEvent } from './heatMap.js';
import type { Pair } from './heatMapPlace.js';
import { scrollToRow, visibleRows } from './visibleRows.js';

const rowHeightPx = 30;

export class PermutationList extends LitElement {
  static override properties = {
    permutations: { attribute: false },
    grid: { attribute: false },
    pair: { attribute: false },
    scrollTopPx: { state: true },
    active: { state: true },
  };
  static override styles = [
    baseStyles,
    css`
      :host {
        display: flex;
        flex-direction: column;
        min-height: 0;
      }
      .head,
      .item {
        display: grid;
        grid-template-columns: 5ch 1fr 7ch auto;
        align-items: center;
        gap: 14px;
        padding: 0 8px;
      }
      .head {
        padding-bottom: 4px;
        border-bottom: 1px solid var(--line);
        padding-inline-end: 18px;
        font-weight: 600;
      }
      .scroll {
        position: relative;
        height: 560px;
        overflow: auto;
        overflow-anchor: none;
      }
      .all {
        position: relative;
        height: var(--height);
      }
      .item {
        position: absolute;
        top: 0;
        left: 0;
        width: 100%;
        height: 30px;
        transform: translateY(var(--top));
        font-variant-numeric: tabular-nums;
      }
      .item.chosen {
        background: var(--vscode-list-inactiveSelectionBackground);
        outline: 1px solid var(--vscode-contrastActiveBorder, transparent);
        outline-offset: -1px;
      }
      .order {
        overflow: hidden;
        font-family: var(--vscode-editor-font-family, monospace);
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .order span + span {
        margin-inline-start: 0.8em;
      }
      .buttons {
        display: flex;
        gap: 4px;
      }
      button {
        min-width: 24px;
        height: 24px;
        border: 1px solid var(--vscode-button-border, var(--line));
        border-radius: 3px;
        background: var(--vscode-button-secondaryBackground, transparent);
        color: var(--vscode-button-secondaryForeground, inherit);
        font: inherit;
        cursor: pointer;
      }
      button[aria-pressed='true'] {
        background: var(--vscode-button-background);
        color: var(--vscode-button-foreground);
        border-color: var(--vscode-contrastActiveBorder, transparent);
        font-weight: 700;
      }
    `,
  ];

  declare permutations: readonly (readonly number[])[];
  declare grid: number;
  declare pair: Pair;
  declare private scrollTopPx: number;
  /** The button that the Tab key reaches: 0 chooses the first, 1 the second permutation. */
  declare private active: { readonly row: number; readonly place: 0 | 1 };
  readonly #scroll = createRef<HTMLElement>();

  constructor() {
    super();
    this.permutations = [];
    this.grid = 3;
    this.pair = { first: 0, second: 0 };
    this.scrollTopPx = 0;
    this.active = { row: 0, place: 0 };
  }

  get #viewportPx(): number {
    return this.#scroll.value?.clientHeight ?? 560;
  }

  override render(): TemplateResult {
    const rows = this.permutations.length;
    const { first, end } = visibleRows(this.scrollTopPx, this.#viewportPx, rowHeightPx, rows);
    const visible = Array.from({ length: end - first }, (_, i) => first + i);
    // The Tab key must reach a button that exists.
    const row = Math.min(Math.max(this.active.row, first), Math.max(first, end - 1));
    return html`<div
      role="grid"
      aria-label=${t('Permutations')}
      aria-rowcount=${rows + 1}
      @keydown=${(event: KeyboardEvent) => this.#press(event)}
    >
      <div class="head" role="row" aria-rowindex="1">
        <span role="columnheader" class="number">${t('No.')}</span>
        <span role="columnheader">${t('Order of the tiles')}</span>
        <span
          role="columnheader"
          class="number"
          title=${t('Hamming distance to the first permutation')}
          >${t('Distance')}</span
        >
        <span role="columnheader">${t('Compare')}</span>
      </div>
      <div
        class="scroll"
        role="rowgroup"
        ${ref(this.#scroll)}
        @scroll=${(event: Event) => {
          if (event.target instanceof HTMLElement) this.scrollTopPx = event.target.scrollTop;
        }}
      >
        <div
          class="all"
          role="presentation"
          ${cssProperties({ '--height': `${rows * rowHeightPx}px` })}
        >
          ${visible.map((index) => this.#renderRow(index, index === row))}
        </div>
      </div>
    </div>`;
  }

  #renderRow(index: number, isActive: boolean): TemplateResult {
    const tiles = this.permutations[index] ?? [];
    const { first, second } = this.pair;
    const distance = countDiffering(comparePositions(this.permutations[first] ?? [], tiles));
    const isChosen = index === first || index === second;
    return html`<div
      class="item ${isChosen ? 'chosen' : ''}"
      role="row"
      aria-rowindex=${index + 2}
      ${cssProperties({ '--top': `${index * rowHeightPx}px` })}
    >
      <span role="rowheader" class="number">${index}</span>
      <span role="gridcell" class="order" title=${tiles.map((tile) => tile + 1).join(' ')}
        >${this.#renderTiles(tiles)}</span
      >
      <span role="gridcell" class="number">${distance}</span>
      <span role="gridcell" class="buttons">
        ${([0, 1] as const).map(
          (place) =>
            html`<button
              type="button"
              data-place=${place}
              data-row=${index}
              tabindex=${isActive && this.active.place === place ? 0 : -1}
              aria-pressed=${String(index === (place === 0 ? first : second))}
              aria-label=${t('{0}: take permutation {1}', place + 1, index)}
              @click=${() => this.#choose(index, place)}
            >
              ${place + 1}
            </button>`,
        )}
      </span>
    </div>`;
  }

  #renderTiles(tiles: readonly number[]): TemplateResult[] {
    const rows = Math.ceil(tiles.length / this.grid);
    return Array.from({ length: rows }, (_, row) => {
      const part = tiles.slice(row * this.grid, (row + 1) * this.grid);
      return html`<span>${part.map((tile) => tile + 1).join(' ')}</span>`;
    });
  }

  #choose(index: number, place: 0 | 1): void {
    this.active = { row: index, place };
    const { first, second } = this.pair;
    this.dispatchEvent(
      new PairChosenEvent(place === 0 ? { first: index, second } : { first, second: index }),
    );
  }

  #press(event: KeyboardEvent): void {
    const { target } = event;
    if (!(target instanceof HTMLElement)) return;
    const from = Number(target.dataset['row']);
    const place = target.dataset['place'] === '1' ? 1 : 0;
    if (!Number.isInteger(from)) return;
    const last = this.permutations.length - 1;
    const pageRows = Math.max(1, Math.floor(this.#viewportPx / rowHeightPx) - 1);
    const moves: Readonly<Record<string, { row: number; place: 0 | 1 }>> = {
      ArrowUp: { row: from - 1, place },
      ArrowDown: { row: from + 1, place },
      ArrowLeft: { row: from, place: 0 },
      ArrowRight: { row: from, place: 1 },
      PageUp: { row: from - pageRows, place },
      PageDown: { row: from + pageRows, place },
      Home: { row: 0, place },
      End: { row: last, place },
    };
    const move = moves[event.key];
    if (move === undefined) return;
    event.preventDefault();
    void this.#moveTo({ ...move, row: Math.min(last, Math.max(0, move.row)) });
  }

  async #moveTo(active: { readonly row: number; readonly place: 0 | 1 }): Promise<void> {
    this.active = active;
    const scroll = this.#scroll.value;
    if (scroll !== undefined) {
      scroll.scrollTop = scrollToRow(active.row, scroll.scrollTop, this.#viewportPx, rowHeightPx);
      this.scrollTopPx = scroll.scrollTop;
    }
    await this.updateComplete;
    this.renderRoot
      .querySelector<HTMLElement>(`[data-row='${active.row}'][data-place='${active.place}']`)
      ?.focus({ preventScroll: true });
  }
}
