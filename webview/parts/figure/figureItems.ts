/** Menu items that save a chart. */
import type { TemplateResult } from 'lit';

import { t } from '../../text.js';
import { handOver } from '../output/outputEvent.js';
import { overflowMenu, type MenuItem } from '../output/overflowMenu.js';
import { readFigureLook, type FigureLook } from './figureLook.js';
import type { DrawnFigure } from './figurePage.js';
import { rasterise } from './rasterise.js';

/** Draws what is shown now, in a look. */
export type DrawFigure = (look: FigureLook) => DrawnFigure | Promise<DrawnFigure>;

/** @param name what the chart shows: the name of the file */
export const figureItems = (name: string, draw: DrawFigure): readonly MenuItem[] => [
  {
    label: t('Save as PNG…'),
    icon: 'save',
    run: async (from) => {
      const bytes = await rasterise(await draw(readFigureLook(from)));
      return handOver(from, { kind: 'save', file: { kind: 'png', name, bytes } });
    },
  },
  {
    label: t('Save as SVG…'),
    icon: 'save',
    run: async (from) => {
      const { svg } = await draw(readFigureLook(from));
      return handOver(from, { kind: 'save', file: { kind: 'svg', name, text: svg } });
    },
  },
];

/** The menu of a chart, for its heading. */
export const figureMenu = (name: string, draw: DrawFigure): TemplateResult =>
  overflowMenu(name, figureItems(name, draw));
