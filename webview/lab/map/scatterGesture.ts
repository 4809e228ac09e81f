/** What pointers and the wheel do to a map: drag, pinch, wheel, lasso, click. Knows no points. */
import type { Place } from './mapView.js';

export interface GestureTarget {
  pan(byX: number, byY: number): void;
  zoom(factor: number, around: Place): void;
  /** The line so far, in px of the map's element. */
  lasso(line: readonly Place[]): void;
  /** The line is finished. @param adds to what is selected */
  endLasso(line: readonly Place[], adds: boolean): void;
  /** The line was given up. */
  dropLasso(): void;
  hover(at: Place | null): void;
  click(at: Place, toggles: boolean): void;
}

/** A press that moves less than this, in px, is a click. */
const clickReachPx = 4;
/** Px between two corners of a lasso. */
const lassoStepPx = 3;
const mostCorners = 2000;

const distance = (a: Place, b: Place): number => Math.hypot(a.x - b.x, a.y - b.y);
const between = (a: Place, b: Place): Place => ({ x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 });

export class ScatterGesture {
  readonly #target: GestureTarget;
  readonly #pointers = new Map<number, Place>();
  #pressedAt: Place | null = null;
  #line: Place[] | null = null;

  constructor(target: GestureTarget) {
    this.#target = target;
  }

  get isDragging(): boolean {
    return this.#pointers.size > 0 && this.#pressedAt === null;
  }

  /** @param draws whether a drag draws a lasso */
  press(pointer: number, at: Place, draws: boolean): void {
    this.#pointers.set(pointer, at);
    this.#target.hover(null);
    if (this.#pointers.size > 1) {
      this.#pressedAt = null;
      this.cancelLasso();
      return;
    }
    this.#pressedAt = at;
    this.#line = draws ? [at] : null;
  }

  move(pointer: number, at: Place): void {
    const before = this.#pointers.get(pointer);
    if (before === undefined) {
      if (this.#pointers.size === 0) this.#target.hover(at);
      return;
    }
    if (this.#pressedAt !== null && distance(this.#pressedAt, at) < clickReachPx) return;
    this.#pressedAt = null;
    this.#pointers.set(pointer, at);
    const other = [...this.#pointers].find(([id]) => id !== pointer)?.[1];
    if (other !== undefined) this.#pinch(before, at, other);
    else if (this.#line !== null) this.#draw(this.#line, at);
    else this.#target.pan(at.x - before.x, at.y - before.y);
  }

  /** @param adds to what is selected */
  release(pointer: number, at: Place, adds: boolean): void {
    if (!this.#pointers.delete(pointer)) return;
    const line = this.#line;
    this.#line = null;
    if (this.#pressedAt !== null) this.#target.click(at, adds);
    else if (line !== null) this.#target.endLasso(line, adds);
    this.#pressedAt = null;
  }

  cancelLasso(): void {
    if (this.#line === null) return;
    this.#line = null;
    this.#target.dropLasso();
  }

  cancel(pointer: number): void {
    this.#pointers.delete(pointer);
    this.#pressedAt = null;
    this.cancelLasso();
  }

  wheel({ deltaY, deltaMode, ctrlKey }: WheelEvent, at: Place): void {
    const px = deltaMode === 0 ? deltaY : deltaY * 16;
    // A pinch on a touchpad arrives as a wheel with Ctrl and small steps.
    const factor = Math.exp(-px * (ctrlKey ? 0.01 : 0.002));
    this.#target.zoom(Math.min(4, Math.max(0.25, factor)), at);
  }

  #pinch(before: Place, at: Place, other: Place): void {
    const from = between(before, other);
    const to = between(at, other);
    this.#target.pan(to.x - from.x, to.y - from.y);
    this.#target.zoom(distance(at, other) / Math.max(1, distance(before, other)), to);
  }

  #draw(line: Place[], at: Place): void {
    const last = line.at(-1);
    if (last === undefined || distance(last, at) < lassoStepPx || line.length >= mostCorners)
      return;
    line.push(at);
    this.#target.lasso(line);
  }
}
