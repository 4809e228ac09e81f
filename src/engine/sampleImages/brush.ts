/** What the makers of things share. */
import type { Random } from '../random.js';
import type { Rgb } from './colour.js';
import type { Mood } from './mood.js';
import type { Noise } from './noise.js';

/** What every maker of things is given. */
export interface Brush {
  readonly random: Random;
  readonly mood: Mood;
  readonly noise: Noise;
  readonly snowy: boolean;
}

/** Light of lamps and windows. */
export const lampLight: Rgb = [1, 0.84, 0.5];
