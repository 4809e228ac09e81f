/** Value noise on a wrapping lattice: the texture of everything in the scenes. */
import type { Random } from '../random.js';

const SIDE = 64;
const MASK = SIDE - 1;

/**
 * A smooth random field over the plane, 0 .. 1 with mean 0.5.
 *
 * Most of a scene's time goes by here, so it is a class (methods are the same functions for every
 * picture, which lets the compiler inline them) and its loops do nothing that can be done before.
 */
export class Noise {
  /** float64 [64, 64, 4]: for each square of the lattice its plane `a + b x + (c + d x) y`. */
  readonly #squares: Float64Array;

  /** @param lattice float32 [64, 64], 0 .. 1 */
  constructor(lattice: Float32Array) {
    const squares = new Float64Array(SIDE * SIDE * 4);
    for (let at = 0; at < SIDE * SIDE; at++) {
      const left = at & MASK;
      const right = (at + 1) & MASK;
      const top = at - left;
      const bottom = (top + SIDE) & (SIDE * SIDE - 1);
      const here = lattice[top + left]!;
      squares[4 * at] = here;
      squares[4 * at + 1] = lattice[top + right]! - here;
      squares[4 * at + 2] = lattice[bottom + left]! - here;
      squares[4 * at + 3] =
        lattice[bottom + right]! - lattice[bottom + left]! - lattice[top + right]! + here;
    }
    this.#squares = squares;
  }

  /** One octave with a feature size of about 1 unit. */
  at(x: number, y: number): number {
    const squares = this.#squares;
    const column = Math.floor(x);
    const row = Math.floor(y);
    const fx = x - column;
    const fy = y - row;
    const sx = fx * fx * (3 - 2 * fx);
    const sy = fy * fy * (3 - 2 * fy);
    const at = ((row & MASK) << 8) | ((column & MASK) << 2);
    return squares[at]! + squares[at + 1]! * sx + (squares[at + 2]! + squares[at + 3]! * sx) * sy;
  }

  /** `octaves` octaves, each twice as fine and half as strong. */
  fractal(x: number, y: number, octaves: number): number {
    let sum = 0;
    let strength = 1 / (2 - 2 ** (1 - octaves));
    let u = x;
    let v = y;
    for (let octave = 0; octave < octaves; octave++) {
      sum += strength * this.at(u, v);
      strength *= 0.5;
      // A turn of about 37 degrees hides the lattice directions.
      const turned = 1.6 * u - 1.2 * v + 17.3;
      v = 1.2 * u + 1.6 * v + 5.9;
      u = turned;
    }
    return sum;
  }

  /**
   * `fractal` at many points, far faster.
   * @param x, y float64 [count] at least
   * @param out float64 [count] at least; may be `x` or `y`
   */
  fractals(
    x: Float64Array,
    y: Float64Array,
    count: number,
    octaves: number,
    out: Float64Array,
  ): void {
    const squares = this.#squares;
    const whole = 1 / (2 - 2 ** (1 - octaves));
    for (let i = 0; i < count; i++) {
      let u = x[i]!;
      let v = y[i]!;
      let strength = whole;
      let sum = 0;
      for (let octave = 0; octave < octaves; octave++) {
        // `at` once more: as a call in here it would take twice as long.
        const column = Math.floor(u);
        const row = Math.floor(v);
        const fx = u - column;
        const fy = v - row;
        const sx = fx * fx * (3 - 2 * fx);
        const sy = fy * fy * (3 - 2 * fy);
        const at = ((row & MASK) << 8) | ((column & MASK) << 2);
        const left = squares[at]! + squares[at + 1]! * sx;
        sum += strength * (left + (squares[at + 2]! + squares[at + 3]! * sx) * sy);
        strength *= 0.5;
        const turned = 1.6 * u - 1.2 * v + 17.3;
        v = 1.2 * u + 1.6 * v + 5.9;
        u = turned;
      }
      out[i] = sum;
    }
  }
}

/** A noise field of its own for this stream (draws 4,096 numbers). */
export const createNoise = (random: Random): Noise => {
  const lattice = new Float32Array(SIDE * SIDE);
  for (let i = 0; i < lattice.length; i++) lattice[i] = random.uniform();
  return new Noise(lattice);
};
