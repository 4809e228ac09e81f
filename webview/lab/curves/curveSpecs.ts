/** The four charts of a run and the figures that they show. */
import type { LabRun } from '../labStore.js';
import { chanceOf } from '../../parts/chance.js';
import {
  formatCount,
  formatLearningRate,
  formatLoss,
  formatPercent,
  formatSignificant,
} from '../../parts/format.js';
import { t } from '../../text.js';
import type { ChartFigures, ChartSpec } from './chartSpec.js';
import type { CurveColumns } from './curveColumns.js';

/** The charts, in the order in which they are shown. */
export const curveSpecs = (): readonly ChartSpec[] => [
  {
    id: 'loss',
    title: t('Loss'),
    formatTick: formatSignificant,
    formatValue: formatLoss,
    isLogarithmic: false,
    lowest: null,
    highest: null,
    lines: [
      { id: 'raw', label: t('Each step'), colour: 'blue', look: 'faint' },
      { id: 'smooth', label: t('Train'), colour: 'blue', look: 'line' },
      { id: 'validation', label: t('Validation'), colour: 'yellow', look: 'points' },
    ],
  },
  {
    id: 'accuracy',
    title: t('Accuracy'),
    formatTick: (value, digits) => `${formatSignificant(value * 100, digits)} %`,
    formatValue: formatPercent,
    isLogarithmic: false,
    lowest: 0,
    highest: 1,
    lines: [
      { id: 'raw', label: t('Each step'), colour: 'blue', look: 'faint' },
      { id: 'smooth', label: t('Train'), colour: 'blue', look: 'line' },
      { id: 'validation', label: t('Validation'), colour: 'yellow', look: 'points' },
    ],
  },
  {
    id: 'learningRate',
    title: t('Learning rate'),
    formatTick: formatLearningRate,
    formatValue: formatLearningRate,
    isLogarithmic: false,
    lowest: 0,
    highest: null,
    lines: [{ id: 'rate', label: t('Learning rate'), colour: 'purple', look: 'line' }],
  },
  {
    id: 'viewsPerSecond',
    title: t('Views per second'),
    formatTick: formatSignificant,
    formatValue: formatCount,
    isLogarithmic: false,
    lowest: 0,
    highest: null,
    lines: [
      { id: 'raw', label: t('Each step'), colour: 'green', look: 'faint' },
      { id: 'smooth', label: t('Smoothed'), colour: 'green', look: 'line' },
    ],
  },
];

const validationPoints = (
  { epochs }: LabRun,
  measure: 'loss' | 'accuracy',
): NonNullable<ChartFigures['byEpoch']> => {
  const x: number[] = [];
  const y: number[] = [];
  for (const { step, validation } of epochs) {
    if (validation === null) continue;
    x.push(step);
    y.push(validation[measure]);
  }
  return { x, y };
};

/** The accuracy of guessing: as a validation told it, else as the configuration makes it. */
const chanceLevel = ({ epochs, status }: LabRun): ChartFigures['level'] => {
  const told = epochs.findLast(({ validation }) => validation !== null)?.validation?.chance;
  const value = told ?? chanceOf(status.config);
  return { value, label: t('Chance {0}', formatPercent(value)) };
};

/** The charts with another scale of the loss. A chart that stays as it was is not built anew. */
export const withLossScale = (
  specs: readonly ChartSpec[],
  isLogarithmic: boolean,
): readonly ChartSpec[] =>
  specs.map((spec) =>
    spec.id === 'loss' && spec.isLogarithmic !== isLogarithmic ? { ...spec, isLogarithmic } : spec,
  );

/** The figures for each of the charts. */
export const curveFigures = (
  run: LabRun,
  columns: CurveColumns,
): Readonly<Record<ChartSpec['id'], ChartFigures>> => {
  const shared = { step: columns.step, length: columns.length, level: null, byEpoch: null };
  return {
    loss: {
      ...shared,
      byStep: [columns.raw('loss'), columns.smooth('loss')],
      byEpoch: validationPoints(run, 'loss'),
    },
    accuracy: {
      ...shared,
      byStep: [columns.raw('accuracy'), columns.smooth('accuracy')],
      byEpoch: validationPoints(run, 'accuracy'),
      level: chanceLevel(run),
    },
    learningRate: { ...shared, byStep: [columns.raw('learningRate')] },
    viewsPerSecond: {
      ...shared,
      byStep: [columns.raw('viewsPerSecond'), columns.smooth('viewsPerSecond')],
    },
  };
};

/** The value of each line at a step, or the last one; null where the line has none. */
export const valuesAt = (
  spec: ChartSpec,
  { step, length, byStep, byEpoch }: ChartFigures,
  pointed: number | null,
): readonly (number | null)[] => {
  const at = nearest(step, length, pointed);
  return spec.lines.map((_, place) => {
    const values = byStep[place];
    if (values !== undefined) return at === null ? null : (values[at] ?? null);
    if (byEpoch === null) return null;
    // The last validation up to the step is what was known at it.
    const known =
      pointed === null ? byEpoch.y.length - 1 : byEpoch.x.findLastIndex((x) => x <= pointed);
    return byEpoch.y[known] ?? null;
  });
};

/** The index of the point nearest to a step, the last one for null, null without points. */
export const nearest = (
  step: Uint32Array,
  length: number,
  wanted: number | null,
): number | null => {
  if (length === 0) return null;
  if (wanted === null) return length - 1;
  let low = 0;
  let high = length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((step[middle] ?? 0) <= wanted) low = middle;
    else high = middle;
  }
  return wanted - (step[low] ?? 0) <= (step[high] ?? 0) - wanted ? low : high;
};
