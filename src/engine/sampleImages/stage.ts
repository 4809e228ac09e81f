/**
 * The stage: where things stand, how large they look, and what light and distance do to them.
 *
 * Stage coordinates: origin in the middle of the picture, x to the right, y up, the shorter side is 1.
 * A thing of scale s shows one of its units as s stage units, and the ground under it lies
 * `eye * s` below the horizon: perspective with one number.
 */
import type { Affine, Canvas, Paint } from './canvas.js';
import { mix, scaled, smoothStep, type Rgb } from './colour.js';
import type { Mood } from './mood.js';
import type { Noise } from './noise.js';
import { ellipse, rectangle, type Outline } from './outlines.js';
import { glowing } from './paints.js';

/** One filled outline of a thing, in the thing's units with its foot at (0, 0). */
export interface Part {
  readonly outline: Outline;
  readonly paint: Paint;
}

/** A soft light, in the thing's units. */
export interface Glow {
  readonly x: number;
  readonly y: number;
  readonly radius: number;
  readonly colour: Rgb;
}

/** Something that stands on the ground (or floats): parts from back to front. */
export interface Thing {
  readonly width: number;
  readonly height: number;
  readonly parts: readonly Part[];
  readonly glows?: readonly Glow[];
}

/** Horizon in stage units; eye height in thing units; roll in radians; scale of the main thing. */
export interface Camera {
  readonly horizon: number;
  readonly eye: number;
  readonly tilt: number;
  readonly mainScale: number;
}

/** How a thing is placed. */
interface Placement {
  /** Mirrored left to right. */
  readonly mirrored?: boolean;
  /** Height of its foot above the ground, in thing units. */
  readonly lift?: number;
  /** Stands in water: mirrored below instead of casting a shadow. */
  readonly afloat?: boolean;
}

/** What scenes draw on. */
export interface Stage {
  readonly canvas: Canvas;
  readonly mood: Mood;
  readonly noise: Noise;
  readonly camera: Camera;
  readonly halfWidth: number;
  readonly halfHeight: number;
  /** Maps stage coordinates to pixels. */
  readonly toPx: Affine;
  fill(outline: Outline, paint: Paint, opacity?: number): void;
  /** Fills between two heights over the full width and beyond. */
  fillBand(bottom: number, top: number, paint: Paint): void;
  /** Places a thing with its foot at stage x and the given scale. */
  place(thing: Thing, x: number, scale: number, placement?: Placement): void;
}

const then = (outer: Affine, inner: Affine): Affine => ({
  xx: outer.xx * inner.xx + outer.xy * inner.yx,
  xy: outer.xx * inner.xy + outer.xy * inner.yy,
  x0: outer.xx * inner.x0 + outer.xy * inner.y0 + outer.x0,
  yx: outer.yx * inner.xx + outer.yy * inner.yx,
  yy: outer.yx * inner.xy + outer.yy * inner.yy,
  y0: outer.yx * inner.x0 + outer.yy * inner.y0 + outer.y0,
});

const hazed = (paint: Paint, haze: Rgb, share: number): Paint => {
  if (share < 0.01) return paint;
  const [red, green, blue] = haze;
  return (span) => {
    paint(span);
    const { count, colours } = span;
    for (let i = 0; i < count; i++) {
      colours[4 * i]! += (red - colours[4 * i]!) * share;
      colours[4 * i + 1]! += (green - colours[4 * i + 1]!) * share;
      colours[4 * i + 2]! += (blue - colours[4 * i + 2]!) * share;
    }
  };
};

const mirroredInWater = (paint: Paint, noise: Noise, dim: Rgb): Paint => {
  return (span) => {
    paint(span);
    const { count, x, y, u, v, colours } = span;
    for (let i = 0; i < count; i++) {
      u[i] = x[i]! * 3;
      v[i] = y[i]! * 22;
    }
    noise.fractals(u, v, count, 2, u);
    for (let i = 0; i < count; i++) {
      colours[4 * i]! *= dim[0];
      colours[4 * i + 1]! *= dim[1];
      colours[4 * i + 2]! *= dim[2];
      colours[4 * i + 3]! *= smoothStep(0.3, 0.62, u[i]!) * 0.75;
    }
  };
};

