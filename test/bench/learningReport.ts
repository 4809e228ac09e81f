/** What the learning benchmark prints. */
import type { BlockEvaluation, EvaluationResult } from '../../src/protocol/evaluation.js';
import { tableLines, type Column } from './textTable.js';

/** Accuracies, or gains over random weights, that are aimed at; 0..1. */
export interface LearningAims {
  readonly linear?: number;
  readonly knn?: number;
  readonly linearGain?: number;
  readonly knnGain?: number;
}

export interface LearningCase {
  /** Relative to the folder of data. */
  readonly folders: { readonly train: string; readonly test: string };
  /** Of `pretrain`. */
  readonly options: readonly string[];
  readonly aims: LearningAims;
}

export interface Learned {
  readonly name: string;
  readonly aims: LearningAims;
  readonly pretrainedMs: number;
  readonly evaluatedMs: number;
  readonly evaluation: EvaluationResult;
}

/** One figure beside its aim. */
interface Figure {
  readonly name: string;
  readonly what: string;
  readonly block: string;
  readonly value: number;
  readonly random: number;
  readonly aim: string;
}

/** The block that was chosen on held-out training images. */
const bestBlock = ({ perBlock, bestBlock: name }: EvaluationResult): BlockEvaluation => {
  const block = perBlock.find((each) => each.block === name);
  if (block === undefined) throw new Error(`The evaluation has no block ${name}.`);
  return block;
};

const verdict = (value: number, aim: number, sign: string): string =>
  `${sign}${aim.toFixed(2)} ${value >= aim ? 'reached' : 'MISSED'}`;

/** @param gain over the random trunk's same block */
const aimText = (
  value: number,
  gain: number,
  aim: number | undefined,
  gainAim: number | undefined,
): string =>
  [
    ...(aim === undefined ? [] : [verdict(value, aim, '')]),
    ...(gainAim === undefined ? [] : [verdict(gain, gainAim, '+')]),
  ].join(', ') || '-';

const figuresOf = ({ name, aims, evaluation }: Learned): Figure[] => {
  const { block, linear, knn, random } = bestBlock(evaluation);
  return [
    {
      name,
      what: 'linear probe',
      block,
      value: linear.accuracy,
      random: random.linear,
      aim: aimText(linear.accuracy, linear.accuracy - random.linear, aims.linear, aims.linearGain),
    },
    {
      name,
      what: 'k-NN',
      block,
      value: knn.accuracy,
      random: random.knn,
      aim: aimText(knn.accuracy, knn.accuracy - random.knn, aims.knn, aims.knnGain),
    },
  ];
};

const columns: readonly Column<Figure>[] = [
  { title: 'run', align: 'left', text: ({ name }) => name },
  { title: 'figure', align: 'left', text: ({ what }) => what },
  { title: 'block', align: 'left', text: ({ block }) => block },
  { title: 'accuracy', align: 'right', text: ({ value }) => value.toFixed(3) },
  { title: 'random weights', align: 'right', text: ({ random }) => random.toFixed(3) },
  { title: 'gain', align: 'right', text: ({ value, random }) => (value - random).toFixed(3) },
  { title: 'aim', align: 'left', text: ({ aim }) => aim },
];

/** The random trunk's best block may be another one: the strictest reading of "random weights". */
const strictLine = ({ name, evaluation }: Learned): string => {
  const { perBlock } = evaluation;
  const best = perBlock.reduce((a, b) => (b.random.linear > a.random.linear ? b : a));
  return `${name}: the random trunk's own best block by test images is ${best.block} with ${best.random.linear.toFixed(3)} (linear).`;
};

const timeLine = ({ name, pretrainedMs, evaluatedMs }: Learned): string =>
  `${name}: ${Math.round(pretrainedMs / 1000)} s of pretraining, ${Math.round(evaluatedMs / 1000)} s of evaluation.`;

/** Figures of the block that was chosen on held-out training images, beside what is aimed at. */
export const learningText = (learned: readonly Learned[]): string => {
  const total = learned.reduce(
    (sum, { pretrainedMs, evaluatedMs }) => sum + pretrainedMs + evaluatedMs,
    0,
  );
  return [
    ...tableLines(columns, learned.flatMap(figuresOf)),
    '',
    ...learned.map(strictLine),
    ...learned.map(timeLine),
    `${Math.round(total / 1000)} s in all.`,
  ].join('\n');
};
