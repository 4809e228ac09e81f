/** Hamming distances between the members of a permutation set: in how many positions two differ. */

/** The most members whose pairs are all compared; of a larger set the first ones are. */
export const mostCompared = 1000;

export interface DistanceTable {
  /** Members compared, at most `mostCompared`. */
  readonly members: number;
  /** uint8 [members, members], symmetric, 0 on the diagonal. */
  readonly distances: Uint8Array;
  /** Pairs by distance, 0 to the number of tiles. */
  readonly pairs: readonly number[];
  /** Smallest, mean and largest distance of two different members; 0 for fewer than two. */
  readonly min: number;
  readonly mean: number;
  readonly max: number;
}

/** Compares all pairs: half a million for a thousand members, so typed arrays and plain loops. */
export const compareAll = (permutations: readonly (readonly number[])[]): DistanceTable => {
  const members = Math.min(permutations.length, mostCompared);
  const tiles = permutations[0]?.length ?? 0;
  const flat = new Uint8Array(members * tiles);
  for (let i = 0; i < members; i++) flat.set(permutations[i] ?? [], i * tiles);

  const distances = new Uint8Array(members * members);
  const pairs = new Array<number>(tiles + 1).fill(0);
  for (let i = 0; i < members; i++) {
    for (let j = 0; j < i; j++) {
      let distance = 0;
      for (let p = 0; p < tiles; p++) {
        if (flat[i * tiles + p] !== flat[j * tiles + p]) distance += 1;
      }
      distances[i * members + j] = distance;
      distances[j * members + i] = distance;
      pairs[distance] = pairs[distance]! + 1;
    }
  }
  return { members, distances, pairs, ...summarize(pairs) };
};

const summarize = (pairs: readonly number[]): { min: number; mean: number; max: number } => {
  const total = pairs.reduce((sum, count) => sum + count, 0);
  if (total === 0) return { min: 0, mean: 0, max: 0 };
  const weighted = pairs.reduce((sum, count, distance) => sum + count * distance, 0);
  return {
    min: pairs.findIndex((count) => count > 0),
    mean: weighted / total,
    max: pairs.findLastIndex((count) => count > 0),
  };
};

/** The first two members that are as near as any; the first two where there is no pair. */
export const nearestPair = ({
  members,
  distances,
  min,
}: DistanceTable): readonly [number, number] => {
  for (let i = 0; i < members; i++) {
    for (let j = i + 1; j < members; j++) {
      if (distances[i * members + j] === min) return [i, j];
    }
  }
  return [0, Math.min(1, Math.max(0, members - 1))];
};

/** One position of two shuffled puzzles. */
export interface ComparedPosition {
  readonly first: number;
  readonly second: number;
  readonly differs: boolean;
}

/** What two permutations show at each position, in reading order. */
export const comparePositions = (
  first: readonly number[],
  second: readonly number[],
): ComparedPosition[] =>
  first.map((tile, position) => {
    const other = second[position] ?? tile;
    return { first: tile, second: other, differs: tile !== other };
  });

/** The number of positions that differ. */
export const countDiffering = (positions: readonly ComparedPosition[]): number =>
  positions.filter(({ differs }) => differs).length;
