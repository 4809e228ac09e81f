/** Water that mirrors what is drawn above it. */
import type { Random } from '../random.js';
import type { Paint } from './canvas.js';
import { mix, smoothStep, type Rgb } from './colour.js';
import { between } from './draws.js';
import { lit } from './mood.js';
import type { Stage } from './stage.js';

/** Water of these colours, which reflects the canvas as it is now. */
export const waterPaint = (
  stage: Stage,
  random: Random,
  colours: { readonly light: Rgb; readonly dark: Rgb },
): Paint => {
  const { mood, camera, noise, canvas, toPx } = stage;
  const body = lit(mood, mix(colours.light, colours.dark, 0.6), 0, 0.8, 0.4);
  const glitter = mix(mood.discColour, mood.skyLow, 0.3);
  const shift = between(random, 0, 40);
  const swell = between(random, 0.02, 0.07);
  const clear = between(random, 0.45, 0.8);
  const { widthPx, heightPx, pixels } = canvas;
  const waves = new Float64Array(widthPx);
  return ({ count, x, y, u, v, colours: out }) => {
    for (let i = 0; i < count; i++) {
      const scale = Math.max(0.003, camera.horizon - y[i]!) / camera.eye;
      u[i] = (x[i]! / scale) * 1.6 + shift;
      v[i] = 5 / scale;
    }
    noise.fractals(u, v, count, 3, waves);
    for (let i = 0; i < count; i++) {
      const drop = Math.max(0.003, camera.horizon - y[i]!);
      const scale = drop / camera.eye;
      const detail = Math.min(1, drop * 9);
      const wave = waves[i]! - 0.5;
      const aside = noise.at((x[i]! / scale) * 2.5 + shift, 9 / scale) - 0.5;
      const sx = x[i]! + aside * swell * 0.6 * detail;
      const sy = camera.horizon + 0.006 + drop * 0.85 + wave * swell * 3 * detail;
      const column = Math.floor(toPx.xx * sx + toPx.xy * sy + toPx.x0);
      const row = Math.floor(toPx.yx * sx + toPx.yy * sy + toPx.y0);
      const atColumn = Math.max(0, Math.min(widthPx - 1, column));
      const atRow = Math.max(0, Math.min(heightPx - 1, row));
      const at = (atRow * widthPx + atColumn) * 3;
      const share = clear * (1 - 0.45 * smoothStep(0, 0.8, drop)) + 0.25 * wave;
      let sparkle = 0;
      if (mood.disc) {
        const path = Math.exp(-(((x[i]! - mood.disc.x) / (0.05 + 0.25 * drop)) ** 2));
        sparkle = path * smoothStep(0.02, 0.16, wave + 0.06) * 0.8;
      }
      const bright = 1 + 0.5 * wave * detail;
      const red = (body[0] + (pixels[at]! * 0.92 - body[0]) * share) * bright;
      const green = (body[1] + (pixels[at + 1]! * 0.92 - body[1]) * share) * bright;
      const blue = (body[2] + (pixels[at + 2]! * 0.92 - body[2]) * share) * bright;
      out[4 * i] = red + (glitter[0] - red) * sparkle;
      out[4 * i + 1] = green + (glitter[1] - green) * sparkle;
      out[4 * i + 2] = blue + (glitter[2] - blue) * sparkle;
    }
  };
};
