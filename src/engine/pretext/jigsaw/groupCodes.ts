/**
 * Permutation sets with a guaranteed minimum distance, from groups that act on nine points. Two
 * different members of a group agree exactly where their quotient has a fixed point, so a group whose
 * members other than the identity fix at most f points is a code of minimum distance 9 - f:
 *
 * | group | points | members | distance |
 * |---|---|---|---|
 * | AGL(1,9), x -> a x + b | GF(9) | 72 | 8 |
 * | PGL(2,8), x -> (a x + b) / (c x + d) | GF(8) and infinity | 504 | 7 |
 * | PGammaL(2,8), the same after x -> x, x^2 or x^4 | GF(8) and infinity | 1512 | 6 |
 */
import type { Permutation } from './hamming.js';

/** A group of permutations of nine points. */
export interface GroupCode {
  readonly name: string;
  readonly size: number;
  readonly minHamming: number;
  /** Lists all members, the identity among them. */
  readonly members: () => Permutation[];
}

/** A finite field whose elements are numbered 0 .. order - 1; 0 and 1 are the neutral elements. */
export interface Field {
  readonly order: number;
  readonly add: (a: number, b: number) => number;
  readonly multiply: (a: number, b: number) => number;
}

/** GF(9) = GF(3)[i] with i^2 = -1; a + b i has number a + 3 b. */
export const field9: Field = {
  order: 9,
  add: (a, b) => ((a + b) % 3) + 3 * ((Math.floor(a / 3) + Math.floor(b / 3)) % 3),
  multiply: (a, b) => {
    const [a0, a1, b0, b1] = [a % 3, Math.floor(a / 3), b % 3, Math.floor(b / 3)];
    return ((a0 * b0 + 2 * a1 * b1) % 3) + 3 * ((a0 * b1 + a1 * b0) % 3);
  },
};

/** GF(8) = GF(2)[z] with z^3 = z + 1; the bits of a number are its coefficients. */
export const field8: Field = {
  order: 8,
  add: (a, b) => a ^ b,
  multiply: (a, b) => {
    let product = 0;
    for (let bit = 0; bit < 3; bit++) if ((b >> bit) & 1) product ^= a << bit;
    for (let bit = 4; bit >= 3; bit--) if ((product >> bit) & 1) product ^= 0b1011 << (bit - 3);
    return product;
  },
};

const elements = (field: Field): number[] => Array.from({ length: field.order }, (_, i) => i);

const affineGroup = (): Permutation[] =>
  elements(field9)
    .filter((a) => a !== 0)
    .flatMap((a) =>
      elements(field9).map((b) =>
        elements(field9).map((x) => field9.add(field9.multiply(a, x), b)),
      ),
    );

/** The point at infinity of the projective line over GF(8). */
const infinity = 8;

const inverse8 = (a: number): number =>
  elements(field8).find((b) => field8.multiply(a, b) === 1) ?? infinity;

/** numerator / denominator on the projective line; not both are 0. */
const ratio = (numerator: number, denominator: number): number =>
  denominator === 0 ? infinity : field8.multiply(numerator, inverse8(denominator));

const projectiveGroup = (): Permutation[] => {
  const { add, multiply } = field8;
  const points = [...elements(field8), infinity];
  const members: Permutation[] = [];
  const pushMap = (a: number, b: number, c: number, d: number): void => {
    // In characteristic 2, a d - b c = 0 means a d = b c.
    if (multiply(a, d) === multiply(b, c)) return;
    members.push(
      points.map((x) =>
        x === infinity ? ratio(a, c) : ratio(add(multiply(a, x), b), add(multiply(c, x), d)),
      ),
    );
  };
  // Matrices that differ by a factor are the same map: the lower row is scaled to (0, 1) or (1, d).
  for (const a of elements(field8)) {
    for (const b of elements(field8)) {
      pushMap(a, b, 0, 1);
      for (const d of elements(field8)) pushMap(a, b, 1, d);
    }
  }
  return members;
};

const semilinearGroup = (): Permutation[] => {
  const square = (x: number): number => (x === infinity ? infinity : field8.multiply(x, x));
  const members = projectiveGroup();
  return [
    ...members,
    ...members.map((member) => member.map(square)),
    ...members.map((member) => member.map(square).map(square)),
  ];
};

/** The codes from the smallest to the largest. */
export const groupCodes: readonly GroupCode[] = [
  { name: 'AGL(1,9)', size: 72, minHamming: 8, members: affineGroup },
  { name: 'PGL(2,8)', size: 504, minHamming: 7, members: projectiveGroup },
  { name: 'PGammaL(2,8)', size: 1512, minHamming: 6, members: semilinearGroup },
];
