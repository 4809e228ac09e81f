/** Explained answers as a table to copy: one row for each. */
import type { AttentionReport, ExplainedImage } from '../../../src/protocol/attention.js';
import { formatPercent } from '../../parts/format.js';
import type { DataColumn, TableSpec } from '../../parts/table/tableSpec.js';
import { t } from '../../text.js';

export type Answer = ExplainedImage['answers'][number];
interface Row extends Answer {
  readonly path: string;
  readonly tiles: ExplainedImage['tiles'];
}

/** A class of the rotation task in degrees counter-clockwise. */
export const degreesOf = (turns: number): string => `${turns * 90}°`;

/** Tiles in reading order as people count them, from 1. */
export const tileText = (tiles: readonly number[]): string =>
  tiles.map((tile) => tile + 1).join(' ');

/** Tiles that the answer puts where they belong. */
export const rightTiles = ({ shown, answered }: NonNullable<ExplainedImage['tiles']>): number =>
  shown.filter((tile, place) => tile === answered[place]).length;

const share = (header: string, value: (row: Row) => number): DataColumn<Row> => ({
  ...{ header, value, format: formatPercent },
  isNumeric: true,
});

export const attentionTable = ({ images, task }: AttentionReport): TableSpec<Row> => {
  const classes: readonly DataColumn<Row>[] =
    task === 'rotation'
      ? [
          { header: t('True turn (°)'), value: ({ truth }) => truth * 90, isNumeric: true },
          { header: t('Predicted turn (°)'), value: ({ answer }) => answer * 90, isNumeric: true },
        ]
      : [
          { header: t('True tiles'), value: ({ tiles }) => tileText(tiles?.shown ?? []) },
          { header: t('Predicted tiles'), value: ({ tiles }) => tileText(tiles?.answered ?? []) },
        ];
  return {
    name: t('Where the network looks'),
    rows: images.flatMap(({ path, answers, tiles }) =>
      answers.map((answer): Row => ({ ...answer, path, tiles })),
    ),
    columns: [
      { header: t('Image'), value: ({ path }) => path },
      ...classes,
      share(t('Probability'), ({ probability }) => probability),
      share(t('Probability of the true one'), ({ truthProbability }) => truthProbability),
      {
        header: t('Greatest heat'),
        hint: t('In units of the answer’s logit; 0 where nothing speaks for it'),
        value: ({ heat, peak }) => (heat === null ? 0 : peak),
        isNumeric: true,
      },
    ],
  };
};
