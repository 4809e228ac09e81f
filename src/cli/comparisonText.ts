/** Runs side by side as readable text. Pure. */
import { basename } from 'node:path';

import type {
  ComparedRun,
  Comparison,
  ConfigDifference,
  MeasuredRun,
  Measurement,
} from '../protocol/comparison.js';
import { inEnglish } from '../protocol/sentence.js';
import {
  formatAmount,
  formatCount,
  formatDuration,
  formatInterval,
  formatLarge,
  formatLoss,
  formatPairs,
  formatPercent,
  formatRate,
  formatShare,
  formatTable,
} from './format.js';

/** What runs can be sorted by, and whether the greatest comes first. */
const sortable = {
  accuracy: 'falling',
  loss: 'rising',
  steps: 'falling',
  views: 'falling',
  time: 'rising',
  speed: 'falling',
  parameters: 'rising',
  created: 'falling',
  linear: 'falling',
  knn: 'falling',
} as const;
export type SortColumn = keyof typeof sortable;
export const sortColumns = Object.keys(sortable);

export const isSortColumn = (name: string): name is SortColumn => name in sortable;

/** The figure of a run in a column; null where it has none, which comes last. */
const figureOf = (run: ComparedRun, measured: MeasuredRun | null, column: SortColumn) => {
  const { figures, summary } = run;
  switch (column) {
    case 'accuracy':
      return figures.validation?.best.accuracy ?? null;
    case 'loss':
      return figures.validation?.last.loss ?? null;
    case 'steps':
      return figures.steps;
    case 'views':
      return figures.viewsSeen;
    case 'time':
      return figures.elapsedMs;
    case 'speed':
      return figures.imagesPerSecond;
    case 'parameters':
      return figures.parameters;
    case 'created':
      return Date.parse(summary.createdAt);
    case 'linear':
      return measured?.linear.accuracy ?? null;
    case 'knn':
      return measured?.knn.accuracy ?? null;
  }
};

/** Places of the runs in the order of a column; as they were named without one. */
const orderOf = ({ runs, measurements }: Comparison, column: SortColumn | null): number[] => {
  const places = runs.map((_, place) => place);
  if (column === null) return places;
  const measured = measurements[0]?.runs ?? [];
  const figures = runs.map((run, place) =>
    figureOf(run, measured.find((one) => one.run === place) ?? null, column),
  );
  const sign = sortable[column] === 'rising' ? 1 : -1;
  return places.sort((a, b) => {
    const [one, other] = [figures[a] ?? null, figures[b] ?? null];
    if (one === null || other === null) return Number(one === null) - Number(other === null);
    return sign * (one - other);
  });
};

const numberOf = (place: number): string => String(place + 1);

const orDash = <T>(value: T | null, format: (value: T) => string): string =>
  value === null ? '-' : format(value);

const figuresTable = ({ runs }: Comparison, order: readonly number[]): string =>
  formatTable(
    [
      ...['run', 'task', 'preset', 'state', 'epochs', 'steps', 'loss', 'accuracy', 'best'],
      ...['at epoch', 'chance', 'views seen', 'time', 'images/s', 'parameters'],
    ],
    order.flatMap((place) => {
      const run = runs[place];
      if (run === undefined) return [];
      const { summary, figures } = run;
      const { validation } = figures;
      return [
        [
          numberOf(place),
          summary.task,
          summary.preset,
          summary.state,
          formatCount(figures.epochs),
          formatCount(figures.steps),
          orDash(validation, ({ last }) => formatLoss(last.loss)),
          orDash(validation, ({ last }) => formatPercent(last.accuracy)),
          orDash(validation, ({ best }) => formatPercent(best.accuracy)),
          orDash(validation, ({ best }) => formatCount(best.epoch)),
          orDash(validation, ({ chance }) => formatPercent(chance)),
          formatLarge(figures.viewsSeen),
          orDash(figures.elapsedMs, formatDuration),
          orDash(figures.imagesPerSecond, formatRate),
          formatLarge(figures.parameters),
        ],
      ];
    }),
  );

