/** Puts a shuffled puzzle back together by what the network predicted. */

/** One tile of a puzzle that was put back together. Tiles, positions and cells in reading order. */
export interface PlacedTile {
  /** Where the shuffled puzzle shows it. */
  readonly position: number;
  /** Its number, which is the cell that it was cut from. */
  readonly tile: number;
  /** The cell that the prediction puts it into. */
  readonly cell: number;
  readonly isRight: boolean;
}

export interface SolvedPuzzle {
  /** By position in the shuffled puzzle. */
  readonly placed: readonly PlacedTile[];
  /** Positions in which prediction and truth differ, which is the number of wrong tiles. */
  readonly hammingDistance: number;
}

/** Positions in which two permutations of the same length differ. */
export const hammingDistance = (a: readonly number[], b: readonly number[]): number =>
  a.filter((tile, position) => tile !== b[position]).length;

/**
 * Position p of the shuffled puzzle shows tile `truth[p]`; the prediction takes it for tile
 * `prediction[p]` and so puts it into that cell.
 * @returns null when the two are not permutations of the same tiles
 */
export const solvePuzzle = (
  truth: readonly number[],
  prediction: readonly number[],
): SolvedPuzzle | null => {
  if (truth.length !== prediction.length) return null;
  if (!isPermutation(truth) || !isPermutation(prediction)) return null;
  const placed = truth.map((tile, position): PlacedTile => {
    const cell = prediction[position] ?? position;
    return { position, tile, cell, isRight: cell === tile };
  });
  return { placed, hammingDistance: hammingDistance(truth, prediction) };
};

const isPermutation = (numbers: readonly number[]): boolean => {
  const seen = new Set(numbers.filter((n) => n >= 0 && n < numbers.length));
  return seen.size === numbers.length;
};
