/** A sheet of first filters: each as it was trained, and as it began. */
import type { Filters } from '../../../protocol/filters.js';
import { layOutSheet, type ContactSheet } from '../../pretext/sheet/layOutSheet.js';
import { picturePanel } from '../../pretext/sheet/picturePanel.js';

/** Draws all filters, each with its largest weight beneath. */
export const drawFiltersSheet = async ({
  layer,
  filters,
}: Pick<Filters, 'layer' | 'filters'>): Promise<ContactSheet> => {
  const rows = [];
  for (const { trained, start } of filters) {
    rows.push([
      await picturePanel(trained.picture, null, trained.largest.toFixed(2)),
      await picturePanel(start.picture, null, start.largest.toFixed(2)),
    ]);
  }
  return layOutSheet(rows, [`Filters of ${layer} · trained, and at the start`, layer]);
};
