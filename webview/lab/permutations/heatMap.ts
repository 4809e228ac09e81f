/** The pairwise distances of a permutation set as a picture, with a cursor for mouse and keyboard. */
import { css, html, LitElement, type PropertyValues, type TemplateResult } from 'lit';
import { createRef, ref } from 'lit/directives/ref.js';

import { checkbox, controlStyles } from '../../parts/controls.js';
import { cssProperties } from '../../parts/cssProperties.js';
import { baseStyles } from '../../parts/styles.js';
import { readChartColours } from '../../parts/theme.js';
import { t } from '../../text.js';
import type { Rgb } from './colourScale.js';
import type { DistanceTable } from './distances.js';
import { heatMapPicture } from './heatMapPicture.js';
import { pairAt, pairByKey, type Pair } from './heatMapPlace.js';

/** Side of the frame in px: larger maps are shrunk, or scrolled in it. */
const frameSidePx = 520;

/** Told when the user picks a pair. */
export class PairChosenEvent extends Event {
  readonly pair: Pair;

  constructor(pair: Pair) {
    super('pair-chosen', { bubbles: true, composed: true });
    this.pair = pair;
  }
}

export class PermutationHeatMap extends LitElement {
  static override properties = {
    table: { attribute: false },
    colours: { attribute: false },
    chosen: { attribute: false },
    cursor: { state: true },
    isFull: { state: true },
  };
  static override styles = [
    baseStyles,
    controlStyles,
    css`
      .frame {
        max-width: 520px;
        max-height: 520px;
        overflow: auto;
      }
      .map {
        width: var(--side, 100%);
        aspect-ratio: 1;
        cursor: crosshair;
        touch-action: none;
      }
      canvas {
        display: block;
        width: 100%;
        height: 100%;
        border: 1px solid var(--line);
        border-radius: 2px;
      }
      .readout {
        display: flex;
        flex-wrap: wrap;
        justify-content: space-between;
        gap: 0 12px;
        max-width: 520px;
        min-height: 1.6em;
        margin-top: 6px;
        font-variant-numeric: tabular-nums;
      }
    `,
  ];

  declare table: DistanceTable | null;
  /** A colour for each distance. */
  declare colours: readonly Rgb[];
  declare chosen: Pair | null;
  /** The pair under the pointer or the keyboard's cursor. */
  declare private cursor: Pair | null;
  /** True while each pair has a pixel of its own, and the map is scrolled. */
  declare private isFull: boolean;
  readonly #canvas = createRef<HTMLCanvasElement>();
  #picture: OffscreenCanvas | null = null;
  #resized: ResizeObserver | null = null;

  constructor() {
    super();
    this.table = null;
    this.colours = [];
    this.chosen = null;
    this.cursor = null;
    this.isFull = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#resized = new ResizeObserver(() => this.#draw());
    this.#resized.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#resized?.disconnect();
  }

  override updated(changed: PropertyValues<this>): void {
    if (changed.has('table') || changed.has('colours')) this.#paint();
    this.#draw();
  }

  override render(): TemplateResult {
    const { table } = this;
    if (table === null) return html``;
    const shown = this.cursor ?? this.chosen;
    const text = shown === null ? '' : this.#describe(table, shown);
    return html`<div class="frame">
        <div
          class="map"
          ${cssProperties({ '--side': this.isFull ? `${table.members / devicePixelRatio}px` : undefined })}
          role="application"
          tabindex="0"
          aria-label=${t('Heat map of Hamming distances')}
          aria-roledescription=${t('heat map')}
          aria-describedby="help"
          @pointermove=${(event: PointerEvent) => this.#point(event)}
          @pointerleave=${() => this.#leave()}
          @click=${(event: PointerEvent) => {
            this.#point(event);
            this.#choose();
          }}
          @focus=${() => {
            this.cursor ??= this.chosen ?? { first: 0, second: 0 };
          }}
          @blur=${() => this.#leave()}
          @keydown=${(event: KeyboardEvent) => this.#press(event, table)}
        >
          <canvas ${ref(this.#canvas)} aria-hidden="true"></canvas>
        </div>
      </div>
      <div class="readout">
        <span aria-live="polite">${text}</span>
        <span class="muted" id="help">${t('Arrow keys move, Enter compares the pair.')}</span>
      </div>
      ${
        table.members <= frameSidePx
          ? null
          : checkbox({
              label: t('One pixel for each pair'),
              checked: this.isFull,
              onChange: (on) => {
                this.isFull = on;
              },
            })
      }`;
  }