const shining = (glow: Glow): Paint => {
  return ({ count, x, y, colours }) => {
    for (let i = 0; i < count; i++) {
      const near = Math.max(0, 1 - Math.hypot(x[i]! - glow.x, y[i]! - glow.y) / glow.radius);
      colours[4 * i] = glow.colour[0];
      colours[4 * i + 1] = glow.colour[1];
      colours[4 * i + 2] = glow.colour[2];
      colours[4 * i + 3] = near * near * 0.75;
    }
  };
};

/** A stage over a canvas. */
export const createStage = (canvas: Canvas, mood: Mood, noise: Noise, camera: Camera): Stage => {
  const side = Math.min(canvas.widthPx, canvas.heightPx);
  const halfWidth = canvas.widthPx / side / 2;
  const halfHeight = canvas.heightPx / side / 2;
  const cosine = Math.cos(camera.tilt) * side;
  const sine = Math.sin(camera.tilt) * side;
  const toPx: Affine = {
    xx: cosine,
    xy: sine,
    x0: canvas.widthPx / 2,
    yx: sine,
    yy: -cosine,
    y0: canvas.heightPx / 2,
  };
  const shadowColour = mix(scaled(mood.skyTop, 0.3), [0.05, 0.05, 0.12], 0.5);
  const darken = glowing(shadowColour);

  const fill = (outline: Outline, paint: Paint, opacity = 1): void => {
    canvas.fill([outline], toPx, paint, opacity);
  };

  const fillBand = (bottom: number, top: number, paint: Paint): void => {
    fill(rectangle(-halfWidth - 0.3, bottom, halfWidth + 0.3, top), paint);
  };

  const castShadow = (thing: Thing, x: number, base: number, scale: number, lift: number): void => {
    const { towards } = mood;
    const sideways = Math.max(-2.2, Math.min(2.2, -towards.x / towards.y));
    const deep = (towards.z / towards.y) * camera.eye * scale;
    const upwards = Math.max(-0.4, Math.min(0.4, deep));
    const fall: Affine = {
      xx: scale,
      xy: scale * sideways,
      x0: x + scale * lift * sideways,
      yx: 0,
      yy: scale * (Math.abs(upwards) < 0.02 ? 0.02 : upwards),
      y0: base + scale * lift * upwards,
    };
    const outlines = thing.parts.map((part) => part.outline);
    canvas.fill(outlines, then(toPx, fall), darken, mood.shadow);
    if (lift > 0) return;
    for (const [spread, opacity] of [
      [0.62, 0.12],
      [0.5, 0.16],
    ] as const) {
      const width = thing.width * spread * scale;
      const squash = Math.min(0.3, 0.05 + 0.25 * camera.eye);
      fill(ellipse(x, base, width, width * squash), darken, opacity);
    }
  };

  const place = (thing: Thing, x: number, scale: number, placement: Placement = {}): void => {
    const { mirrored = false, lift = 0, afloat = false } = placement;
    const base = camera.horizon - camera.eye * scale;
    const farness = Math.max(0, camera.mainScale / scale - 1);
    const haze = 1 - Math.exp(-mood.haze * farness * 1.6);
    const across = mirrored ? -scale : scale;
    const upright: Affine = { xx: across, xy: 0, x0: x, yx: 0, yy: scale, y0: base + lift * scale };
    if (afloat) {
      const below: Affine = { ...upright, yy: -scale };
      for (const part of thing.parts) {
        const paint = mirroredInWater(part.paint, noise, [0.72, 0.8, 0.86]);
        canvas.fill([part.outline], then(toPx, below), hazed(paint, mood.skyLow, haze));
      }
    } else castShadow(thing, x, base, scale, lift);
    const map = then(toPx, upright);
    for (const part of thing.parts) {
      canvas.fill([part.outline], map, hazed(part.paint, mood.skyLow, haze));
    }
    for (const glow of thing.glows ?? []) {
      canvas.fill([ellipse(glow.x, glow.y, glow.radius, glow.radius)], map, shining(glow));
    }
  };

  return { canvas, mood, noise, camera, halfWidth, halfHeight, toPx, fill, fillBand, place };
};
