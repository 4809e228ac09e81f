/** All figures of an evaluation as tables. */
import { html, type TemplateResult } from 'lit';

import type { EvaluationResult } from '../../../src/protocol/evaluation.js';
import { formatCount } from '../../parts/format.js';
import { dataTable } from '../../parts/table/dataTable.js';
import { boundedColumns, shareColumn } from '../../parts/table/shareColumns.js';
import type { DataColumn } from '../../parts/table/tableSpec.js';
import { t } from '../../text.js';
import { methodName, referencesOf, seriesOf, type Measured, type Row } from './accuracies.js';

/** An accuracy with its bounds. */
const columnsOf = (method: Measured): readonly DataColumn<Row>[] =>
  boundedColumns(
    method === 'network' ? t('Whole network') : methodName(method),
    ({ figures: { [method]: figure } }) =>
      figure === undefined ? null : { value: figure.accuracy, interval: figure.interval },
  );

export const blockTable = (result: EvaluationResult): TemplateResult => {
  const rows = [...seriesOf(result).flatMap((series) => series.rows), ...referencesOf(result)];
  const hasNetworks = rows.some(({ figures }) => figures.network !== undefined);
  return dataTable<Row>({
    name: t('Accuracy of each block'),
    heading: html`<h2>${t('All figures')}</h2>`,
    rows,
    columns: [
      { header: t('Features'), value: ({ source }) => source, isRowHeader: true },
      { header: t('Block'), value: ({ block }) => block },
      {
        header: t('Numbers per image'),
        value: ({ dimension }) => dimension,
        format: formatCount,
        isNumeric: true,
      },
      ...columnsOf('linear'),
      ...columnsOf('knn'),
      ...(hasNetworks ? columnsOf('network') : []),
      shareColumn({
        header: t('Held-out training images'),
        hint: t(
          'Accuracy of the linear probe on them; the best block is the one with the highest.',
        ),
        value: ({ validation }) => validation,
      }),
    ],
  });
};

export const fewLabelsTable = ({ fewLabels }: EvaluationResult): TemplateResult | null => {
  if (fewLabels.length === 0) return null;
  type Labels = (typeof fewLabels)[number];
  const deviation = {
    header: t('Standard deviation'),
    hint: t('Over the draws of the labelled images'),
  };
  return dataTable<Labels>({
    name: t('Linear probe with few labels'),
    heading: html`<h3>${t('Linear probe with few labels')}</h3>`,
    rows: fewLabels,
    columns: [
      {
        header: t('Labels of each class'),
        value: ({ perClass }) => perClass,
        format: formatCount,
        isNumeric: true,
        isRowHeader: true,
      },
      shareColumn({ header: t('Pretrained'), value: ({ mean }) => mean }),
      shareColumn({
        ...deviation,
        fileHeader: t('Pretrained, standard deviation'),
        value: (labels) => labels.deviation,
      }),
      shareColumn({ header: t('Random weights'), value: ({ random }) => random.mean }),
      shareColumn({
        ...deviation,
        fileHeader: t('Random weights, standard deviation'),
        value: ({ random }) => random.deviation,
      }),
      { header: t('Draws'), value: ({ draws }) => draws, format: formatCount, isNumeric: true },
    ],
  });
};
