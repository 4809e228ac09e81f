/** What a figure that leaves the page looks like: the theme's colours and font as plain values. */
import { t } from '../../text.js';
import { isHighContrast, readChartColours, type ChartColours } from '../theme.js';

export interface FigureLook {
  /** Opaque, as `#rrggbb`. */
  readonly colours: ChartColours;
  /** A list of CSS font families. */
  readonly fontFamily: string;
  readonly lineWidth: number;
  /** Width in px of a line of text. */
  readonly textWidth: (text: string, sizePx: number) => number;
}

const hex = (channels: Iterable<number>): string =>
  `#${Array.from(channels, (channel) => channel.toString(16).padStart(2, '0')).join('')}`;

/** The look of the page now. @param element its font is taken */
export const readFigureLook = (element: Element): FigureLook => {
  const context = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
  if (context === null) throw new Error(t('This page cannot draw.'));
  const found = readChartColours();
  // Mixed and half transparent colours mean nothing elsewhere: what they look like here is read back.
  const opaque = (colour: string): string => {
    for (const layer of ['#ffffff', found.background, colour]) {
      context.fillStyle = layer;
      context.fillRect(0, 0, 1, 1);
    }
    return hex(context.getImageData(0, 0, 1, 1).data.subarray(0, 3));
  };
  const fontFamily = `${getComputedStyle(element).fontFamily}, sans-serif`;
  return {
    colours: {
      foreground: opaque(found.foreground),
      description: opaque(found.description),
      background: opaque(found.background),
      grid: opaque(found.grid),
      blue: opaque(found.blue),
      green: opaque(found.green),
      orange: opaque(found.orange),
      red: opaque(found.red),
      purple: opaque(found.purple),
      yellow: opaque(found.yellow),
    },
    fontFamily,
    lineWidth: isHighContrast() ? 2.5 : 1.75,
    textWidth: (text, sizePx) => {
      context.font = `${sizePx}px ${fontFamily}`;
      return context.measureText(text).width;
    },
  };
};
