import { describe, expect, it } from 'vitest';

import type { Rgb } from '../../../webview/lab/permutations/colourScale.js';
import { colouringOf, colouringsOf } from '../../../webview/lab/map/colouring.js';
import { classColours, scaleColours } from '../../../webview/lab/map/mapColours.js';
import { coverage, markPath, marks } from '../../../webview/lab/map/marks.js';
import { padOf, paintPoints } from '../../../webview/lab/map/pointPainter.js';
import { mixedOrder } from '../../../webview/lab/map/pointLooks.js';
import { makeMap } from '../../panel/mapFixture.js';

const dark: Rgb = [31, 31, 31];
const light: Rgb = [255, 255, 255];

const linear = (channel: number): number => {
  const value = channel / 255;
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
};
const oklab = ([r8, g8, b8]: Rgb): readonly [number, number, number] => {
  const [r, g, b] = [linear(r8), linear(g8), linear(b8)];
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
};
const apart = (a: Rgb, b: Rgb): number => {
  const [first, second] = [oklab(a), oklab(b)];
  return Math.hypot(...first.map((value, k) => value - second[k]!));
};
const luminance = ([r, g, b]: Rgb): number =>
  0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
const contrast = (a: Rgb, b: Rgb): number => {
  const [low = 0, high = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
};

describe.each([
  ['dark', dark],
  ['light', light],
] as const)('colours on a %s background', (_, background) => {
  it('of classes lie apart, and stand out', () => {
    const colours = classColours(background);
    expect(colours).toHaveLength(12);
    for (const [place, colour] of colours.entries()) {
      expect(contrast(colour, background)).toBeGreaterThan(2.95);
      for (const other of colours.slice(place + 1))
        expect(apart(colour, other)).toBeGreaterThan(0.08);
    }
  });

  it('of a scale differ evenly, and the highest stands out most', () => {
    const colours = scaleColours(64, background);
    const steps = colours.slice(1).map((colour, place) => apart(colour, colours[place]!));
    const mean = steps.reduce((sum, step) => sum + step, 0) / steps.length;
    for (const [place, step] of steps.entries()) {
      expect(Math.abs(step - mean), `step ${place}`).toBeLessThan(0.75 * mean);
    }
    const strength = colours.map((colour) => contrast(colour, background));
    expect(Math.max(...strength)).toBe(strength.at(-1));
  });
});

describe('what colours tell', () => {
  it('is what the map holds', () => {
    expect(colouringsOf(makeMap(20, 2))).toEqual(['label', 'score', 'right', 'upright']);
    expect(colouringsOf(makeMap(20, 2, { rotation: null }))).toEqual(['label']);
    expect(colouringsOf(makeMap(20, 1, { rotation: null, classes: [] }))).toEqual([]);
  });

  it('is a class each; what has no label is left over', () => {
    const map = makeMap(4, 2, { labels: [1, null, 0, 1] });
    expect(colouringOf(map, 'label')).toEqual({
      kind: 'classes',
      classes: [
        { name: 'class-0', images: 1, isRest: false },
        { name: 'class-1', images: 2, isRest: false },
        { name: 'Without label', images: 1, isRest: true },
      ],
      of: Uint8Array.from([1, 2, 0, 1]),
    });
  });

  it('groups the smallest of very many classes', () => {
    const colouring = colouringOf(makeMap(1000, 100), 'label');
    if (colouring?.kind !== 'classes') throw new Error('These are classes.');
    expect(colouring.classes).toHaveLength(61);
    expect(colouring.classes.at(-1)).toEqual({
      ...{ name: '40 other classes', images: 400, isRest: true },
    });
    expect(colouring.of).toHaveLength(1000);
  });

  it('cuts scores at their outermost hundredths', () => {
    const score = Array.from({ length: 1001 }, (_, image) => (image === 1000 ? 1e6 : image));
    const rotation = { turns: [0, 1], right: score.map(() => 0), upright: null, score };
    const scale = colouringOf(makeMap(1001, 1, { rotation }), 'score');
    expect(scale).toMatchObject({ from: 10, to: 990, isCut: true });
  });
});

describe('painting points', () => {
  const paint = (x: number[], y: number[], density = 1) => {
    const radius = 4;
    const pad = padOf(radius * density);
    const side = 40 + 2 * pad;
    const words = new Uint32Array(side * side);
    paintPoints(
      { words, width: side, height: side, pad },
      {
        ...{ x, y, radius, background: dark, order: [...x.keys()] },
        shades: [{ colour: [255, 0, 0], mark: 'circle' }],
        shadeOf: new Uint8Array(x.length),
        view: { scale: 1, shiftX: 0, shiftY: 0 },
      },
      density,
    );
    const bytes = new Uint8Array(words.buffer);
    return (column: number, row: number): number[] => [
      ...bytes.subarray(4 * ((row + pad) * side + column + pad)).subarray(0, 4),
    ];
  };

  it('puts a disc where the point is, and the background elsewhere', () => {
    const at = paint([20], [10]);
    expect(at(20, 10)).toEqual([255, 0, 0, 255]);
    expect(at(22, 10)).toEqual([255, 0, 0, 255]);
    expect(at(30, 10)).toEqual([31, 31, 31, 255]);
    const dense = paint([10], [10], 2);
    expect(dense(26, 20)).toEqual([255, 0, 0, 255]);
  });

  it('keeps what lies at the edge and beyond within the pixels', () => {
    const at = paint([0, -1e6, 39, 1e9], [0, 5, 39, -1e9]);
    expect(at(0, 0)).toEqual([255, 0, 0, 255]);
    expect(at(39, 39)).toEqual([255, 0, 0, 255]);
    expect(at(20, 20)).toEqual([31, 31, 31, 255]);
  });

  it.each(marks)('draws a %s of about the area of the circle', (mark) => {
    const area = coverage(mark, 10, 16).reduce((sum, share) => sum + share, 0);
    expect(area).toBeGreaterThan(0.6 * Math.PI * 100);
    expect(area).toBeLessThan(1.2 * Math.PI * 100);
    expect(markPath(mark, 3)).toMatch(/^m-?[\d.]+ -?[\d.]+[al].*z$/);
  });

  it.each([0, 1, 2, 3, 10, 1000, 20_000])('visits each of %d points once', (count) => {
    const order = mixedOrder(count);
    expect(new Set(order).size).toBe(count);
    expect(order).toHaveLength(count);
  });
});
