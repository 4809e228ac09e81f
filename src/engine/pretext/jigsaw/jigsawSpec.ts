/** The settings of a jigsaw puzzle. */
import type { Grid } from '../../../protocol/run.js';

/** Plain data that crosses to a loader worker. */
export interface JigsawViewsSpec {
  readonly task: 'jigsaw';
  readonly grid: Grid;
  /** Members of the permutation set, so classes. */
  readonly permutations: number;
  /** Permutations that are classified per image. */
  readonly permutationsPerImage: number;
  readonly sourceSizePx: number;
  readonly cropSizePx: number;
  readonly tileSizePx: number;
  /** Guard: a random place in the cell; off puts each tile in the middle. */
  readonly randomGap: boolean;
  /** Guard: each channel of each tile gets mean 0 and standard deviation 1; off normalises all alike. */
  readonly normaliseTiles: boolean;
  /** Guard: share of images shown in grey, 0..1. */
  readonly grayShare: number;
  /** Guard: largest shift of a colour channel within its tile in px. */
  readonly channelShiftPx: number;
  /** False takes the central crop and tiles, in full colour and unflipped, in either mode. */
  readonly augment: boolean;
  /**
   * What an audit takes away from validation views: colours, how the colour channels lie on each other,
   * or the differences of brightness and contrast between tiles that are not normalised. What is drawn
   * before it stays the same.
   */
  readonly without?: 'colours' | 'registration' | 'tileStatistics';
}
