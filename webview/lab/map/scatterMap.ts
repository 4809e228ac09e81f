/** Points on a plane that can be moved, enlarged, pointed at and selected, by pointer and by keyboard. */
import { html, LitElement, type PropertyValues, type TemplateResult } from 'lit';
import { createRef, ref } from 'lit/directives/ref.js';

import { baseStyles } from '../../parts/styles.js';
import { t } from '../../text.js';
import { pointsWithin, pointTowards, type Points } from './lasso.js';
import { MapCamera } from './mapCamera.js';
import { MapEvent, type MapNews } from './mapEvents.js';
import { keyAction, type KeyAction } from './mapKeys.js';
import { toPage, type MapView, type Place, type Size } from './mapView.js';
import type { PointGrid } from './pointGrid.js';
import { planPoints, type PointLooks, type PointPlan } from './pointLooks.js';
import { radiusOf } from './pointPainter.js';
import { ScatterCanvas } from './scatterCanvas.js';
import { ScatterGesture } from './scatterGesture.js';
import { scatterStyles } from './scatterStyles.js';

export type MapTool = 'move' | 'lasso';

/** How far from a point, in px beyond its edge, it is still meant. */
const reachPx = 5;
const keyPanPx = 60;

export interface ScatterPoints extends Points {
  readonly grid: PointGrid;
  /** Order in which they are painted; those that are not shown are not in it. */
  readonly order: Uint32Array;
  /** 1 for each that is shown. */
  readonly isShown: Uint8Array;
}

export class ScatterMap extends LitElement {
  static override properties = {
    points: { attribute: false },
    looks: { attribute: false },
    selected: { attribute: false },
    tool: { attribute: false },
    label: { attribute: false },
    describe: { attribute: false },
    said: { state: true },
  };
  static override styles = [baseStyles, scatterStyles];

