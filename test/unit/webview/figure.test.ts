import { describe, expect, it } from 'vitest';

import { barFigure } from '../../../webview/parts/figure/barFigure.js';
import { drawBarRows, type BarRows } from '../../../webview/parts/figure/barRows.js';
import type { FigureLook } from '../../../webview/parts/figure/figureLook.js';
import { lineFigure } from '../../../webview/parts/figure/lineFigure.js';
import { escapeXml, tag } from '../../../webview/parts/figure/svgTag.js';
import { roundTicks } from '../../../webview/parts/figure/ticks.js';
import { curveFigure } from '../../../webview/lab/curves/curveFigure.js';
import { curveSpecs } from '../../../webview/lab/curves/curveSpecs.js';

const look: FigureLook = {
  colours: {
    foreground: '#111111',
    description: '#222222',
    background: '#ffffff',
    grid: '#dddddd',
    blue: '#0000ff',
    green: '#00ff00',
    orange: '#ff8800',
    red: '#ff0000',
    purple: '#880088',
    yellow: '#aaaa00',
  },
  fontFamily: '"Segoe UI", sans-serif',
  lineWidth: 2,
  textWidth: (text, sizePx) => text.length * sizePx * 0.6,
};

/** The attribute of the first tag of a name that has it. */
const attribute = (svg: string, name: string, key: string): string => {
  const found = new RegExp(`<${name}[^>]* ${key}="([^"]*)"`).exec(svg)?.[1];
  if (found === undefined) throw new Error(`No ${key} of ${name}.`);
  return found;
};

const level = { value: 0.25, label: 'Chance 25 %' };
const line = (y: readonly (number | undefined)[]) =>
  lineFigure(
    {
      title: 'Loss & "more" <b>',
      subtitle: 'run',
      x: { from: 0, to: 10, ticks: [0, 5, 10], format: String, label: 'Step' },
      y: { from: 0, to: 1, ticks: [0, 1], format: String, label: '' },
      lines: [{ label: 'Train', colour: 'blue', look: 'line', x: [0, 5, 10], y }],
      level,
    },
    look,
  ).svg;

describe('markup', () => {
  it('escapes what is not markup, and drops what XML forbids', () => {
    expect(escapeXml('a<b>&"\'\u0000\u001f\ud800\n한')).toBe('a&#60;b&#62;&#38;&#34;&#39;\n한');
    expect(tag('a', { x: 1.23456, y: undefined, z: '"' })).toBe('<a x="1.23" z="&#34;"/>');
  });
});

describe('round ticks', () => {
  it.each([
    [0, 1, 6, [0, 0.2, 0.4, 0.6, 0.8, 1]],
    [0.3, 0.7, 5, [0.3, 0.4, 0.5, 0.6, 0.7]],
    [1, 600, 7, [100, 200, 300, 400, 500, 600]],
    [-5, 5, 3, [-5, 0, 5]],
    [2, 2, 5, [2]],
    [NaN, 1, 5, []],
  ] as const)('of %d to %d, at most %d', (from, to, most, expected) => {
    expect(roundTicks(from, to, most)).toEqual(expected);
  });

  it('are within the range and not too many', () => {
    for (let k = 0; k < 200; k += 1) {
      const from = Math.sin(k) * 10 ** ((k % 13) - 6);
      const to = from + (1 + Math.cos(k * 7)) * 10 ** ((k % 11) - 5) + 1e-7;
      const ticks = roundTicks(from, to, 7);
      const slack = (to - from) * 1e-6;
      expect(ticks.length).toBeLessThanOrEqual(7);
      expect(ticks.length).toBeGreaterThanOrEqual(1);
      expect(ticks.every((tick) => tick >= from - slack && tick <= to + slack)).toBe(true);
    }
  });
});

