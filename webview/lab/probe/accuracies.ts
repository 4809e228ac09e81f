/** What an evaluation measured, in one shape for charts, tables and words. */
import type { Accuracy, EvaluationResult, ProbedBlock } from '../../../src/protocol/evaluation.js';
import { t } from '../../text.js';

/** A share of test images, and the bounds of its 95 % interval; null where there is none. */
export interface Figure {
  readonly accuracy: number;
  readonly interval: { readonly low: number; readonly high: number } | null;
}

export const methods = ['linear', 'knn'] as const;
/** How frozen features are put to the test. */
export type Method = (typeof methods)[number];

export const methodName = (method: Method): string => {
  switch (method) {
    case 'linear':
      return t('Linear probe');
    case 'knn':
      return t('k-NN');
  }
};

/** Frozen features put to the test, or a whole network trained with labels and tested as it is. */
export type Measured = Method | 'network';

/** What was measured of one block of a network, or of something that stands beside it. */
export interface Row {
  /** What the features come from. */
  readonly source: string;
  /** Null where there are no blocks. */
  readonly block: string | null;
  /** Numbers per image; null where there are no features. */
  readonly dimension: number | null;
  readonly figures: Readonly<Partial<Record<Measured, Figure>>>;
  /** Accuracy on held-out training images, which the best block is chosen by. */
  readonly validation: number | null;
}

const figureOf = ({ accuracy, low, high }: Accuracy): Figure => ({
  accuracy,
  interval: { low, high },
});

/** A line of a chart: one network, block by block. */
export interface Series {
  readonly key: 'pretrained' | 'random' | 'supervised';
  readonly name: string;
  /** From the image up. */
  readonly rows: readonly Row[];
}

const probedRows = (blocks: readonly ProbedBlock[], source: string): readonly Row[] =>
  blocks.map(({ block, dimension, linear, knn, validationAccuracy }) => ({
    ...{ source, block, dimension, validation: validationAccuracy },
    figures: { linear: figureOf(linear), knn: figureOf(knn) },
  }));

/** The networks whose blocks were probed; the pretrained one first, the random one second. */
export const seriesOf = ({ perBlock, references }: EvaluationResult): readonly Series[] => {
  const [pretrained, random, supervised] = [
    t('Pretrained'),
    t('Random weights'),
    t('Trained with labels'),
  ];
  const randomRows = perBlock.map(
    ({ block, dimension, random: { linear, knn, intervals } }): Row => ({
      ...{ source: random, block, dimension, validation: null },
      figures: {
        linear: { accuracy: linear, interval: intervals.linear },
        knn: { accuracy: knn, interval: intervals.knn },
      },
    }),
  );
  const all: Series[] = [
    { key: 'pretrained', name: pretrained, rows: probedRows(perBlock, pretrained) },
    { key: 'random', name: random, rows: randomRows },
  ];
  if (references.supervised !== null) {
    const rows = probedRows(references.supervised.perBlock, supervised);
    all.push({ key: 'supervised', name: supervised, rows });
  }
  return all;
};

const wholeNetwork = (source: string, accuracy: Accuracy): Row => ({
  ...{ source, block: null, dimension: null, validation: null },
  figures: { network: figureOf(accuracy) },
});

/** What has no blocks: it is the same for all of them. */
export const referencesOf = ({
  references: { pixels, majority, supervised, fineTuned },
}: EvaluationResult): readonly Row[] => {
  const guess: Figure = { accuracy: majority, interval: null };
  const rows: Row[] = [
    {
      ...{ source: t('Raw pixels'), block: null, dimension: pixels.dimension, validation: null },
      figures: { linear: figureOf(pixels.linear), knn: figureOf(pixels.knn) },
    },
    {
      ...{ source: t('Most frequent class'), block: null, dimension: null, validation: null },
      figures: { linear: guess, knn: guess },
    },
  ];
  if (supervised !== null) rows.push(wholeNetwork(t('Labels, own head'), supervised.head));
  if (fineTuned !== null) {
    rows.push(
      wholeNetwork(t('Fine-tuned'), fineTuned.pretrained),
      wholeNetwork(t('Fine-tuned from random'), fineTuned.random),
    );
  }
  return rows;
};

/** The references that stand beside a method: whole networks beside the linear probe. */
export const referencesBeside = (
  result: EvaluationResult,
  method: Method,
): readonly { readonly name: string; readonly accuracy: number }[] =>
  referencesOf(result).flatMap(({ source, figures }) => {
    const figure = figures[method] ?? (method === 'linear' ? figures.network : undefined);
    return figure === undefined ? [] : [{ name: source, accuracy: figure.accuracy }];
  });

/** Pretrained and random features of one block. */
export interface Comparison {
  readonly block: string;
  readonly pretrained: Figure;
  readonly random: Figure;
  /** Pretrained minus random, -1..1. */
  readonly gain: number;
  /** True where the two intervals have a value in common: the difference may be chance. */
  readonly overlaps: boolean;
}

/** The best block beside the same block of the random trunk; null where it is not among the blocks. */
export const compareBest = (result: EvaluationResult, method: Method): Comparison | null => {
  const [pretrained, random] = seriesOf(result).map(
    ({ rows }) => rows.find(({ block }) => block === result.bestBlock)?.figures[method],
  );
  if (pretrained === undefined || random === undefined) return null;
  const [own, other] = [pretrained.interval, random.interval];
  return {
    block: result.bestBlock,
    pretrained,
    random,
    gain: pretrained.accuracy - random.accuracy,
    overlaps: own !== null && other !== null && own.low <= other.high && other.low <= own.high,
  };
};

/** The block with which random weights do best on the test images, which flatters them. */
export const bestRandom = (
  result: EvaluationResult,
  method: Method,
): { readonly block: string; readonly accuracy: number } | null => {
  const all = result.perBlock.map(({ block, random }) => ({ block, accuracy: random[method] }));
  return all.toSorted((a, b) => b.accuracy - a.accuracy).at(0) ?? null;
};
