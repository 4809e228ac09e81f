/** The images of a map as a table. */
import { html } from 'lit';

import type { ImageMap } from '../../../src/protocol/embedding.js';
import { formatPercent } from '../../parts/format.js';
import type { DataColumn, TableSpec } from '../../parts/table/tableSpec.js';
import { t } from '../../text.js';

/** @param onOpen opens an image by its number */
export const mapTable = (map: ImageMap, onOpen: (point: number) => void): TableSpec<number> => {
  const { paths, x, y, classes, labels, rotation } = map;
  const number = (
    header: string,
    values: readonly number[],
    more: Partial<DataColumn<number>> = {},
  ): DataColumn<number> => ({
    header,
    value: (point) => values[point] ?? null,
    isNumeric: true,
    ...more,
  });
  const upright = rotation?.upright ?? null;
  return {
    name: t('Map of images'),
    rows: Array.from(paths.keys()),
    columns: [
      {
        header: t('Path'),
        value: (point) => paths[point] ?? '',
        isRowHeader: true,
        cell: (point) =>
          html`<button type="button" class="link path" @click=${() => onOpen(point)}>
            ${paths[point]}
          </button>`,
      },
      ...(classes.length === 0
        ? []
        : [
            {
              header: t('Label'),
              value: (point: number) => classes[labels[point] ?? -1] ?? null,
            },
          ]),
      number('x', x),
      number('y', y),
      ...(rotation === null
        ? []
        : [
            number(t('Anomaly score'), rotation.score, {
              fileHeader: t('Anomaly score (nats)'),
              hint: t('Anomaly score (nats)'),
            }),
            number(t('Turns answered right'), rotation.right, { format: formatPercent }),
          ]),
      ...(upright === null
        ? []
        : [
            {
              header: t('Upright taken for'),
              fileHeader: t('Upright taken for (quarter turns)'),
              value: (point: number) => upright[point] ?? null,
              format: (turn: number) => `${turn * 90}°`,
              isNumeric: true,
            },
          ]),
    ],
  };
};
