/** What the network answered about a sample, and whether it was right and sure. */
import type { Sample } from '../../../src/protocol/runContents.js';

/** From this probability on the first answer counts as sure, 0..1. */
export const sureFromProbability = 0.5;
/** A first answer that leads the second by less than this counts as unsure, 0..1. */
export const smallMargin = 0.1;

/** Which samples are shown. Unsure ones are right or wrong as well. */
export const answerFilters = ['all', 'right', 'wrong', 'unsure'] as const;
export type AnswerFilter = (typeof answerFilters)[number];

/** The most probable class, or null where no answer was kept. */
export const predictionOf = ({ top }: Sample): number | null => top[0]?.label ?? null;

/** The probability that the network gave a class, or null where it is not among the kept ones. */
export const probabilityOf = (sample: Sample, label: number): number | null =>
  label === sample.truth
    ? sample.truthProbability
    : (sample.top.find((answer) => answer.label === label)?.probability ?? null);

export const isRight = (sample: Sample): boolean => predictionOf(sample) === sample.truth;

/** True where the first answer has less than 50 % or leads the second by less than 10 points. */
export const isUnsure = ({ top }: Sample): boolean => {
  const first = top[0]?.probability ?? 0;
  const second = top[1]?.probability ?? 0;
  return first < sureFromProbability || first - second < smallMargin;
};

/** Whether a filter lets a sample through. */
export const passesFilter = (sample: Sample, filter: AnswerFilter): boolean => {
  switch (filter) {
    case 'all':
      return true;
    case 'right':
      return isRight(sample);
    case 'wrong':
      return !isRight(sample);
    case 'unsure':
      return isUnsure(sample);
  }
};

/** How many samples each filter lets through. */
export const countByFilter = (
  samples: readonly Sample[],
): Readonly<Record<AnswerFilter, number>> => {
  const count = (filter: AnswerFilter): number =>
    samples.filter((sample) => passesFilter(sample, filter)).length;
  return {
    all: count('all'),
    right: count('right'),
    wrong: count('wrong'),
    unsure: count('unsure'),
  };
};
