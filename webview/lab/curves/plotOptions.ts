/** How a chart is drawn: axes, lines and the level across, in the editor's colours. */
import type uPlot from 'uplot';

import type { ChartColours } from '../../parts/theme.js';
import { formatCount } from '../../parts/format.js';
import type { AxisSpec, Level, LineSpec, PlotSpec } from './chartSpec.js';
import { logTicks } from '../../parts/figure/logTicks.js';
import { tickDigits } from '../../parts/figure/tickDigits.js';

export interface PlotSurroundings {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly colours: ChartColours;
  readonly isHighContrast: boolean;
  /** A CSS font family. */
  readonly fontFamily: string;
  /** The level across the chart now, or null. */
  readonly level: () => Level | null;
}

const lineOptions = (line: LineSpec, surroundings: PlotSurroundings): uPlot.Series => {
  const stroke = surroundings.colours[line.colour];
  const width = surroundings.isHighContrast ? 2.5 : 1.75;
  const dash = line.dash ?? [];
  switch (line.look) {
    case 'line':
      return { stroke, width, dash: [...dash], points: { show: false } };
    case 'faint':
      return { stroke, width: 1, alpha: 0.35, points: { show: false } };
    case 'points':
      return {
        stroke,
        width: 1.5,
        dash: [...(line.dash ?? [2, 3])],
        points: { show: true, size: 7, stroke, fill: surroundings.colours.background },
      };
  }
};

/** Room above and below the figures, within what the axis may show. */
const rangeAround = (spec: PlotSpec, lowest: number, highest: number): [number, number] => {
  if (spec.isLogarithmic) {
    const low = Math.max(lowest, 1e-6);
    return [low / 1.15, Math.max(highest, low) * 1.15];
  }
  const room = (highest - lowest) * 0.08 || Math.abs(highest) * 0.1 || 1;
  return [
    spec.lowest ?? lowest - room,
    spec.highest === null ? highest + room : Math.min(spec.highest, highest + room),
  ];
};

/**
 * What the axis of values shows.
 * @param lowest smallest and largest of the figures in sight, null where there is none
 * @param level the level across the chart, or null
 */
export const valueRange = (
  spec: PlotSpec,
  lowest: number | null,
  highest: number | null,
  level: number | null,
): [number, number] => {
  // Without figures the chart shows an empty axis, not an axis of nothing.
  if (lowest === null || highest === null) return rangeAround(spec, 0.1, 1);
  const levels = level === null || spec.highest === null ? [] : [level];
  return rangeAround(spec, Math.min(lowest, ...levels), Math.max(highest, ...levels));
};

/** Ticks of a logarithmic axis; its ends where the range is too small for round ones. */
export const logarithmicTicks = (low: number, high: number): number[] => {
  const ticks = logTicks(low, high);
  return ticks.length >= 2 ? ticks : [low, high];
};

const drawLevel = (plot: uPlot, { level, colours, fontFamily }: PlotSurroundings): void => {
  const shown = level();
  if (shown === null) return;
  const { ctx, bbox } = plot;
  const y = Math.round(plot.valToPos(shown.value, 'y', true));
  if (y < bbox.top || y > bbox.top + bbox.height) return;
  const pixel = window.devicePixelRatio;
  ctx.save();
  ctx.strokeStyle = colours.foreground;
  ctx.fillStyle = colours.foreground;
  ctx.lineWidth = pixel;
  ctx.setLineDash([6 * pixel, 4 * pixel]);
  ctx.beginPath();
  ctx.moveTo(bbox.left, y);
  ctx.lineTo(bbox.left + bbox.width, y);
  ctx.stroke();
  ctx.font = `${11 * pixel}px ${fontFamily}`;
  ctx.textAlign = 'right';
  const isNearTop = y - bbox.top < 16 * pixel;
  ctx.textBaseline = isNearTop ? 'top' : 'bottom';
  ctx.fillText(shown.label, bbox.left + bbox.width - 4 * pixel, y + (isNearTop ? 3 : -3) * pixel);
  ctx.restore();
};

const ignore = (): null => null;

/** Steps, and whatever else is counted. */
export const countAxis: AxisSpec = {
  formatTick: formatCount,
  gaps: [
    1, 2, 5, 10, 20, 50, 100, 200, 500, 1e3, 2e3, 5e3, 1e4, 2e4, 5e4, 1e5, 2e5, 5e5, 1e6, 2e6, 5e6,
    1e7, 2e7, 5e7, 1e8, 2e8, 5e8, 1e9,
  ],
};

/** Options of a chart without figures. Changes of them need a new chart. */
export const plotOptions = (spec: PlotSpec, surroundings: PlotSurroundings): uPlot.Options => {
  const { colours } = surroundings;
  const x = spec.x ?? countAxis;
  const axis = {
    stroke: colours.description,
    font: `11px ${surroundings.fontFamily}`,
    grid: { stroke: colours.grid, width: 1 },
    ticks: { stroke: colours.grid, width: 1, size: 4 },
    gap: 4,
  };
  return {
    width: surroundings.widthPx,
    height: surroundings.heightPx,
    legend: { show: false },
    padding: [8, 12, 0, 0],
    // The chart's element listens to the pointer and moves the cursor of all charts at once.
    cursor: {
      y: false,
      drag: { x: false, y: false },
      points: { show: false },
      bind: {
        mousedown: ignore,
        mouseup: ignore,
        click: ignore,
        dblclick: ignore,
        mousemove: ignore,
        mouseleave: ignore,
        mouseenter: ignore,
      },
    },
    scales: {
      x: { time: false, auto: false },
      y: {
        // eslint-disable-next-line @typescript-eslint/no-unsafe-enum-assignment -- the enum exists in the package's types only, not in its code.
        distr: spec.isLogarithmic ? 3 : 1,
        range: (_, lowest: number | null, highest: number | null) =>
          valueRange(spec, lowest, highest, surroundings.level()?.value ?? null),
      },
    },
    axes: [
      {
        ...axis,
        size: 24,
        space: 80,
        incrs: [...x.gaps],
        values: (_, splits) => splits.map(x.formatTick),
      },
      {
        ...axis,
        size: 58,
        values: (_, splits) => splits.map((value) => spec.formatTick(value, tickDigits(splits))),
        ...(spec.isLogarithmic
          ? {
              splits: (_plot: uPlot, _axis: number, low: number, high: number) =>
                logarithmicTicks(low, high),
              filter: (_plot: uPlot, splits: number[]) => splits,
            }
          : {}),
      },
    ],
    series: [{}, ...spec.lines.map((line) => lineOptions(line, surroundings))],
    hooks: { draw: [(plot) => drawLevel(plot, surroundings)] },
  };
};
