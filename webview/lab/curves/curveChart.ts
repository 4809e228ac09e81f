/**
 * One chart. It draws at most once a frame, and not at all while the page is hidden, since a hidden
 * page has no frames. New figures go into the chart that is there; only another theme, scale or set
 * of lines builds a new one.
 */
import { css, html, LitElement, unsafeCSS, type PropertyValues, type TemplateResult } from 'lit';
import uPlot from 'uplot';
import uPlotStyles from 'uplot/dist/uPlot.min.css';

import { baseStyles } from '../../parts/styles.js';
import { isHighContrast, onThemeChange, readChartColours } from '../../parts/theme.js';
import { gestureOfKey, type ChartGesture } from './chartGesture.js';
import type { PlotSpec, Plotted } from './chartSpec.js';
import { plotOptions } from './plotOptions.js';
import type { Range } from './xView.js';

const heightPx = 200;

export class CurveChart extends LitElement {
  static override properties = {
    spec: { attribute: false },
    figures: { attribute: false },
    range: { attribute: false },
    hiddenLines: { attribute: false },
    pointedStep: { attribute: false },
    label: { attribute: false },
  };
  static override styles = [
    baseStyles,
    unsafeCSS(uPlotStyles),
    css`
      :host {
        min-width: 0;
      }
      .plot {
        position: relative;
        height: ${heightPx}px;
        overflow: hidden;
        touch-action: pan-y;
      }
      .u-over {
        cursor: crosshair;
      }
      .u-over:active {
        cursor: grabbing;
      }
      .u-hz .u-cursor-x {
        border-right: 1px solid var(--vscode-foreground);
      }
      .uplot {
        font-family: inherit;
      }
    `,
  ];

  declare spec: PlotSpec | null;
  declare figures: Plotted | null;
  declare range: Range;
  declare hiddenLines: ReadonlySet<string>;
  /** The step, or what else is along the chart, that the pointer is at on any of the charts, or null. */
  declare pointedStep: number | null;
  declare label: string;
  /** Receives what the user does. */
  onGesture: (gesture: ChartGesture) => void = () => undefined;

