/**
 * Splittable seeded random numbers. A stream is named by its path (`shuffle`, 3), so every consumer
 * has its own, and none depends on how much another one drew. That is what makes a run resumable at
 * any step without storing generator states: the stream of epoch e, image i is made anew from its name.
 *
 * Generator: sfc32 (Doty-Humphrey, PractRand), seeded by an FNV-1a / murmur-finaliser hash of the path.
 */

/** One part of a stream's name. */
export type StreamKey = string | number;

/** A source of reproducible random numbers. */
export interface Random {
  /** A uniform integer in 0 .. 2^32 - 1. */
  uint32(): number;
  /** A uniform number in [0, 1) with 32 bits. */
  uniform(): number;
  /** A uniform integer in 0 .. bound - 1, without modulo bias. `bound` is in 1 .. 2^32. */
  below(bound: number): number;
  /** A standard normal number (Box-Muller). */
  normal(): number;
  /** The child stream of that name. Does not advance this stream. */
  split(...path: StreamKey[]): Random;
}

const hashKey = (state: number, key: StreamKey): number => {
  const text = typeof key === 'number' ? `#${key}` : key;
  let hash = state ^ 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
};

class Sfc32 implements Random {
  readonly #high: number;
  readonly #low: number;
  #a: number;
  #b: number;
  #c = 0x9e3779b9;
  #counter = 1;

  constructor(high: number, low: number) {
    this.#high = high;
    this.#low = low;
    this.#a = high | 0;
    this.#b = low | 0;
    for (let i = 0; i < 12; i++) this.uint32();
  }

  uint32(): number {
    const sum = (this.#a + this.#b + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + sum) | 0;
    return sum >>> 0;
  }

  uniform(): number {
    return this.uint32() / 0x1_0000_0000;
  }

  below(bound: number): number {
    const limit = 0x1_0000_0000 - (0x1_0000_0000 % bound);
    let value = this.uint32();
    while (value >= limit) value = this.uint32();
    return value % bound;
  }

  normal(): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.uniform()));
    return radius * Math.cos(2 * Math.PI * this.uniform());
  }

  split(...path: StreamKey[]): Random {
    let high = this.#high;
    let low = this.#low;
    for (const key of path) {
      high = hashKey(high, key);
      low = hashKey(low ^ 0x5bd1e995, key);
    }
    return new Sfc32(high, low);
  }
}

/**
 * The root stream of a seed.
 * @param seed integer, 0 .. 2^32 - 1
 */
export const createRandom = (seed: number): Random => new Sfc32(seed >>> 0, ~seed >>> 0);

/**
 * A uniformly random order of 0 .. length - 1 (Fisher-Yates).
 * @returns int32 [length]
 */
export const shuffledIndices = (length: number, random: Random): Int32Array => {
  const order = Int32Array.from({ length }, (_, i) => i);
  for (let i = length - 1; i > 0; i--) {
    const j = random.below(i + 1);
    const swapped = order[i] ?? 0;
    order[i] = order[j] ?? 0;
    order[j] = swapped;
  }
  return order;
};
