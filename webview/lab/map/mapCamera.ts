/** What of a map is seen, as the window changes and the user moves about. */
import {
  fitView,
  panView,
  revealPlace,
  toMap,
  zoomView,
  type Bounds,
  type MapView,
  type Place,
  type Size,
} from './mapView.js';

const nothing: Bounds = { left: 0, top: 0, right: 0, bottom: 0 };

export class MapCamera {
  readonly #onMove: () => void;
  #bounds = nothing;
  #size: Size = { width: 0, height: 0 };
  #fitted: MapView = { scale: 1, shiftX: 0, shiftY: 0 };
  #view = this.#fitted;

  /** @param onMove hears that another part is seen */
  constructor(onMove: () => void) {
    this.#onMove = onMove;
  }

  get view(): MapView {
    return this.#view;
  }

  /** In px of the page. */
  get size(): Size {
    return this.#size;
  }

  /** 1 where the whole map is seen. */
  get zoom(): number {
    return this.#view.scale / this.#fitted.scale;
  }

  /** In px. */
  get middle(): Place {
    return { x: this.#size.width / 2, y: this.#size.height / 2 };
  }

  /** The corners of what is seen, in px. */
  get corners(): readonly Place[] {
    const { width, height } = this.#size;
    return [
      { x: 0, y: 0 },
      { x: width, y: 0 },
      { x: width, y: height },
      { x: 0, y: height },
    ];
  }

  placeAt(at: Place): Place {
    return toMap(this.#view, at);
  }

  /** Shows the whole of another map. */
  open(bounds: Bounds): void {
    this.#bounds = bounds;
    this.fit();
  }

  /** What was in the middle stays there, and a whole map stays whole. */
  resize(size: Size): void {
    const before = this.#size;
    this.#size = size;
    if (before.width === 0 || this.#view === this.#fitted) {
      this.fit();
      return;
    }
    this.#fitted = fitView(this.#bounds, size);
    this.pan((size.width - before.width) / 2, (size.height - before.height) / 2);
  }

  fit(): void {
    this.#fitted = fitView(this.#bounds, this.#size);
    this.#look(this.#fitted);
  }

  pan(byX: number, byY: number): void {
    this.#look(panView(this.#view, byX, byY));
  }

  zoomBy(factor: number, around: Place): void {
    this.#look(zoomView(this.#view, factor, around, this.#fitted));
  }

  reveal(place: Place): void {
    this.#look(revealPlace(this.#view, place, this.#size));
  }

  #look(view: MapView): void {
    this.#view = view;
    this.#onMove();
  }
}
