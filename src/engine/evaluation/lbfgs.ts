/**
 * Limited-memory BFGS (Nocedal & Wright, Numerical Optimization, 2nd edition, algorithm 7.4) with a
 * line search for the weak Wolfe conditions by bracketing and bisection (Lewis & Overton 2013).
 */

/** A smooth function to minimise. */
export interface Objective {
  /**
   * @param x float64 [n]
   * @param gradient float64 [n], overwritten
   * @returns the value at `x`, once the gradient is there too
   */
  evaluate(x: Float64Array, gradient: Float64Array): Promise<number>;
}

export interface MinimiseOptions {
  /** Ends when no component of the gradient is larger than this. */
  readonly tolerance: number;
  readonly maxIterations: number;
  /** Awaited between two iterations, so that others get their turn; what it throws ends the search. */
  readonly pause: () => Promise<void>;
}

export interface Minimum {
  readonly value: number;
  /** Largest component of the gradient. */
  readonly gradientNorm: number;
  readonly iterations: number;
  /** False when rounding or the number of iterations ended the search first. */
  readonly converged: boolean;
}

const memory = 10;
const sufficientDecrease = 1e-4;
const sufficientFlattening = 0.9;
const mostTrials = 30;
/** Values that are sums of float32 products cannot tell smaller decreases from rounding. */
const roundingShare = 1e-8;

const dot = (a: Float64Array, b: Float64Array): number => {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
};

/** target += factor * source */
const addScaled = (target: Float64Array, factor: number, source: Float64Array): void => {
  for (let i = 0; i < target.length; i++) target[i]! += factor * source[i]!;
};

const largest = (values: Float64Array): number => {
  let most = 0;
  for (const value of values) most = Math.max(most, Math.abs(value));
  return most;
};

/** A step with the change of the gradient that it brought. */
interface Correction {
  readonly step: Float64Array;
  readonly change: Float64Array;
  /** 1 / (step . change) */
  readonly rho: number;
}

/** The two-loop recursion. @returns minus the inverse Hessian's estimate times the gradient */
const descentDirection = (
  gradient: Float64Array,
  corrections: readonly Correction[],
): Float64Array => {
  const direction = gradient.map((value) => -value);
  const alphas = corrections.map(() => 0);
  for (let k = corrections.length - 1; k >= 0; k--) {
    const { step, change, rho } = corrections[k]!;
    alphas[k] = rho * dot(step, direction);
    addScaled(direction, -alphas[k]!, change);
  }
  const newest = corrections.at(-1);
  if (newest !== undefined) {
    const scale = 1 / (newest.rho * dot(newest.change, newest.change));
    for (let i = 0; i < direction.length; i++) direction[i]! *= scale;
  }
  for (const [k, { step, change, rho }] of corrections.entries()) {
    addScaled(direction, alphas[k]! - rho * dot(change, direction), step);
  }
  return direction;
};

interface Point {
  readonly x: Float64Array;
  readonly gradient: Float64Array;
  readonly value: number;
}

/** Finds a point along `direction` that is lower and flatter. @returns null where there is none */
const searchLine = async (
  objective: Objective,
  from: Point,
  direction: Float64Array,
  firstLength: number,
): Promise<Point | null> => {
  const slope = dot(from.gradient, direction);
  if (!(slope < 0)) return null;
  const slack = roundingShare * Math.max(1, Math.abs(from.value));
  let low = 0;
  let high = Infinity;
  let length = firstLength;
  for (let trial = 0; trial < mostTrials; trial++) {
    const x = from.x.slice();
    addScaled(x, length, direction);
    const gradient = new Float64Array(x.length);
    const value = await objective.evaluate(x, gradient);
    if (!(value <= from.value + sufficientDecrease * length * slope + slack)) high = length;
    else if (dot(gradient, direction) < sufficientFlattening * slope) low = length;
    else return { x, gradient, value };
    length = high === Infinity ? 2 * length : (low + high) / 2;
  }
  return null;
};

/**
 * Minimises a function.
 * @param x float64 [n], where to start; overwritten with the minimum
 */
export const minimise = async (
  objective: Objective,
  x: Float64Array,
  { tolerance, maxIterations, pause }: MinimiseOptions,
): Promise<Minimum> => {
  const gradient = new Float64Array(x.length);
  let point: Point = { x: x.slice(), gradient, value: await objective.evaluate(x, gradient) };
  let corrections: Correction[] = [];
  let iterations = 0;
  while (largest(point.gradient) > tolerance && iterations < maxIterations) {
    const isFirst = corrections.length === 0;
    const direction = descentDirection(point.gradient, corrections);
    const firstLength = isFirst ? Math.min(1, 1 / Math.sqrt(dot(direction, direction))) : 1;
    const next = await searchLine(objective, point, direction, firstLength);
    if (next === null) {
      // Rounding has spoilt the estimate, or there is nothing left to gain.
      if (isFirst) break;
      corrections = [];
      continue;
    }
    const step = next.x.map((value, i) => value - point.x[i]!);
    const change = next.gradient.map((value, i) => value - point.gradient[i]!);
    const curvature = dot(step, change);
    if (curvature > Number.EPSILON * dot(change, change)) {
      corrections = [...corrections.slice(1 - memory), { step, change, rho: 1 / curvature }];
    }
    point = next;
    iterations += 1;
    await pause();
  }
  x.set(point.x);
  const gradientNorm = largest(point.gradient);
  return { value: point.value, gradientNorm, iterations, converged: gradientNorm <= tolerance };
};
