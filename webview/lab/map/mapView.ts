/** Which part of a map is seen: one scale for both directions, so that distances can be compared. */

export interface Bounds {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** A place on the map is drawn at `x * scale + shiftX`, `y * scale + shiftY`, in px of the page. */
export interface MapView {
  readonly scale: number;
  readonly shiftX: number;
  readonly shiftY: number;
}

export interface Place {
  readonly x: number;
  readonly y: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** How many times the whole map may be enlarged, and shrunk. */
const mostZoom = 200;
const leastZoom = 0.5;

/** What lies between the points and the edge, in px. */
const margin = 24;

export const boundsOf = (x: ArrayLike<number>, y: ArrayLike<number>): Bounds => {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let i = 0; i < x.length; i++) {
    left = Math.min(left, x[i]!);
    right = Math.max(right, x[i]!);
    top = Math.min(top, y[i]!);
    bottom = Math.max(bottom, y[i]!);
  }
  return left <= right ? { left, top, right, bottom } : { left: 0, top: 0, right: 0, bottom: 0 };
};

/** The whole map in the middle of the page. One point alone, or several in one place, are at its scale of 1. */
export const fitView = ({ left, top, right, bottom }: Bounds, { width, height }: Size): MapView => {
  const scales = [
    (width - 2 * margin) / (right - left),
    (height - 2 * margin) / (bottom - top),
  ].filter((scale) => Number.isFinite(scale) && scale > 0);
  const scale = scales.length === 0 ? 1 : Math.min(...scales);
  return {
    scale,
    shiftX: width / 2 - ((left + right) / 2) * scale,
    shiftY: height / 2 - ((top + bottom) / 2) * scale,
  };
};

export const panView = (view: MapView, byX: number, byY: number): MapView => ({
  ...view,
  shiftX: view.shiftX + byX,
  shiftY: view.shiftY + byY,
});

/**
 * Enlarges around a point of the page, which stays where it is.
 * @param fitted the view of the whole map: it bounds how far one gets
 */
export const zoomView = (
  view: MapView,
  factor: number,
  { x, y }: Place,
  fitted: MapView,
): MapView => {
  const wanted = view.scale * factor;
  const scale = Math.min(fitted.scale * mostZoom, Math.max(fitted.scale * leastZoom, wanted));
  const share = scale / view.scale;
  return {
    scale,
    shiftX: x - (x - view.shiftX) * share,
    shiftY: y - (y - view.shiftY) * share,
  };
};

export const toPage = ({ scale, shiftX, shiftY }: MapView, { x, y }: Place): Place => ({
  x: x * scale + shiftX,
  y: y * scale + shiftY,
});

export const toMap = ({ scale, shiftX, shiftY }: MapView, { x, y }: Place): Place => ({
  x: (x - shiftX) / scale,
  y: (y - shiftY) / scale,
});

/** The view after which a place is seen: the same one where it is seen already, else with it in the middle. */
export const revealPlace = (view: MapView, place: Place, { width, height }: Size): MapView => {
  const { x, y } = toPage(view, place);
  const isSeen = x >= 0 && y >= 0 && x <= width && y <= height;
  return isSeen ? view : panView(view, width / 2 - x, height / 2 - y);
};
