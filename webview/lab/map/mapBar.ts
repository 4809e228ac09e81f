/** Above a map: what its colours tell, what a drag does, zoom, and what can be saved. */
import { html, type TemplateResult } from 'lit';

import { button } from '../../parts/controls.js';
import { figureItems, type DrawFigure } from '../../parts/figure/figureItems.js';
import { overflowMenu } from '../../parts/output/overflowMenu.js';
import { tableItems } from '../../parts/table/tableItems.js';
import type { TableSpec } from '../../parts/table/tableSpec.js';
import { t } from '../../text.js';
import { segments } from '../samples/segments.js';
import { colouringTitle, type ColouringName } from './colouring.js';
import { zoomStep } from './mapKeys.js';
import type { MapTool } from './scatterMap.js';

export const mapBar = (options: {
  readonly names: readonly ColouringName[];
  /** Null where colours tell nothing. */
  readonly name: ColouringName | null;
  readonly tool: MapTool;
  readonly onColouring: (name: ColouringName) => void;
  readonly onTool: (tool: MapTool) => void;
  readonly onZoom: (factor: number) => void;
  readonly onFit: () => void;
  readonly table: TableSpec<number>;
  readonly draw: DrawFigure;
}): TemplateResult => {
  const { names, name, tool, onZoom } = options;
  return html`<div class="bar">
    ${
      name === null || names.length < 2
        ? null
        : segments({
            label: t('Colours show'),
            name: 'colouring',
            value: name,
            options: names.map((value) => ({ value, label: colouringTitle(value) })),
            onChange: options.onColouring,
          })
    }
    ${segments<MapTool>({
      label: t('A drag'),
      name: 'tool',
      value: tool,
      options: [
        { value: 'move', label: t('Move') },
        { value: 'lasso', label: t('Lasso') },
      ],
      onChange: options.onTool,
    })}
    <div class="zoom" role="group" aria-label=${t('Zoom')}>
      ${button({
        label: t('Zoom in'),
        icon: 'add',
        appearance: 'icon',
        onClick: () => onZoom(zoomStep),
      })}
      ${button({
        label: t('Zoom out'),
        icon: 'remove',
        appearance: 'icon',
        onClick: () => onZoom(1 / zoomStep),
      })}
      ${button({
        label: t('Show the whole map'),
        icon: 'screenFull',
        appearance: 'icon',
        onClick: options.onFit,
      })}
    </div>
    ${overflowMenu(t('Copy or save: {0}', t('Map of images')), [
      ...figureItems(t('Map of images'), options.draw),
      ...tableItems(options.table),
    ])}
  </div>`;
};