  #plot: uPlot | null = null;
  #frame: number | null = null;
  #widthPx = 0;
  #needsFigures = true;
  #stopTheme: (() => void) | null = null;
  #dragX: number | null = null;
  readonly #sizes = new ResizeObserver(([entry]) => {
    this.#widthPx = Math.floor(entry?.contentRect.width ?? 0);
    this.#needsFigures = true;
    this.#requestFrame();
  });

  constructor() {
    super();
    this.spec = null;
    this.figures = null;
    this.range = { from: 0, to: 1 };
    this.hiddenLines = new Set();
    this.pointedStep = null;
    this.label = '';
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#stopTheme = onThemeChange(() => this.#rebuild());
    if (this.hasUpdated) this.#observeSize();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stopTheme?.();
    this.#sizes.disconnect();
    if (this.#frame !== null) cancelAnimationFrame(this.#frame);
    this.#frame = null;
    this.#plot?.destroy();
    this.#plot = null;
  }

  override firstUpdated(): void {
    this.#observeSize();
  }

  override updated(changed: PropertyValues): void {
    if (changed.has('spec')) this.#rebuild();
    if (changed.has('figures') || changed.has('range')) this.#needsFigures = true;
    this.#requestFrame();
  }

  override render(): TemplateResult {
    return html`
      <div
        class="plot"
        role="group"
        tabindex="0"
        aria-label=${this.label}
        aria-keyshortcuts="ArrowLeft ArrowRight Shift+ArrowLeft Shift+ArrowRight Plus - 0"
        @keydown=${this.#onKeydown}
        @wheel=${this.#onWheel}
        @dblclick=${() => this.onGesture({ kind: 'showAll' })}
        @pointerdown=${this.#onPointerDown}
        @pointermove=${this.#onPointerMove}
        @pointerup=${this.#onPointerEnd}
        @pointercancel=${this.#onPointerEnd}
        @pointerleave=${() => this.onGesture({ kind: 'point', step: null, by: 'pointer' })}
      ></div>
    `;
  }

  #observeSize(): void {
    const box = this.renderRoot.querySelector('.plot');
    if (box !== null) this.#sizes.observe(box);
  }

  #rebuild(): void {
    this.#plot?.destroy();
    this.#plot = null;
    this.#requestFrame();
  }

  #requestFrame(): void {
    if (!this.isConnected) return;
    this.#frame ??= requestAnimationFrame(() => {
      this.#frame = null;
      this.#draw();
    });
  }

  #draw(): void {
    const { spec, figures } = this;
    if (spec === null || figures === null || this.#widthPx < 80) return;
    const plot = this.#plot ?? this.#build(spec);
    if (plot.width !== this.#widthPx) plot.setSize({ width: this.#widthPx, height: heightPx });
    plot.batch(() => {
      spec.lines.forEach(({ id }, place) => {
        const show = !this.hiddenLines.has(id);
        if (plot.series[place + 1]?.show !== show) plot.setSeries(place + 1, { show });
      });
      if (this.#needsFigures) this.#setFigures(plot, figures);
    });
    this.#needsFigures = false;
    const left = this.pointedStep === null ? -10 : plot.valToPos(this.pointedStep, 'x');
    plot.setCursor({ left, top: left < 0 ? -10 : 1 }, false);
  }

  #build(spec: PlotSpec): uPlot {
    const box = this.renderRoot.querySelector<HTMLElement>('.plot');
    const options = plotOptions(spec, {
      widthPx: this.#widthPx,
      heightPx,
      colours: readChartColours(),
      isHighContrast: isHighContrast(),
      fontFamily: getComputedStyle(this).fontFamily,
      level: () => this.figures?.level ?? null,
    });
    const plot = new uPlot(options, [[], ...spec.lines.map(() => [])], box ?? this);
    this.#plot = plot;
    this.#needsFigures = true;
    return plot;
  }

  #setFigures(plot: uPlot, figures: Plotted): void {
    const columns = Math.max(1, plot.bbox.width);
    const points = figures.pointsIn(this.range, columns);
    plot.setData([points.x, ...points.lines], false);
    plot.setScale('x', { min: this.range.from, max: this.range.to });
  }

  /** The step below the pointer, or null beside the plot. */
  #stepAt(event: MouseEvent): number | null {
    const plot = this.#plot;
    if (plot === null) return null;
    const box = plot.over.getBoundingClientRect();
    const x = event.clientX - box.left;
    return x < 0 || x > box.width || event.clientY > box.bottom ? null : plot.posToVal(x, 'x');
  }

  #stepsPerPx(): number {
    const widthPx = this.#plot?.over.clientWidth ?? 1;
    return (this.range.to - this.range.from) / Math.max(1, widthPx);
  }

  readonly #onPointerDown = (event: PointerEvent): void => {
    if (event.button !== 0 || this.#stepAt(event) === null) return;
    this.#dragX = event.clientX;
    if (event.target instanceof Element) event.target.setPointerCapture(event.pointerId);
  };

  readonly #onPointerMove = (event: PointerEvent): void => {
    if (this.#dragX === null) {
      this.onGesture({ kind: 'point', step: this.#stepAt(event), by: 'pointer' });
      return;
    }
    this.onGesture({ kind: 'pan', steps: (this.#dragX - event.clientX) * this.#stepsPerPx() });
    this.#dragX = event.clientX;
  };

  /** The browser may also take the pointer away: to scroll, where it is a finger. */
  readonly #onPointerEnd = (): void => {
    this.#dragX = null;
  };

  readonly #onWheel = (event: WheelEvent): void => {
    const anchor = this.#stepAt(event);
    if (anchor === null) return;
    const { from, to } = this.figures?.all ?? { from: 0, to: 0 };
    // With all steps in view there is nothing to zoom out of: the page scrolls.
    if (event.deltaY > 0 && this.range.to - this.range.from >= to - from) return;
    event.preventDefault();
    if (Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
      this.onGesture({ kind: 'pan', steps: event.deltaX * this.#stepsPerPx() });
    } else this.onGesture({ kind: 'zoom', factor: Math.exp(event.deltaY / 500), anchor });
  };

  readonly #onKeydown = (event: KeyboardEvent): void => {
    const gesture = gestureOfKey(event, this.range, this.pointedStep);
    if (gesture === null) return;
    event.preventDefault();
    this.onGesture(gesture);
  };
}
