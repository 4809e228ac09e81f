/**
 * What has to be done to an image before an exported network sees it, for programs: it travels inside
 * each file, and in the model card as text.
 */
import { tileStdFloor } from '../pretext/normaliseChannels.js';
import type { PretextTask } from '../pretext/pretextTask.js';
import { fixedMean, fixedStd } from '../pretext/sourceImage.js';
import type { WholeViewsSpec } from '../pretext/wholeViews.js';

/** How values on the scale 0..1 become what the network sees. */
export type Normalisation =
  | {
      /** `(value - mean) / std`, per channel. */
      readonly kind: 'fixed';
      readonly mean: readonly number[];
      readonly std: readonly number[];
    }
  | {
      /** `(value - its view's mean) / max(its view's standard deviation, leastStd)`, per channel. */
      readonly kind: 'perView';
      readonly leastStd: number;
    };

/** The steps in their order. Sizes in px; the image is upright (EXIF) and in sRGB. */
export interface Preprocessing {
  readonly channelOrder: 'RGB';
  /** The grey that shows through transparent pixels, 0..255. */
  readonly background: number;
  /** The shorter side is scaled to this by a triangle filter, widened where the image gets smaller. */
  readonly resizeShorterSidePx: number;
  /**
   * The middle square is cut out (what does not come out even is cut off at the start), and of that the
   * middle, this wide and high (what does not come out even is cut off at the end).
   */
  readonly centreCropPx: number;
  /** Then each pixel is the mean of `shrink * shrink` pixels. */
  readonly shrink: number;
  /** Which leaves this side. */
  readonly viewSizePx: number;
  readonly normalisation: Normalisation;
}

const perView: Normalisation = { kind: 'perView', leastStd: tileStdFloor / 255 };
const fixed: Normalisation = {
  kind: 'fixed',
  mean: [fixedMean, fixedMean, fixedMean],
  std: [fixedStd, fixedStd, fixedStd],
};

/** For whole images, as the trunk's features are meant to be read. */
export const wholePreprocessing = (views: WholeViewsSpec): Preprocessing => ({
  channelOrder: 'RGB',
  background: 128,
  resizeShorterSidePx: views.sourceSizePx,
  centreCropPx: views.viewSizePx * views.shrink,
  shrink: views.shrink,
  viewSizePx: views.viewSizePx,
  normalisation: views.normalisation === 'fixed' ? fixed : perView,
});

/** How the inputs of a pretext task are made of an image, beyond what whole images need. */
export type HeadPreprocessing =
  | {
      readonly task: 'rotation';
      /** Rotations that are told apart; the class is their index. */
      readonly turns: 'all' | 'half' | 'quarter';
      readonly view: Preprocessing;
    }
  | {
      readonly task: 'jigsaw';
      readonly grid: number;
      /** The shorter side is scaled to this. */
      readonly resizeShorterSidePx: number;
      /** Then the middle is cut out and divided into `grid * grid` cells. */
      readonly centreCropPx: number;
      /** Tiles are cut out of their cells, at a random place in pretraining. */
      readonly tileSizePx: number;
      /** Of each tile on its own. */
      readonly normalisation: Normalisation;
      /** Class i shows tile `permutations[i][p]` at position p; the list is in this file. */
      readonly permutationsFile: 'permutations.json';
    };

/** For the head of a task. */
export const headPreprocessing = ({ spec, wholeViews }: PretextTask): HeadPreprocessing => {
  switch (spec.task) {
    case 'rotation':
      return { task: spec.task, turns: spec.turns, view: wholePreprocessing(wholeViews) };
    case 'jigsaw':
      return {
        task: spec.task,
        grid: spec.grid,
        resizeShorterSidePx: spec.sourceSizePx,
        centreCropPx: spec.cropSizePx,
        tileSizePx: spec.tileSizePx,
        normalisation: spec.normaliseTiles ? perView : fixed,
        permutationsFile: 'permutations.json',
      };
  }
};
