/** The charts of a comparison: a line for each run, and the accuracies of guessing. */
import { formatLoss, formatPercent, formatSignificant } from '../../parts/format.js';
import { taskName } from '../../parts/runWords.js';
import { t } from '../../text.js';
import type { LineSpec, PlotSpec } from '../curves/chartSpec.js';
import { axisSpec, type AxisKind } from './axisKinds.js';
import type { ChanceLevel, ChartId } from './overlay.js';
import { lookOf } from './runLooks.js';
import type { ShownRun } from './shownRuns.js';

export const isAccuracy = (id: ChartId): boolean =>
  id === 'trainAccuracy' || id === 'validationAccuracy';

const titleOf = (id: ChartId): string => {
  switch (id) {
    case 'trainLoss':
      return t('Training loss');
    case 'validationLoss':
      return t('Validation loss');
    case 'trainAccuracy':
      return t('Training accuracy');
    case 'validationAccuracy':
      return t('Validation accuracy');
  }
};

/** What is hidden or shown in all charts at once. */
const chanceLineId = ({ task, chance }: ChanceLevel): string => `${task} ${chance}`;

const runLine =
  (id: ChartId) =>
  ({ run, number }: ShownRun): LineSpec => ({
    id: run.summary.runFolder,
    label: t('Run {0}', number),
    ...lookOf(number - 1),
    // Validations are few: marked one by one.
    look: id === 'validationLoss' || id === 'validationAccuracy' ? 'points' : 'line',
  });

const chanceLine = (level: ChanceLevel): LineSpec => ({
  id: chanceLineId(level),
  label: t('Chance, {0}', taskName(level.task)),
  colour: 'description',
  look: 'line',
  dash: [6, 6],
});

export const compareSpec = (
  id: ChartId,
  runs: readonly ShownRun[],
  levels: readonly ChanceLevel[],
  kind: AxisKind,
): PlotSpec => ({
  title: titleOf(id),
  x: axisSpec(kind),
  ...(isAccuracy(id)
    ? {
        formatTick: (value: number, digits: number) =>
          `${formatSignificant(value * 100, digits)} %`,
        formatValue: formatPercent,
        ...{ lowest: 0, highest: 1 },
      }
    : {
        formatTick: formatSignificant,
        formatValue: formatLoss,
        ...{ lowest: null, highest: null },
      }),
  isLogarithmic: false,
  lines: [...runs.map(runLine(id)), ...(isAccuracy(id) ? levels.map(chanceLine) : [])],
});