  declare points: ScatterPoints | null;
  declare looks: PointLooks | null;
  declare selected: ReadonlySet<number>;
  declare tool: MapTool;
  /** Read aloud. */
  declare label: string;
  declare describe: (point: number) => string;
  declare private said: string;
  readonly #pointCanvas = createRef<HTMLCanvasElement>();
  readonly #overlayCanvas = createRef<HTMLCanvasElement>();
  readonly #canvas = new ScatterCanvas();
  readonly #camera = new MapCamera(() => this.#takeView());
  readonly #gesture = new ScatterGesture({
    pan: (byX, byY) => this.#camera.pan(byX, byY),
    zoom: (factor, around) => this.#camera.zoomBy(factor, around),
    lasso: (line) => this.#drawLasso(line),
    endLasso: (line, adds) => this.#endLasso(line, adds),
    dropLasso: () => this.#drawLasso([]),
    hover: (at) => this.#hover(at),
    click: (at, toggles) => this.#click(at, toggles),
  });
  #cursor: number | null = null;
  #lasso: readonly Place[] = [];
  #hoverAt: Place | null = null;
  #frame: number | null = null;
  /** Whether the points are to be drawn too. */
  #isStale = false;
  #plan: PointPlan | null = null;
  #resized: ResizeObserver | null = null;

  constructor() {
    super();
    this.points = null;
    this.looks = null;
    this.selected = new Set();
    this.tool = 'move';
    this.label = '';
    this.describe = () => '';
    this.said = '';
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#resized = new ResizeObserver(() => this.#measure());
    this.#resized.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#resized?.disconnect();
    if (this.#frame !== null) cancelAnimationFrame(this.#frame);
    this.#frame = null;
  }

  override updated(changed: PropertyValues<this>): void {
    const before = changed.get('points');
    const grid = this.points?.grid;
    if (changed.has('points') && grid !== undefined && before?.grid !== grid) {
      this.#cursor = null;
      this.#camera.open(grid.bounds);
    }
    if (changed.has('points') || changed.has('looks') || changed.has('selected')) {
      this.#plan = null;
      this.#ask('points');
    }
  }

  /** Shows the whole map. */
  fit(): void {
    this.#camera.fit();
  }

  /** Enlarges around the middle. */
  zoomBy(factor: number): void {
    this.#camera.zoomBy(factor, this.#camera.middle);
  }

  /** Selects all points that can be seen now. */
  selectSeen(): void {
    this.#selectWithin(this.#camera.corners, 'replace');
  }

  /** The view as it is now, for a figure. */
  get view(): { readonly view: MapView; readonly size: Size; readonly radius: number } {
    const { view, size } = this.#camera;
    return { view, size, radius: this.#radius };
  }

  override render(): TemplateResult {
    return html`<div
        class="stage ${this.tool}"
        role="application"
        tabindex="0"
        aria-label=${this.label}
        aria-roledescription=${t('map')}
        aria-describedby="help"
        @pointerdown=${(event: PointerEvent) => this.#press(event)}
        @pointermove=${(event: PointerEvent) =>
          this.#gesture.move(event.pointerId, this.#placeOf(event))}
        @pointerup=${(event: PointerEvent) =>
          this.#gesture.release(
            event.pointerId,
            this.#placeOf(event),
            event.ctrlKey || event.metaKey,
          )}
        @pointercancel=${(event: PointerEvent) => this.#gesture.cancel(event.pointerId)}
        @pointerleave=${() => this.#hover(null)}
        @dblclick=${(event: MouseEvent) => {
          if (this.#pointAt(this.#placeOf(event)) === null) this.fit();
        }}
        @wheel=${(event: WheelEvent) => {
          event.preventDefault();
          this.#gesture.wheel(event, this.#placeOf(event));
        }}
        @keydown=${(event: KeyboardEvent) => {
          const action = keyAction(event);
          if (action === null) return;
          event.preventDefault();
          this.#act(action);
        }}
        @blur=${() => this.#setCursor(null)}
      >
        <canvas ${ref(this.#pointCanvas)} aria-hidden="true"></canvas>
        <canvas ${ref(this.#overlayCanvas)} aria-hidden="true"></canvas>
      </div>
      <p class="visually-hidden" aria-live="polite">${this.said}</p>
      <p class="help muted" id="help">
        ${t(
          'Drag moves, the wheel zooms, Shift and drag selects, a click opens the image. Keys: arrows go from image to image, with Shift they move the map, + and - zoom, 0 shows all, Enter opens, Space selects.',
        )}
      </p>`;
  }

  get #radius(): number {
    return radiusOf(this.points?.x.length ?? 1, this.#camera.zoom);
  }

  #tell(news: MapNews): void {
    this.dispatchEvent(new MapEvent(news));
  }

  #measure(): void {
    const canvas = this.#pointCanvas.value;
    if (canvas === undefined) return;
    this.#camera.resize({ width: canvas.clientWidth, height: canvas.clientHeight });
  }

  #takeView(): void {
    if (this.#cursor !== null) this.#setCursor(this.#cursor);
    this.#ask('points');
  }

  /** Draws at the next frame, however much happens before. */
  #ask(what: 'points' | 'overlay'): void {
    if (what === 'points') this.#isStale = true;
    this.#frame ??= requestAnimationFrame(() => {
      this.#frame = null;
      this.#draw();
    });
  }

  #draw(): void {
    if (this.#hoverAt !== null) {
      this.#setCursor(this.#pointAt(this.#hoverAt));
      this.#hoverAt = null;
    }
    const { points, looks } = this;
    const [pointCanvas, overlayCanvas] = [this.#pointCanvas.value, this.#overlayCanvas.value];
    const { view, size } = this.#camera;
    if (points === null || looks === null || size.width === 0) return;
    if (pointCanvas === undefined || overlayCanvas === undefined) return;
    const { background, foreground } = looks;
    const shared = { view, radius: this.#radius, background };
    if (this.#isStale) {
      this.#plan ??= planPoints(points.order, looks, this.selected);
      const { x, y } = points;
      this.#canvas.drawPoints(pointCanvas, size, { ...shared, ...this.#plan, x, y });
      this.#isStale = false;
    }
    const cursor = this.#cursor === null ? null : this.#placeOfPoint(this.#cursor);
    const overlay = { ...shared, foreground, cursor, lasso: this.#lasso };
    this.#canvas.drawOverlay(overlayCanvas, size, overlay);
  }

  #placeOf({ clientX, clientY }: MouseEvent): Place {
    const box = this.#pointCanvas.value?.getBoundingClientRect();
    return { x: clientX - (box?.left ?? 0), y: clientY - (box?.top ?? 0) };
  }

  #placeOfPoint(point: number): Place {
    return { x: this.points?.x[point] ?? 0, y: this.points?.y[point] ?? 0 };
  }

  readonly #isShown = (point: number): boolean => this.points?.isShown[point] === 1;

  #pointAt(at: Place): number | null {
    const reach = (this.#radius + reachPx) / this.#camera.view.scale;
    return this.points?.grid.nearest(this.#camera.placeAt(at), reach, this.#isShown) ?? null;
  }

  #setCursor(cursor: number | null): void {
    const isSame = cursor === this.#cursor;
    this.#cursor = cursor;
    if (isSame && cursor === null) return;
    const at =
      cursor === null ? { x: 0, y: 0 } : toPage(this.#camera.view, this.#placeOfPoint(cursor));
    this.#tell({ kind: 'point', point: cursor, at });
    this.#ask('overlay');
  }

  #hover(at: Place | null): void {
    this.#hoverAt = at;
    if (at === null) this.#setCursor(null);
    else this.#ask('overlay');
  }

  #press(event: PointerEvent): void {
    if (event.button !== 0) return;
    this.#pointCanvas.value?.parentElement?.setPointerCapture(event.pointerId);
    this.#gesture.press(
      event.pointerId,
      this.#placeOf(event),
      this.tool === 'lasso' || event.shiftKey,
    );
  }

  #drawLasso(line: readonly Place[]): void {
    this.#lasso = line.map((place) => this.#camera.placeAt(place));
    this.#ask('overlay');
  }

  #endLasso(line: readonly Place[], adds: boolean): void {
    this.#drawLasso([]);
    this.#selectWithin(line, adds ? 'add' : 'replace');
  }

  /** @param line in px of the map's element */
  #selectWithin(line: readonly Place[], how: 'replace' | 'add'): void {
    const { points } = this;
    if (points === null) return;
    const places = line.map((place) => this.#camera.placeAt(place));
    const found = pointsWithin(points, points.grid, places, this.#isShown);
    this.#tell({ kind: 'select', points: found, how });
  }

  #click(at: Place, toggles: boolean): void {
    const point = this.#pointAt(at);
    if (point === null) return;
    if (toggles) this.#tell({ kind: 'select', points: [point], how: 'toggle' });
    else this.#tell({ kind: 'open', point });
  }

  #act(action: KeyAction): void {
    const cursor = this.#cursor;
    switch (action.kind) {
      case 'step':
        this.#step(action.direction);
        return;
      case 'pan':
        this.#camera.pan(-action.direction.x * keyPanPx, -action.direction.y * keyPanPx);
        return;
      case 'zoom': {
        const { view, middle } = this.#camera;
        const around = cursor === null ? middle : toPage(view, this.#placeOfPoint(cursor));
        this.#camera.zoomBy(action.factor, around);
        return;
      }
      case 'fit':
        this.fit();
        return;
      case 'open':
        if (cursor !== null) this.#tell({ kind: 'open', point: cursor });
        return;
      case 'toggle':
        if (cursor !== null) this.#tell({ kind: 'select', points: [cursor], how: 'toggle' });
        return;
      case 'selectSeen':
        this.selectSeen();
        return;
      case 'escape':
        this.#gesture.cancelLasso();
        this.#tell({ kind: 'select', points: [], how: 'replace' });
        return;
    }
  }

  #step(direction: Place): void {
    const { points } = this;
    if (points === null) return;
    const middle = this.#camera.placeAt(this.#camera.middle);
    const next =
      this.#cursor === null
        ? points.grid.nearest(middle, Infinity, this.#isShown)
        : pointTowards(points, this.#cursor, direction, this.#isShown);
    if (next === null) return;
    this.#camera.reveal(this.#placeOfPoint(next));
    this.#setCursor(next);
    this.said = this.describe(next);
  }
}
