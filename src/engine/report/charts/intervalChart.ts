/** Accuracies with their intervals, one row each, beside those of random weights. Pure. */
import { html, type Html } from '../html.js';
import { axisOver } from './ticks.js';

export interface Interval {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

export interface IntervalRow {
  readonly name: string;
  readonly own: Interval;
  /** Null for rows that have no such twin. */
  readonly random: Interval | null;
}

export interface IntervalChart {
  readonly title: string;
  readonly ownName: string;
  readonly randomName: string;
  readonly rows: readonly IntervalRow[];
  readonly percent: (share: number) => string;
}

const width = 460;
const [left, right, top, bottom] = [92, 16, 6, 26];
const rowHeight = 34;
const plotWidth = width - left - right;

const round = (px: number): number => Math.round(px * 10) / 10;

/** Draws the chart. @param chart with at least one row */
export const intervalChart = ({
  title,
  ownName,
  randomName,
  rows,
  percent,
}: IntervalChart): Html => {
  const all = rows.flatMap(({ own, random }) => [own, ...(random === null ? [] : [random])]);
  const least = Math.min(...all.map(({ low, value }) => Math.min(low, value)));
  const greatest = Math.max(...all.map(({ high, value }) => Math.max(high, value)));
  const axis = axisOver(least, greatest, 5);
  const height = top + rows.length * rowHeight + bottom;
  const xPx = (share: number): number =>
    round(left + (plotWidth * (share - axis.from)) / (axis.to - axis.from));
  const mark = ({ value, low, high }: Interval, tone: string, yPx: number): Html => html`
    <line class="whisker ${tone}" x1="${xPx(low)}" x2="${xPx(high)}" y1="${yPx}" y2="${yPx}" />
    <circle class="mark ${tone}" cx="${xPx(value)}" cy="${yPx}" r="4">
      <title>${percent(value)} (${percent(low)} – ${percent(high)})</title>
    </circle>
  `;
  return html`<figure class="chart">
    <figcaption>${title}</figcaption>
    <ul class="legend">
      <li class="own">${ownName}</li>
      <li class="random">${randomName}</li>
    </ul>
    <svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${title}">
      ${axis.ticks.map(
        (share) => html`
          <line
            class="grid"
            x1="${xPx(share)}"
            x2="${xPx(share)}"
            y1="${top}"
            y2="${height - bottom}"
          />
          <text class="tick middle" x="${xPx(share)}" y="${height - bottom + 17}">
            ${Math.round(share * 100)} %
          </text>
        `,
      )}
      ${rows.map(({ name, own, random }, i) => {
        const middlePx = top + (i + 0.5) * rowHeight;
        return html`
          <text class="row end" x="${left - 12}" y="${middlePx + 4}">${name}</text>
          ${random === null ? null : mark(random, 'random', middlePx + 6)}
          ${mark(own, 'own', random === null ? middlePx : middlePx - 5)}
        `;
      })}
    </svg>
  </figure>`;
};
