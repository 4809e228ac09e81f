/** A small curve: where a figure comes from, not what it was when. */
import { css, svg, type CSSResult, type SVGTemplateResult } from 'lit';

/** Size of the drawing's own coordinates; the page stretches them. */
const width = 100;
const height = 30;

/** Range of the vertical axis. */
export interface ValueRange {
  readonly min: number;
  readonly max: number;
}

/** The range of finite values and of a line that must be in sight, never empty. */
export const rangeOf = (values: Float32Array, also: number | null): ValueRange => {
  let min = also ?? Infinity;
  let max = also ?? -Infinity;
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    min = Math.min(min, value);
    max = Math.max(max, value);
  }
  if (min > max) return { min: 0, max: 1 };
  return max - min < 1e-9 ? { min: min - 0.5, max: max + 0.5 } : { min, max };
};

const yOf = (value: number, { min, max }: ValueRange): number =>
  height - 1 - ((value - min) / (max - min)) * (height - 2);

/** Points of a polyline over the steps, `x,y x,y …`; values that are no numbers are left out. */
export const curvePoints = (
  steps: Uint32Array,
  values: Float32Array,
  range: ValueRange,
): string => {
  const first = steps[0] ?? 0;
  const span = Math.max(1, (steps.at(-1) ?? 0) - first);
  const points: string[] = [];
  for (const [i, value] of values.entries()) {
    if (!Number.isFinite(value)) continue;
    const x = (((steps[i] ?? 0) - first) / span) * width;
    points.push(`${x.toFixed(2)},${yOf(value, range).toFixed(2)}`);
  }
  return points.join(' ');
};

export const sparklineStyles: CSSResult = css`
  .sparkline {
    display: block;
    width: 100%;
    height: 34px;
    overflow: visible;
  }
  .sparkline polyline,
  .sparkline line {
    fill: none;
    vector-effect: non-scaling-stroke;
  }
  .sparkline polyline {
    stroke: var(--curve, var(--vscode-charts-blue));
    stroke-width: 1.5;
    stroke-linejoin: round;
  }
  .sparkline line {
    stroke: var(--vscode-descriptionForeground);
    stroke-width: 1;
    stroke-dasharray: 3 3;
  }
`;

/** The drawing; decoration, for the figures stand beside it. `level` is drawn as a dashed line. */
export const sparkline = (
  steps: Uint32Array,
  values: Float32Array,
  level: number | null,
): SVGTemplateResult => {
  const range = rangeOf(values, level);
  return svg`<svg class="sparkline" viewBox="0 0 ${width} ${height}" preserveAspectRatio="none" aria-hidden="true">
    ${level === null ? null : svg`<line x1="0" x2=${width} y1=${yOf(level, range)} y2=${yOf(level, range)}></line>`}
    <polyline points=${curvePoints(steps, values, range)}></polyline>
  </svg>`;
};
