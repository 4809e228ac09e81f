/** From what the colours tell to how each point looks. */
import { isHighContrast, readChartColours } from '../../parts/theme.js';
import { mix, parseColour, type Rgb } from '../permutations/colourScale.js';
import { shareOf, type Colouring } from './colouring.js';
import { classColours, scaleColours } from './mapColours.js';
import { marks } from './marks.js';
import type { PointPainting, Shade } from './pointPainter.js';

/** Colours of a scale: more than the eye tells apart. */
const scaleSteps = 64;

export interface PointLooks {
  readonly background: Rgb;
  readonly foreground: Rgb;
  readonly shades: readonly Shade[];
  /** Place in `shades`, one per image. */
  readonly shadeOf: Uint8Array;
}

/** How much of a point's colour is left while others are selected. */
const fadedShare = 0.25;

const plain = (description: Rgb): Shade => ({ colour: description, mark: 'circle' });

/** @param images as many as there are on the map */
export const pointLooks = (colouring: Colouring | null, images: number): PointLooks => {
  const colours = readChartColours();
  const background = parseColour(colours.background) ?? [255, 255, 255];
  const foreground = parseColour(colours.foreground) ?? [128, 128, 128];
  const description = parseColour(colours.description) ?? [128, 128, 128];
  const ground = { background, foreground };
  if (colouring === null) {
    return { ...ground, shades: [plain(description)], shadeOf: new Uint8Array(images) };
  }
  if (colouring.kind === 'scale') {
    const { values } = colouring;
    return {
      ...ground,
      shades: scaleColours(scaleSteps, background).map((colour) => ({ colour, mark: 'circle' })),
      shadeOf: Uint8Array.from(values, (value) =>
        Math.round(shareOf(colouring, value) * (scaleSteps - 1)),
      ),
    };
  }
  const own = classColours(background);
  // With strong contrast colours are seen the least, so that shapes differ from class to class.
  const every = isHighContrast() ? 1 : own.length;
  return {
    ...ground,
    shades: colouring.classes.map(({ isRest }, place) =>
      isRest
        ? plain(description)
        : {
            colour: own[place % own.length] ?? foreground,
            mark: marks[Math.floor(place / every) % marks.length] ?? 'circle',
          },
    ),
    shadeOf: colouring.of,
  };
};

/**
 * An order in which no part of the list covers the others: images lie in the list class by class.
 * Steps of the golden ratio, made prime to the number, visit each point once.
 */
export const mixedOrder = (count: number): Uint32Array => {
  const divisor = (a: number, b: number): number => (b === 0 ? a : divisor(b, a % b));
  let step = Math.max(1, Math.round(count * 0.618));
  while (divisor(step, count) > 1) step += 1;
  return Uint32Array.from({ length: count }, (_, at) => (at * step) % count);
};

/** What is painted, in which order and how. */
export type PointPlan = Pick<PointPainting, 'order' | 'shades' | 'shadeOf'>;

/**
 * While points are selected, the others fade and lie below.
 * @param order points that are shown
 */
export const planPoints = (
  order: Uint32Array,
  { shades, shadeOf, background }: PointLooks,
  selected: ReadonlySet<number>,
): PointPlan => {
  if (selected.size === 0) return { order, shades, shadeOf };
  const faded = shades.map(({ colour, mark }) => ({
    mark,
    colour: mix(background, colour, fadedShare),
  }));
  return {
    order: Uint32Array.from([
      ...order.filter((point) => !selected.has(point)),
      ...order.filter((point) => selected.has(point)),
    ]),
    shades: [...shades, ...faded],
    shadeOf: shadeOf.map((shade, point) => (selected.has(point) ? shade : shade + shades.length)),
  };
};
