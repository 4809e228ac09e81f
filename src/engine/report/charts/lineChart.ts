/** A chart of lines as SVG that needs nothing but the report's own styles. Pure. */
import { html, type Html } from '../html.js';
import { axisOver, type Axis } from './ticks.js';

/** Points with rising x. */
export type Points = readonly (readonly [x: number, y: number])[];

export interface LineSeries {
  readonly name: string;
  /** Which colour it has: `train` or `validation`. */
  readonly tone: 'train' | 'validation';
  /** `faint` draws single steps, `marked` puts a dot on each point. */
  readonly style: 'faint' | 'marked';
  readonly points: Points;
}

export interface LineChart {
  readonly title: string;
  readonly xLabel: string;
  readonly yLabel: string;
  readonly series: readonly LineSeries[];
  /** A level to compare with. */
  readonly guide: { readonly y: number; readonly name: string } | null;
  /** What the axis has to hold besides the marked points. */
  readonly holds: readonly number[];
  /** The axis does not go beyond these. */
  readonly bounds: readonly [number, number];
  readonly xText: (x: number) => string;
  readonly yText: (y: number, decimals: number) => string;
}

const width = 460;
const height = 250;
const [left, right, top, bottom] = [60, 14, 10, 40];
const plotWidth = width - left - right;
const plotHeight = height - top - bottom;
/** More dots than this would be a band. */
const mostDots = 60;

const round = (px: number): number => Math.round(px * 10) / 10;

/** A share of the values lies below it. @param values not empty */
const quantile = (values: readonly number[], share: number): number => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
};

/** All marked points, and faint ones but for the wildest: a single step must not flatten the rest. */
const verticalRange = ({ series, guide, holds, bounds }: LineChart): readonly [number, number] => {
  const values = [...holds, ...(guide === null ? [] : [guide.y])];
  for (const { style, points } of series) {
    const ys = points.map(([, y]) => y);
    if (ys.length === 0) continue;
    if (style === 'marked') values.push(...ys);
    else values.push(quantile(ys, 0.01), quantile(ys, 0.99));
  }
  return [Math.max(bounds[0], Math.min(...values)), Math.min(bounds[1], Math.max(...values))];
};

/** Draws the chart. @returns a figure; with at least one point in some series */
export const lineChart = (chart: LineChart): Html => {
  const { series, guide } = chart;
  const xs = series.flatMap(({ points }) => points.map(([x]) => x));
  const xAxis = axisOver(0, Math.max(...xs), 5, false);
  const yAxis = axisOver(...verticalRange(chart), 5);
  const xPx = (x: number): number => round(left + (plotWidth * x) / xAxis.to);
  const yPx = (y: number): number =>
    round(top + plotHeight * (1 - (clamp(y, yAxis) - yAxis.from) / (yAxis.to - yAxis.from)));
  const path = (points: Points): string =>
    points.map(([x, y], i) => `${i === 0 ? 'M' : 'L'}${xPx(x)} ${yPx(y)}`).join('');
  const line = ({ tone, style, points }: LineSeries): Html => html`
    <path class="line ${tone} ${style}" d="${path(points)}" />
    ${
      style === 'marked' && points.length <= mostDots
        ? points.map(
            ([x, y]) => html`<circle class="dot ${tone}" cx="${xPx(x)}" cy="${yPx(y)}" r="2.5" />`,
          )
        : null
    }
  `;
  return html`<figure class="chart">
    <figcaption>${chart.title}</figcaption>
    <ul class="legend">
      ${series
        .filter(({ style }) => style === 'marked')
        .map(({ tone, name }) => html`<li class="${tone}">${name}</li>`)}
      ${guide === null ? null : html`<li class="guide">${guide.name}</li>`}
    </ul>
    <svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${chart.title}">
      ${yAxis.ticks.map(
        (y) => html`
          <line class="grid" x1="${left}" x2="${width - right}" y1="${yPx(y)}" y2="${yPx(y)}" />
          <text class="tick end" x="${left - 8}" y="${yPx(y) + 4}">
            ${chart.yText(y, yAxis.decimals)}
          </text>
        `,
      )}
      ${xAxis.ticks.map(
        (x) => html`
          <text class="tick middle" x="${xPx(x)}" y="${height - bottom + 17}">
            ${chart.xText(x)}
          </text>
        `,
      )}
      <text class="axis middle" x="${left + plotWidth / 2}" y="${height - 4}">${chart.xLabel}</text>
      <text class="axis middle" transform="translate(10 ${top + plotHeight / 2}) rotate(-90)">
        ${chart.yLabel}
      </text>
      ${
        guide === null
          ? null
          : html`<line
              class="guide"
              x1="${left}"
              x2="${width - right}"
              y1="${yPx(guide.y)}"
              y2="${yPx(guide.y)}"
            />`
      }
      ${series.map(line)}
    </svg>
  </figure>`;
};

const clamp = (value: number, { from, to }: Axis): number => Math.min(to, Math.max(from, value));
