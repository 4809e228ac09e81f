/**
 * How near two points of a map are, as a share: 1 / (1 + a d^(2b)). The two numbers are those that come
 * nearest to what is wanted of the map: 1 up to the least distance, then falling as exp(-(d - least))
 * (McInnes, Healy & Melville 2018, "UMAP", section 3.2, definition 11).
 */
export interface LayoutCurve {
  readonly a: number;
  readonly b: number;
}

/** Distances at which the two are compared: 300 from 0 to 3, as the authors' program does. */
const samples = 300;
const farthest = 3;
const mostRounds = 200;
const leastGain = 1e-12;

/** Sum of squared differences, with what a step of Gauss and Newton is made of. */
const compare = ({ a, b }: LayoutCurve, leastDistance: number) => {
  let error = 0;
  const normal = { aa: 0, ab: 0, bb: 0 };
  const descent = { a: 0, b: 0 };
  for (let i = 1; i < samples; i++) {
    const distance = (farthest * i) / (samples - 1);
    const wanted = distance < leastDistance ? 1 : Math.exp(leastDistance - distance);
    const power = distance ** (2 * b);
    const value = 1 / (1 + a * power);
    const byA = -power * value * value;
    const byB = 2 * a * Math.log(distance) * byA;
    error += (wanted - value) ** 2;
    normal.aa += byA * byA;
    normal.ab += byA * byB;
    normal.bb += byB * byB;
    descent.a += byA * (wanted - value);
    descent.b += byB * (wanted - value);
  }
  return { error, normal, descent };
};

/**
 * Fits the curve by least squares (Levenberg and Marquardt).
 * @param leastDistance of two points of the map, 0..1
 */
export const fitLayoutCurve = (leastDistance: number): LayoutCurve => {
  let curve: LayoutCurve = { a: 1, b: 1 };
  let found = compare(curve, leastDistance);
  let damping = 1e-3;
  for (let round = 0; round < mostRounds && damping < 1e12; round++) {
    const { normal, descent } = found;
    const [aa, bb] = [normal.aa * (1 + damping), normal.bb * (1 + damping)];
    const determinant = aa * bb - normal.ab ** 2;
    const next = {
      a: curve.a + (descent.a * bb - descent.b * normal.ab) / determinant,
      b: curve.b + (descent.b * aa - descent.a * normal.ab) / determinant,
    };
    const tried = compare(next, leastDistance);
    if (!(tried.error < found.error)) {
      damping *= 10;
      continue;
    }
    const gain = found.error - tried.error;
    [curve, found] = [next, tried];
    if (gain < leastGain) break;
    damping /= 10;
  }
  return curve;
};