  #describe({ distances, members }: DistanceTable, { first, second }: Pair): string {
    return t(
      'Permutations {0} and {1}: distance {2}',
      first,
      second,
      distances[first * members + second] ?? 0,
    );
  }

  #leave(): void {
    this.cursor = null;
  }

  #point(event: PointerEvent): void {
    const box = this.#canvas.value?.getBoundingClientRect();
    if (box === undefined || this.table === null || box.width === 0) return;
    this.cursor = pairAt(
      (event.clientX - box.left) / box.width,
      (event.clientY - box.top) / box.height,
      this.table.members,
    );
  }

  #choose(): void {
    if (this.cursor !== null) this.dispatchEvent(new PairChosenEvent(this.cursor));
  }

  #press(event: KeyboardEvent, { members }: DistanceTable): void {
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      this.#choose();
      return;
    }
    const from = this.cursor ?? this.chosen ?? { first: 0, second: 0 };
    const next = pairByKey(from, event.key, event.shiftKey, members);
    if (next === null) return;
    event.preventDefault();
    this.cursor = next;
    this.#reveal(next, members);
  }

  /** Scrolls the frame so that a pair is in its middle. */
  #reveal({ first, second }: Pair, members: number): void {
    const canvas = this.#canvas.value;
    const frame = this.renderRoot.querySelector('.frame');
    if (!this.isFull || canvas === undefined || frame === null) return;
    const cellPx = canvas.clientWidth / members;
    frame.scrollLeft = second * cellPx - frame.clientWidth / 2;
    frame.scrollTop = first * cellPx - frame.clientHeight / 2;
  }

  /** Paints the distances one pixel each; drawn to size from there. */
  #paint(): void {
    const { table, colours } = this;
    this.#picture = table === null ? null : heatMapPicture(table, colours);
  }

  #draw(): void {
    const canvas = this.#canvas.value;
    const context = canvas?.getContext('2d');
    const { table } = this;
    if (canvas === undefined || context == null || table === null || this.#picture === null) return;
    const sidePx = Math.max(1, Math.round(canvas.clientWidth * devicePixelRatio));
    if (canvas.width !== sidePx) canvas.width = canvas.height = sidePx;
    const cellPx = sidePx / table.members;
    // Cells keep hard edges; where there are more cells than pixels, neighbours are mixed.
    context.imageSmoothingEnabled = cellPx < 1;
    context.imageSmoothingQuality = 'high';
    context.drawImage(this.#picture, 0, 0, sidePx, sidePx);

    const { foreground, background } = readChartColours();
    const frame = ({ first, second }: Pair, grow: number): void => {
      const size = Math.max(cellPx, 6 * devicePixelRatio) + 2 * grow;
      const left = (second + 0.5) * cellPx - size / 2;
      const top = (first + 0.5) * cellPx - size / 2;
      for (const [colour, width] of [
        [background, 4],
        [foreground, 2],
      ] as const) {
        context.strokeStyle = colour;
        context.lineWidth = width * devicePixelRatio;
        context.strokeRect(left, top, size, size);
      }
    };
    if (this.chosen !== null) frame(this.chosen, 0);
    if (this.cursor === null) return;
    context.strokeStyle = foreground;
    context.lineWidth = devicePixelRatio;
    context.globalAlpha = 0.6;
    context.beginPath();
    context.moveTo((this.cursor.second + 0.5) * cellPx, 0);
    context.lineTo((this.cursor.second + 0.5) * cellPx, sidePx);
    context.moveTo(0, (this.cursor.first + 0.5) * cellPx);
    context.lineTo(sidePx, (this.cursor.first + 0.5) * cellPx);
    context.stroke();
    context.globalAlpha = 1;
    frame(this.cursor, devicePixelRatio);
  }
}
