/** Where a pair of permutations lies in the heat map, and where the keyboard moves it. */

/** Row and column of the heat map: numbers of members, from 0. */
export interface Pair {
  readonly first: number;
  readonly second: number;
}

/** The pair under a point, given as shares 0..1 of the map's width and height; null outside. */
export const pairAt = (xShare: number, yShare: number, members: number): Pair | null => {
  const second = Math.floor(xShare * members);
  const first = Math.floor(yShare * members);
  const isInside = first >= 0 && second >= 0 && first < members && second < members;
  return isInside ? { first, second } : null;
};

/** The pair that a key leads to, or null when the key does not move. With Shift ten at a time. */
export const pairByKey = (
  { first, second }: Pair,
  key: string,
  isFast: boolean,
  members: number,
): Pair | null => {
  const step = isFast ? 10 : 1;
  const within = (value: number): number => Math.min(members - 1, Math.max(0, value));
  switch (key) {
    case 'ArrowUp':
      return { first: within(first - step), second };
    case 'ArrowDown':
      return { first: within(first + step), second };
    case 'ArrowLeft':
      return { first, second: within(second - step) };
    case 'ArrowRight':
      return { first, second: within(second + step) };
    case 'Home':
      return { first, second: 0 };
    case 'End':
      return { first, second: members - 1 };
    case 'PageUp':
      return { first: 0, second };
    case 'PageDown':
      return { first: members - 1, second };
    default:
      return null;
  }
};
