/** What runs are laid along: steps, views seen, or time. */
import type { ComparedRun } from '../../../src/protocol/comparison.js';
import { formatCount, formatDuration, formatSignificant } from '../../parts/format.js';
import { t } from '../../text.js';
import type { AxisSpec } from '../curves/chartSpec.js';
import { countAxis } from '../curves/plotOptions.js';

export const axisKinds = ['steps', 'views', 'time'] as const;
export type AxisKind = (typeof axisKinds)[number];

export const axisName = (kind: AxisKind): string => {
  switch (kind) {
    case 'steps':
      return t('Steps');
    case 'views':
      return t('Views seen');
    case 'time':
      return t('Time');
  }
};

const hour = 3600;

const formatSeconds = (seconds: number): string => {
  if (seconds === 0) return '0';
  if (seconds < 60) return t('{0} s', formatSignificant(seconds));
  if (seconds < hour) return t('{0} min', formatSignificant(seconds / 60));
  return t('{0} h', formatSignificant(seconds / hour));
};

/** In seconds. */
const timeAxis: AxisSpec = {
  formatTick: formatSeconds,
  gaps: [
    ...[1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800],
    ...[1, 2, 3, 6, 12, 24, 48, 96, 240, 480, 960].map((hours) => hours * hour),
  ],
};

export const axisSpec = (kind: AxisKind): AxisSpec => (kind === 'time' ? timeAxis : countAxis);

/** Where the pointer is along the axis. */
export const formatPlace = (kind: AxisKind, place: number): string => {
  switch (kind) {
    case 'steps':
      return t('Step {0}', formatCount(place));
    case 'views':
      return t('{0} views seen', formatCount(place));
    case 'time':
      return t('After {0}', formatDuration(place * 1000));
  }
};

/** Points of `from` and `to` between which time is taken to pass evenly. */
interface Knot {
  readonly step: number;
  readonly seconds: number;
}

/** When steps were taken is kept at the ends of epochs alone. */
const timeKnots = ({ epochs, figures }: ComparedRun): readonly Knot[] => {
  const told = [
    ...epochs.map(({ step, elapsedMs }) => ({ step, seconds: elapsedMs / 1000 })),
    { step: figures.steps, seconds: (figures.elapsedMs ?? NaN) / 1000 },
  ];
  const knots: Knot[] = [{ step: 0, seconds: 0 }];
  for (const knot of told) {
    const last = knots.at(-1);
    if (last === undefined || !(knot.step > last.step && knot.seconds >= last.seconds)) continue;
    knots.push(knot);
  }
  return knots;
};

const timeOf = (run: ComparedRun): ((step: number) => number) => {
  const knots = timeKnots(run);
  return (step) => {
    const at = knots.findIndex((knot) => knot.step >= step);
    const to = knots[at];
    if (to === undefined) return NaN;
    const from = knots[at - 1] ?? to;
    const share = to.step === from.step ? 0 : (step - from.step) / (to.step - from.step);
    return from.seconds + share * (to.seconds - from.seconds);
  };
};

/** Where a step of a run lies along the axis; NaN where that is not known. */
export const placesOf = (run: ComparedRun, kind: AxisKind): ((step: number) => number) => {
  const { viewsSeen, steps } = run.figures;
  switch (kind) {
    case 'steps':
      return (step) => step;
    case 'views':
      return (step) => (steps === 0 ? NaN : (step * viewsSeen) / steps);
    case 'time':
      return timeOf(run);
  }
};
