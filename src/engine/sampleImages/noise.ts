/** Value noise on a wrapping lattice: the texture of everything in the scenes. */
import type { Random } from '../random.js';

const SIDE = 64;
const MASK = SIDE - 1;

/** Smooth random fields over the plane, 0 .. 1 with mean 0.5. */
export interface Noise {
  /** One octave with a feature size of about 1 unit. */
  at(x: number, y: number): number;
  /** `octaves` octaves, each twice as fine and half as strong. */
  fractal(x: number, y: number, octaves: number): number;
}

/** A noise field of its own for this stream (draws 4,096 numbers). */
export const createNoise = (random: Random): Noise => {
  const lattice = Float32Array.from({ length: SIDE * SIDE }, () => random.uniform());

  const at = (x: number, y: number): number => {
    const column = Math.floor(x);
    const row = Math.floor(y);
    const fx = x - column;
    const fy = y - row;
    const sx = fx * fx * (3 - 2 * fx);
    const sy = fy * fy * (3 - 2 * fy);
    const left = column & MASK;
    const right = (column + 1) & MASK;
    const top = (row & MASK) * SIDE;
    const bottom = ((row + 1) & MASK) * SIDE;
    const upper = lattice[top + left]! + (lattice[top + right]! - lattice[top + left]!) * sx;
    const lower =
      lattice[bottom + left]! + (lattice[bottom + right]! - lattice[bottom + left]!) * sx;
    return upper + (lower - upper) * sy;
  };

  const fractal = (x: number, y: number, octaves: number): number => {
    let sum = 0;
    let total = 0;
    let strength = 1;
    let u = x;
    let v = y;
    for (let octave = 0; octave < octaves; octave++) {
      sum += strength * at(u, v);
      total += strength;
      strength *= 0.5;
      // A turn of about 37 degrees hides the lattice directions.
      const turned = 1.6 * u - 1.2 * v + 17.3;
      v = 1.2 * u + 1.6 * v + 5.9;
      u = turned;
    }
    return sum / total;
  };

  return { at, fractal };
};