describe('a figure of lines', () => {
  it('stands alone, with title, legend, ticks and level as text', () => {
    const svg = line([0, 0.5, 1]);
    expect(svg).toMatch(/^<\?xml/);
    expect(svg).toContain('<title>Loss &#38; &#34;more&#34; &#60;b&#62;, run</title>');
    for (const text of ['Train', 'Step', 'Chance 25 %', '10']) expect(svg).toContain(`>${text}<`);
    expect(svg).toContain('font-family="&#34;Segoe UI&#34;, sans-serif"');
    expect(svg).not.toMatch(/var\(|currentColor|color-mix|<image|NaN|undefined/);
  });

  it('has its points where the axes say', () => {
    const points = attribute(line([0, 0.5, 1]), 'polyline', 'points')
      .split(' ')
      .map((point) => point.split(',').map(Number));
    const [first = [], middle = [], last = []] = points;
    expect(middle[0]).toBeCloseTo(((first[0] ?? 0) + (last[0] ?? 0)) / 2, 0);
    expect(middle[1]).toBeCloseTo(((first[1] ?? 0) + (last[1] ?? 0)) / 2, 0);
    expect(first[1]).toBeGreaterThan(last[1] ?? 0);
  });

  it('leaves out what was not measured', () => {
    expect(attribute(line([0, undefined, NaN]), 'polyline', 'points').split(' ')).toHaveLength(1);
  });
});

describe('a figure of bars', () => {
  const bars = (value: number, interval?: readonly [number, number]) =>
    barFigure(
      {
        title: 'Accuracy',
        subtitle: '',
        xLabel: 'Block',
        yLabel: '',
        bars: [
          {
            label: 'block 1',
            value,
            colour: 'blue',
            ...(interval === undefined ? {} : { interval }),
          },
          { label: 'block 2', value: 1, colour: 'red' },
        ],
        format: (share) => `${share * 100} %`,
        highest: 1,
        level,
      },
      look,
    ).svg;
  /** Heights of the bars, the background left out. */
  const heights = (svg: string): number[] =>
    [...svg.matchAll(/<rect x="[\d.]+" y="[\d.]+" width="[\d.]+" height="([\d.]+)"/g)].map(
      ([, height]) => Number(height),
    );

  it('has bars as high as their values, with their names', () => {
    const svg = bars(0.5);
    const [half = 0, whole = 0] = heights(svg);
    expect(half / whole).toBeCloseTo(0.5, 2);
    for (const text of ['block 1', 'block 2', '50 %', 'Chance 25 %']) {
      expect(svg).toContain(`>${text}<`);
    }
  });

  it('draws a whisker only where there is an interval', () => {
    expect(bars(0.5, [0.4, 0.6]).match(/stroke-width="2"/g)).toHaveLength(1);
    expect(bars(0.5).match(/stroke-width="2"/g)).toBeNull();
  });

  it('is empty axes without bars', () => {
    const svg = barFigure(
      {
        ...{ title: 'T', subtitle: '', xLabel: '', yLabel: '', bars: [], format: String },
        ...{ highest: null, level: null },
      },
      look,
    ).svg;
    expect(svg).not.toMatch(/NaN|undefined|Infinity/);
  });
});

describe('lying bars', () => {
  const box = { left: 0, top: 0, width: 800, height: 280 };
  const shares: BarRows = {
    bars: [
      { label: 'as validated', value: 0.5, colour: 'blue', interval: [0.4, 0.6] },
      { label: 'in grey', value: 0.25, colour: 'red' },
    ],
    format: (share) => `${share * 100} %`,
    formatTick: String,
    ...{ label: '', highest: 1, levels: [{ value: 0.25, dash: [2, 4] }] },
  };
  const rects = (svg: string) =>
    [...svg.matchAll(/<rect x="([\d.]+)" y="([\d.]+)" width="([\d.]+)"/g)].map(
      ([, x, y, width]) => ({ x: Number(x), y: Number(y), width: Number(width) }),
    );

  it('are as long as their values, the first one at the top', () => {
    const svg = drawBarRows(shares, box, look);
    const [first, second] = rects(svg);
    expect((first?.width ?? 0) / (second?.width ?? 1)).toBeCloseTo(2, 3);
    expect(first?.y).toBeLessThan(second?.y ?? 0);
    expect(svg).toContain('>50 %<');
    const end = (second?.x ?? 0) + (second?.width ?? 0);
    expect(svg).toMatch(new RegExp(`M${end.toFixed(1)} [^"]*" stroke="#111111" stroke-dasharray`));
  });

  it('have whole ticks where they count', () => {
    const counts = { ...shares, bars: [{ label: 'cat', value: 2, colour: 'blue' as const }] };
    const svg = drawBarRows({ ...counts, highest: null, levels: [] }, box, look);
    expect([...svg.matchAll(/>([\d.]+)<\/text>/g)].map(([, tick]) => tick)).toEqual([
      '0',
      '1',
      '2',
    ]);
  });

  it('leave bars room beside long names', () => {
    const long = { label: 'a'.repeat(300), value: 1, colour: 'blue' as const };
    const svg = drawBarRows({ ...shares, bars: [long] }, box, look);
    expect(svg).toContain('a…<');
    expect(rects(svg)[0]?.width).toBeGreaterThan(300);
  });

  it('are empty axes where there are none, and end at zero where all are zero', () => {
    for (const bars of [[], [{ label: '', value: 0, colour: 'blue' as const }]]) {
      const svg = drawBarRows({ ...shares, bars, levels: [] }, box, look);
      expect(svg).not.toMatch(/NaN|undefined|Infinity/);
    }
  });
});

describe('the curves as a figure', () => {
  const [loss, accuracy] = curveSpecs();
  const figures = {
    step: Uint32Array.of(1, 2, 3, 4),
    length: 4,
    byStep: [Float32Array.of(4, 3, 2, 1), Float32Array.of(4, 3.5, 3, 2.5)],
    byEpoch: { x: [2, 4], y: [0.9, 0.8] },
    level: null,
  };
  const draw = (spec = loss, hidden: readonly string[] = [], range = { from: 1, to: 4 }) => {
    if (spec === undefined) throw new Error('No such chart.');
    return curveFigure({ spec, figures, range, hidden: new Set(hidden), runTitle: 'a run' }, look)
      .svg;
  };

  it('have a line for each that is shown, named in the legend', () => {
    expect(draw().match(/<polyline/g)).toHaveLength(3);
    expect(draw(loss, ['raw']).match(/<polyline/g)).toHaveLength(2);
    expect(draw(loss, ['raw'])).not.toContain('Each step');
    expect(draw().match(/<circle[^>]*r="3.5"/g)).toHaveLength(2);
  });

  it('keep the range of steps in sight and the scale', () => {
    expect(draw(loss, [], { from: 2, to: 3 })).not.toMatch(/>4</);
    expect(draw(loss, [], { from: 1, to: 4 })).toMatch(/>4</);
    const logarithmic = draw({ ...(loss ?? accuracy), isLogarithmic: true } as typeof loss);
    expect(logarithmic).not.toBe(draw());
    expect(logarithmic).not.toMatch(/NaN|Infinity/);
  });

  it('show the level of guessing', () => {
    if (accuracy === undefined) throw new Error('No such chart.');
    const { svg } = curveFigure(
      {
        spec: accuracy,
        figures: { ...figures, byStep: [Float32Array.of(0.1, 0.2, 0.3, 0.4)], level },
        range: { from: 1, to: 4 },
        hidden: new Set(),
        runTitle: 'a run',
      },
      look,
    );
    expect(svg).toContain('Chance 25 %');
    expect(svg).toContain('stroke-dasharray="6 4"');
  });
});