const dataText = ({ measuredOn }: Measurement): string => {
  const { trainFolder, testFolder, trainLabels, testLabels, testShare } = measuredOn;
  const labels = (file: string | null): string => (file === null ? '' : ` (labels of ${file})`);
  const test =
    testFolder === null
      ? `${formatPercent(testShare ?? 0)} of it held out, seed ${measuredOn.seed}`
      : `${testFolder}${labels(testLabels)}`;
  return (
    `Features on ${trainFolder}${labels(trainLabels)}, tested on ${test}\n` +
    `${formatAmount(measuredOn.trainImages, 'image', 'images')} in ${measuredOn.classes} classes, ` +
    `${formatCount(measuredOn.testImages)} to test; ` +
    `${measuredOn.poolGrid}x${measuredOn.poolGrid} cells, ${measuredOn.neighbors} neighbours; in per cent`
  );
};

/** Labels per class of any of the runs, rising. */
const labelCounts = (runs: readonly MeasuredRun[]): number[] =>
  [...new Set(runs.flatMap(({ fewLabels }) => fewLabels.map(({ perClass }) => perClass)))].sort(
    (a, b) => a - b,
  );

const measurementText = (measurement: Measurement, order: readonly number[]): string => {
  const counts = labelCounts(measurement.runs);
  const rows = order.flatMap((place) => {
    const measured = measurement.runs.find(({ run }) => run === place);
    if (measured === undefined) return [];
    const { block, epoch, linear, knn, random, fewLabels } = measured;
    return [
      [
        numberOf(place),
        block,
        formatCount(epoch),
        formatShare(linear.accuracy),
        formatInterval(linear),
        formatShare(random.linear),
        formatShare(knn.accuracy),
        formatInterval(knn),
        formatShare(random.knn),
        ...counts.map((count) =>
          orDash(fewLabels.find(({ perClass }) => perClass === count) ?? null, ({ mean }) =>
            formatShare(mean),
          ),
        ),
      ],
    ];
  });
  const header = ['run', 'block', 'epoch', 'linear', '95 %', 'random', 'k-NN', '95 %', 'random'];
  const labels = counts.map((count) => `${count} per class`);
  return `${dataText(measurement)}\n\n${formatTable([...header, ...labels], rows)}`;
};

const valueText = (value: ConfigDifference['values'][number]): string =>
  value === null ? '-' : String(value);

const differencesText = ({ differences }: Comparison, order: readonly number[]): string =>
  differences.length === 0
    ? 'Configured alike'
    : `Configured differently (- where there is none)\n\n${formatTable(
        ['setting', ...order.map(numberOf)],
        differences.map(({ name, values }) => [
          name,
          ...order.map((place) => valueText(values[place] ?? null)),
        ]),
      )}`;

/** Figures, evaluations and settings of several runs. @param sort null keeps the order of the call */
export const comparisonText = (comparison: Comparison, sort: SortColumn | null): string => {
  const { runs, measurements, notes, unreadable } = comparison;
  const order = orderOf(comparison, sort);
  const parts = [
    `Compared ${formatAmount(runs.length, 'run', 'runs')}`,
    formatPairs(
      order.map((place) => [numberOf(place), runs[place]?.summary.runFolder ?? ''] as const),
    ),
    figuresTable(comparison, order),
    ...measurements.map((measurement) => measurementText(measurement, order)),
    differencesText(comparison, order),
    [
      ...notes.map((note) => `Note: ${inEnglish(note)}`),
      ...unreadable.map(
        ({ runFolder, message }) => `Left out ${basename(runFolder)}: ${inEnglish(message)}`,
      ),
    ].join('\n'),
  ];
  return parts.filter((part) => part !== '').join('\n\n');
};
