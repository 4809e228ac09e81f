/**
 * What the runs' features were worth. Figures that were measured on different images or in different
 * ways never stand in one table: each kind of measurement has its own, with its data above it.
 */
import { html, type TemplateResult } from 'lit';

import type { MeasuredRun, Measurement } from '../../../src/protocol/comparison.js';
import { formatCount, formatPercent, formatSignificant } from '../../parts/format.js';
import { lastPart } from '../../parts/pathText.js';
import { dataTable } from '../../parts/table/dataTable.js';
import type { Column, DataColumn } from '../../parts/table/tableSpec.js';
import { t } from '../../text.js';
import { figureColumn } from './bestColumn.js';
import { runColumn } from './runCell.js';
import type { ShownRun } from './shownRuns.js';

interface Row extends MeasuredRun {
  readonly shown: ShownRun;
}

const intervalColumn = (
  header: string,
  of: (row: Row) => { readonly low: number; readonly high: number },
): DataColumn<Row> => ({
  header,
  hint: t('95 % confidence interval over the test images'),
  value: (row) => {
    const { low, high } = of(row);
    return `${formatPercent(low)} – ${formatPercent(high)}`;
  },
  className: 'interval',
});

const fewLabelColumns = (rows: readonly Row[]): readonly DataColumn<Row>[] => {
  const counts = new Set(
    rows.flatMap(({ fewLabels }) => fewLabels.map(({ perClass }) => perClass)),
  );
  return [...counts]
    .toSorted((a, b) => a - b)
    .map((perClass) =>
      figureColumn(rows, {
        header: t('Labels per class: {0}', perClass),
        hint: t('Mean accuracy of a linear probe over several choices of labelled images'),
        value: ({ fewLabels }: Row) =>
          fewLabels.find((few) => few.perClass === perClass)?.mean ?? null,
        format: formatPercent,
        better: 'higher',
      }),
    );
};

const columnsOf = (rows: readonly Row[]): readonly Column<Row>[] => [
  runColumn((row: Row) => row.shown),
  figureColumn(rows, { header: t('Epoch'), value: ({ epoch }) => epoch, format: formatCount }),
  { header: t('Block'), value: ({ block }) => block },
  figureColumn(rows, {
    header: t('Linear probe'),
    value: ({ linear }) => linear.accuracy,
    format: formatPercent,
    better: 'higher',
  }),
  intervalColumn(t('Linear probe, 95 %'), ({ linear }) => linear),
  figureColumn(rows, {
    header: t('k-NN'),
    value: ({ knn }) => knn.accuracy,
    format: formatPercent,
    better: 'higher',
  }),
  intervalColumn(t('k-NN, 95 %'), ({ knn }) => knn),
  figureColumn(rows, {
    header: t('Linear probe, random weights'),
    value: ({ random }) => random.linear,
    format: formatPercent,
  }),
  ...fewLabelColumns(rows),
];

const dataText = ({ measuredOn }: Measurement): string => {
  const { trainFolder, testFolder, trainImages, testImages, classes, testShare } = measuredOn;
  const counts = t(
    '{0} classes, fitted on {1} images, measured on {2}',
    formatCount(classes),
    formatCount(trainImages),
    formatCount(testImages),
  );
  const place =
    testFolder === null
      ? t('{0}, of which {1} were held out', trainFolder, formatPercent(testShare ?? 0))
      : t('{0}, tested on {1}', trainFolder, testFolder);
  return `${place}. ${counts}.`;
};

const settingsText = ({ measuredOn }: Measurement): string => {
  const { poolGrid, neighbors, temperature, seed, trainLabels, testLabels } = measuredOn;
  const tables = [trainLabels, testLabels].filter((file) => file !== null);
  return [
    t('Features pooled to {0} × {0} cells', poolGrid),
    t('{0} neighbours at temperature {1}', neighbors, formatSignificant(temperature)),
    t('Seed {0}', seed),
    ...(tables.length === 0 ? [] : [t('Labels from {0}', [...new Set(tables)].join(', '))]),
  ].join(' · ');
};

const measurementTable = (
  measurement: Measurement,
  shown: readonly ShownRun[],
): TemplateResult | null => {
  const rows = measurement.runs.flatMap((measured): Row[] => {
    const found = shown.find(({ place }) => place === measured.run);
    return found === undefined ? [] : [{ ...measured, shown: found }];
  });
  if (rows.length === 0) return null;
  const data = lastPart(measurement.measuredOn.trainFolder);
  return html`<div class="measurement">
    ${dataTable({
      name: t('Features measured on {0}', data),
      heading: html`<h3>${t('Measured on {0}', data)}</h3>`,
      rows: rows.toSorted((a, b) => a.shown.number - b.shown.number),
      columns: columnsOf(rows),
    })}
    <p class="muted path">${dataText(measurement)}</p>
    <p class="muted path">${settingsText(measurement)}</p>
  </div>`;
};

export const measurementTables = (
  measurements: readonly Measurement[],
  shown: readonly ShownRun[],
): TemplateResult => {
  const tables = measurements
    .map((measurement) => measurementTable(measurement, shown))
    .filter((table) => table !== null);
  return html`<section>
    <h2>${t('What the features are worth')}</h2>
    ${
      tables.length === 0
        ? html`<p class="muted">
            ${t(
              'None of these runs was evaluated on labelled images yet. Evaluate them on the same folder, and their figures stand here side by side.',
            )}
          </p>`
        : html`${tables}
            <p class="muted">
              ${t(
                'Figures within a table were measured on the same images in the same way. Where 95 % intervals overlap, a difference may be chance.',
              )}
            </p>`
    }
  </section>`;
};
