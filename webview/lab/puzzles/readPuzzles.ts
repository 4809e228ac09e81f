/** Joins the samples of an epoch with the permutation set into puzzles that can be drawn. */
import type { PermutationSet } from '../../../src/protocol/run.js';
import type { Sample } from '../../../src/protocol/runContents.js';
import { hammingDistance, solvePuzzle, type SolvedPuzzle } from './solvePuzzle.js';

/** A permutation that the network holds possible. */
export interface Candidate {
  /** Place among all answers, from 1; null where it is beyond the kept ones. */
  readonly rank: number | null;
  /** Index into the permutation set. */
  readonly label: number;
  readonly permutation: readonly number[];
  readonly probability: number;
  readonly isTruth: boolean;
  /** To the truth. */
  readonly hammingDistance: number;
  /** The puzzle put back together by this permutation. */
  readonly solved: SolvedPuzzle;
}

export interface Puzzle {
  /** Relative to the folder of images. */
  readonly path: string;
  /** Names of the tiles' images in the order of the shuffled puzzle; null where none was kept. */
  readonly fed: readonly (string | null)[];
  readonly truth: readonly number[];
  /** The most probable first. */
  readonly candidates: readonly [Candidate, ...Candidate[]];
  /** The truth as a candidate, which need not be among the kept ones. */
  readonly truthCandidate: Candidate;
  readonly isSolved: boolean;
}

/** The jigsaw samples as puzzles. Those that do not fit the permutation set are left out. */
export const readPuzzles = (
  samples: readonly Sample[],
  { permutations }: PermutationSet,
): Puzzle[] =>
  samples
    .filter((sample) => sample.task === 'jigsaw')
    .flatMap((sample) => readPuzzle(sample, permutations) ?? []);

const readPuzzle = (
  sample: Sample,
  permutations: readonly (readonly number[])[],
): Puzzle | null => {
  const truth = permutations[sample.truth];
  if (truth === undefined || sample.fed.length !== truth.length) return null;
  const candidateOf = (label: number, probability: number, rank: number | null) => {
    const permutation = permutations[label];
    const solved = permutation && solvePuzzle(truth, permutation);
    if (!permutation || !solved) return null;
    return {
      rank,
      label,
      permutation,
      probability,
      isTruth: label === sample.truth,
      hammingDistance: hammingDistance(permutation, truth),
      solved,
    };
  };
  const [first, ...others] = sample.top.flatMap(
    ({ label, probability }, i) => candidateOf(label, probability, i + 1) ?? [],
  );
  const kept = first === undefined ? [] : [first, ...others];
  const truthCandidate =
    kept.find(({ isTruth }) => isTruth) ?? candidateOf(sample.truth, sample.truthProbability, null);
  if (first === undefined || truthCandidate === null) return null;
  const { path, fed } = sample;
  const candidates: Puzzle['candidates'] = [first, ...others];
  return { path, fed, truth, candidates, truthCandidate, isSolved: first.isTruth };
};

export interface PuzzleSummary {
  readonly puzzles: number;
  readonly solved: number;
  /** Of the predictions to the truth, over all puzzles; 0 without any. */
  readonly meanHammingDistance: number;
}

export const summarisePuzzles = (puzzles: readonly Puzzle[]): PuzzleSummary => {
  const distances = puzzles.map(({ candidates: [first] }) => first.hammingDistance);
  const sum = distances.reduce((total, distance) => total + distance, 0);
  return {
    puzzles: puzzles.length,
    solved: puzzles.filter(({ isSolved }) => isSolved).length,
    meanHammingDistance: puzzles.length === 0 ? 0 : sum / puzzles.length,
  };
};
