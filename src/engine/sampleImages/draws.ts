/** Small draws from a random stream, so that scene code reads as a list of choices. */
import type { Random } from '../random.js';

/** A uniform number in [low, high). */
export const between = (random: Random, low: number, high: number): number =>
  low + (high - low) * random.uniform();

/** A uniform integer in low .. high, both included. */
export const integerBetween = (random: Random, low: number, high: number): number =>
  low + random.below(high - low + 1);

/** True with the given probability, 0 .. 1. */
export const chance = (random: Random, probability: number): boolean =>
  random.uniform() < probability;

/** -1 or 1. */
export const sign = (random: Random): -1 | 1 => (chance(random, 0.5) ? 1 : -1);

/** One of the items, each equally likely. */
export const pick = <T>(random: Random, items: readonly [T, ...T[]]): T =>
  items[random.below(items.length)] ?? items[0];

/** `count` results of `make`, which is given the index 0 .. count - 1. */
export const repeat = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index));
