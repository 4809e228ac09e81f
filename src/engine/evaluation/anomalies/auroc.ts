/**
 * How well a score tells anomalous images from normal ones: the area under the ROC curve, which is the
 * chance that a random anomalous image scores higher than a random normal one (Hanley & McNeil 1982).
 */
import type { AurocInterval } from '../../../protocol/findings.js';
import type { Random } from '../../random.js';

const resamples = 1000;
const tail = 0.025;

/** How many images of each kind have a rank: int32 [ranks] each. */
interface RankCounts {
  readonly normal: Int32Array;
  readonly anomalous: Int32Array;
}

/**
 * The rank of each image's score among the different scores, from 0; equal scores share one.
 * @returns int32 [N]
 */
const rankScores = (scores: Float64Array): Int32Array => {
  const order = Int32Array.from(scores, (_, i) => i).sort((a, b) => scores[a]! - scores[b]!);
  const ranks = new Int32Array(scores.length);
  let rank = 0;
  for (let k = 1; k < order.length; k++) {
    if (scores[order[k]!]! > scores[order[k - 1]!]!) rank += 1;
    ranks[order[k]!] = rank;
  }
  return ranks;
};

/** Share of pairs in which the anomalous image scores higher; equal scores count as half. */
const areaOf = ({ normal, anomalous }: RankCounts): number => {
  let normalBelow = 0;
  let anomalousBelow = 0;
  let halves = 0;
  for (let rank = 0; rank < normal.length; rank++) {
    halves += anomalous[rank]! * (2 * normalBelow + normal[rank]!);
    normalBelow += normal[rank]!;
    anomalousBelow += anomalous[rank]!;
  }
  return halves / (2 * normalBelow * anomalousBelow);
};

const countRanks = (ranks: Int32Array, length: number): Int32Array => {
  const counts = new Int32Array(length);
  for (const rank of ranks) counts[rank]! += 1;
  return counts;
};

/** As many images as there are, drawn with repetition, by their ranks. */
const drawRanks = (ranks: Int32Array, counts: Int32Array, random: Random): void => {
  counts.fill(0);
  // Not `below`: it would reject a draw in a million, and this is the innermost loop.
  for (let i = 0; i < ranks.length; i++) {
    counts[ranks[Math.floor(random.uniform() * ranks.length)]!]! += 1;
  }
};

/**
 * The AUROC with its 95 % percentile bootstrap interval (Efron 1979): normal and anomalous images are
 * drawn again a thousand times, each kind by itself, so that both are always there.
 * @param scores float64 [N], finite; the higher, the more unusual
 * @param anomalous uint8 [N], 1 for anomalous images, 0 for normal ones
 * @param random the same stream gives the same interval
 * @returns null when there is no image of one of the kinds: there is nothing to compare
 */
export const measureAuroc = (
  scores: Float64Array,
  anomalous: Uint8Array,
  random: Random,
): AurocInterval | null => {
  const ranks = rankScores(scores);
  const normalRanks = ranks.filter((_, i) => anomalous[i] === 0);
  const anomalousRanks = ranks.filter((_, i) => anomalous[i] !== 0);
  if (normalRanks.length === 0 || anomalousRanks.length === 0) return null;
  const different = ranks.reduce((most, rank) => Math.max(most, rank), 0) + 1;
  const auroc = areaOf({
    normal: countRanks(normalRanks, different),
    anomalous: countRanks(anomalousRanks, different),
  });
  const drawn = { normal: new Int32Array(different), anomalous: new Int32Array(different) };
  const areas = Float64Array.from({ length: resamples }, () => {
    drawRanks(normalRanks, drawn.normal, random);
    drawRanks(anomalousRanks, drawn.anomalous, random);
    return areaOf(drawn);
  }).sort();
  const at = (share: number): number => areas[Math.round(share * (resamples - 1))] ?? NaN;
  return { auroc, low: at(tail), high: at(1 - tail) };
};
