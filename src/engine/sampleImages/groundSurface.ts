/** What tells kinds of ground apart: ripples, furrows, slabs. */
import type { Random } from '../random.js';
import { smoothStep } from './colour.js';
import { between } from './draws.js';
import type { Noise } from './noise.js';

/** What the scene stands on. */
export type GroundKind =
  'grass' | 'meadow' | 'autumn' | 'snow' | 'sand' | 'field' | 'road' | 'paving' | 'water';

/** Points of a row of ground: `wx`, `wz` in thing units, `detail` fades with distance. */
export interface GroundRow {
  count: number;
  readonly wx: Float64Array;
  readonly wz: Float64Array;
  readonly detail: Float64Array;
  /** Noise: wide patches around 0.5, and fine structure around 0. */
  readonly patches: Float64Array;
  readonly fine: Float64Array;
  /** What a surface writes: the share of the light albedo, and brightness around 1. */
  readonly mixture: Float64Array;
  readonly bright: Float64Array;
  /** The share of a road's tar, and of the paint on it; 0 where there is no road. */
  readonly tar: Float64Array;
  readonly line: Float64Array;
}

/** A row with room for `widthPx` points, none of them on a road. */
export const createGroundRow = (widthPx: number): GroundRow => {
  const numbers = (): Float64Array => new Float64Array(widthPx);
  return {
    count: 0,
    wx: numbers(),
    wz: numbers(),
    detail: numbers(),
    patches: numbers(),
    fine: numbers(),
    mixture: numbers(),
    bright: numbers(),
    tar: numbers(),
    line: numbers(),
  };
};

/** Changes what grass looks like into another kind of ground. */
type Surface = (row: GroundRow) => void;

/** Draws the surface of a kind of ground. */
export const surfaceOf = (kind: GroundKind, noise: Noise, random: Random): Surface => {
  const turn = between(random, -0.4, 0.4);
  const rows = between(random, 2.5, 6);
  const slab = between(random, 0.12, 0.3);
  switch (kind) {
    case 'sand':
    case 'snow':
      return ({ count, wx, wz, detail, patches, fine, bright }) => {
        for (let i = 0; i < count; i++) {
          const ripple = Math.sin(9 * wz[i]! + 5 * turn * wx[i]! + 7 * patches[i]!) * detail[i]!;
          bright[i] = 1 + 0.2 * fine[i]! + 0.045 * ripple;
        }
      };
    case 'field':
      return ({ count, wx, wz, detail, fine, mixture }) => {
        for (let i = 0; i < count; i++) {
          const furrow = 0.5 + 0.5 * Math.sin(2 * Math.PI * rows * (wx[i]! + turn * wz[i]!));
          const far = Math.min(1, detail[i]! * 1.4);
          mixture[i] = (1 - far) * 0.5 + far * smoothStep(0.2, 0.8, furrow + 0.5 * fine[i]!);
        }
      };
    case 'paving':
      return ({ count, wx, wz, detail, fine, mixture, bright }) => {
        for (let i = 0; i < count; i++) {
          const row = Math.floor(wz[i]! / slab);
          const across = wz[i]! / slab;
          const along = wx[i]! / slab + (row & 1) * 0.5;
          const stone = Math.floor(along);
          const edge = Math.min(along - stone, stone + 1 - along, across - row, row + 1 - across);
          const joint = 1 - 0.3 * (1 - smoothStep(0.03, 0.1, edge)) * detail[i]!;
          const tone = noise.at(stone * 3.3 + 0.5, row * 5.1 + 0.5);
          mixture[i] = tone * detail[i]! + 0.5 * (1 - detail[i]!);
          bright[i] = joint * (1 + 0.25 * fine[i]!);
        }
      };
    case 'grass':
    case 'meadow':
    case 'autumn':
    case 'road':
    case 'water':
      return () => undefined;
  }
};
