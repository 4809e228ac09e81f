/** What every saved figure has: background, title, a line beneath it, legend, and room for a drawing. */
import type { FigureLook } from './figureLook.js';
import { escapeXml, tag, textTag } from './svgTag.js';

/** How something is drawn, told in the legend by the same drawing. */
export interface LegendEntry {
  readonly label: string;
  /** A CSS colour. */
  readonly colour: string;
  readonly look: 'line' | 'faint' | 'points' | 'area';
  readonly dash?: readonly number[];
  /** The outline of a mark around its middle, for SVG's `d`, where points have marks. */
  readonly mark?: string;
}

export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export interface PageOptions {
  readonly title: string;
  /** What the figures are of, such as the name of the run; none for ''. */
  readonly subtitle: string;
  /** For those who cannot see it; none for ''. */
  readonly description?: string;
  readonly legend: readonly LegendEntry[];
  readonly widthPx: number;
  readonly heightPx: number;
}

/** A whole SVG file, and its size. */
export interface DrawnFigure {
  readonly svg: string;
  readonly widthPx: number;
  readonly heightPx: number;
}

export const textPx = 12;
const titlePx = 16;
const margin = 16;
export const swatchWidth = 18;
const areaWidth = 12;
const legendLinePx = 18;

/** The drawing of a legend entry, from a point on its middle line. */
export const swatch = (
  { colour, look, dash, mark }: LegendEntry,
  x: number,
  y: number,
  { lineWidth, colours }: Pick<FigureLook, 'lineWidth' | 'colours'>,
): string => {
  if (mark !== undefined)
    return tag('path', { d: `M${x + areaWidth / 2} ${y}${mark}`, fill: colour });
  if (look === 'area')
    return tag('rect', { x, y: y - 5, width: areaWidth, height: 10, fill: colour });
  const line = tag('path', {
    d: `M${x} ${y}h${swatchWidth}`,
    stroke: colour,
    'stroke-width': look === 'faint' ? 1 : lineWidth,
    'stroke-opacity': look === 'faint' ? 0.5 : undefined,
    'stroke-dasharray': dash?.join(' ') ?? (look === 'points' ? '2 3' : undefined),
  });
  if (look !== 'points') return line;
  const point = { cx: x + swatchWidth / 2, cy: y, r: 3, fill: colours.background, stroke: colour };
  return line + tag('circle', { ...point, 'stroke-width': 1.5 });
};

/** The legend from a top edge on, in as many lines as it takes. */
const legendOf = (
  entries: readonly LegendEntry[],
  top: number,
  widthPx: number,
  look: FigureLook,
): { readonly markup: string; readonly height: number } => {
  let x = margin;
  let y = top + legendLinePx / 2;
  const parts = entries.map((entry) => {
    const indent = (entry.look === 'area' ? areaWidth : swatchWidth) + 6;
    const width = indent + look.textWidth(entry.label, textPx);
    if (x > margin && x + width > widthPx - margin) {
      x = margin;
      y += legendLinePx;
    }
    const markup =
      swatch(entry, x, y, look) +
      textTag(entry.label, x + indent, y + 4, { fill: look.colours.foreground });
    x += width + 18;
    return markup;
  });
  return {
    markup: parts.join(''),
    height: entries.length === 0 ? 0 : y + legendLinePx / 2 - top,
  };
};

/** @param draw makes the markup of what belongs into the box that is left */
export const figurePage = (
  options: PageOptions,
  look: FigureLook,
  draw: (box: Box) => string,
): DrawnFigure => {
  const { title, subtitle, description = '', widthPx, heightPx } = options;
  const { colours, fontFamily } = look;
  const titleBase = margin + titlePx - 3;
  const subtitleBase = subtitle === '' ? titleBase : titleBase + 18;
  const legend = legendOf(options.legend, subtitleBase + 8, widthPx, look);
  const top = subtitleBase + 8 + legend.height + 8;
  const svg = tag(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      width: widthPx,
      height: heightPx,
      viewBox: `0 0 ${widthPx} ${heightPx}`,
      role: 'img',
      'font-family': fontFamily,
      'font-size': textPx,
    },
    [
      tag('title', {}, [escapeXml(subtitle === '' ? title : `${title}, ${subtitle}`)]),
      ...(description === '' ? [] : [tag('desc', {}, [escapeXml(description)])]),
      tag('rect', { width: widthPx, height: heightPx, fill: colours.background }),
      textTag(title, margin, titleBase, {
        fill: colours.foreground,
        'font-size': titlePx,
        'font-weight': 600,
      }),
      subtitle === '' ? '' : textTag(subtitle, margin, subtitleBase, { fill: colours.description }),
      legend.markup,
      draw({
        left: margin,
        top,
        width: widthPx - 2 * margin,
        height: Math.max(0, heightPx - margin - top),
      }),
    ],
  );
  return { svg: `<?xml version="1.0" encoding="UTF-8"?>\n${svg}\n`, widthPx, heightPx };
};
