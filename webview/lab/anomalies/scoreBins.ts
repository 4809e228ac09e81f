/** How many images have which score. */
import type { AnomalyReport } from '../../../src/protocol/findings.js';
import { roundTicks } from '../../parts/figure/ticks.js';

export type ScoreKind = 'all' | 'normal' | 'anomalous';

export interface ScoreBins {
  /** Ascending; bin k reaches from edge k to edge k + 1, the last one with its upper edge. */
  readonly edges: readonly number[];
  /** Without labels one series of all images; else one of each kind, without images of neither. */
  readonly series: readonly {
    readonly kind: ScoreKind;
    /** Images per bin. */
    readonly counts: readonly number[];
    readonly total: number;
  }[];
}

type Image = AnomalyReport['images'][number];

/** Bins of a round width, at most so many. */
const mostBins = 40;

const edgesOf = (scores: readonly number[]): number[] => {
  let low = Infinity;
  let high = -Infinity;
  for (const score of scores) {
    low = Math.min(low, score);
    high = Math.max(high, score);
  }
  if (low === Infinity) return [0, 1];
  const [first, second] = roundTicks(low, high, mostBins - 1);
  if (first === undefined || second === undefined) return [low - 0.5, low + 0.5];
  const width = second - first;
  const start = first > low ? first - width : first;
  const bins = Math.max(1, Math.ceil((high - start) / width - 1e-9));
  // Rounded as its neighbours are: 0.3, and not 0.30000000000000004.
  return Array.from({ length: bins + 1 }, (_, k) => Number((start + k * width).toPrecision(12)));
};

const countIn = (scores: readonly number[], edges: readonly number[]): number[] => {
  const bins = edges.length - 1;
  const start = edges[0] ?? 0;
  const width = ((edges[bins] ?? 1) - start) / bins;
  const counts = new Array<number>(bins).fill(0);
  for (const score of scores) {
    const bin = Math.min(bins - 1, Math.max(0, Math.floor((score - start) / width + 1e-9)));
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return counts;
};

export const scoreBins = (images: readonly Image[]): ScoreBins => {
  const isLabelled = images.some(({ anomalous }) => anomalous !== null);
  const kinds: readonly ScoreKind[] = isLabelled ? ['normal', 'anomalous'] : ['all'];
  const scoresOf = (kind: ScoreKind): number[] =>
    images
      .filter(({ anomalous }) => kind === 'all' || anomalous === (kind === 'anomalous'))
      .map(({ score }) => score);
  const scores = kinds.map((kind) => ({ kind, scores: scoresOf(kind) }));
  const edges = edgesOf(scores.flatMap((one) => one.scores));
  return {
    edges,
    series: scores.map(({ kind, scores: own }) => ({
      kind,
      counts: countIn(own, edges),
      total: own.length,
    })),
  };
};
