/**
 * The half of a pretext task that runs in loader workers: it turns one decoded image into network
 * inputs and labels. Typed arrays only, no tensors.
 */
import type { Random } from '../random.js';

/** A decoded square image in the packed cache: sRGB, channels last. */
export interface SquareImage {
  readonly sizePx: number;
  /** uint8 [sizePx, sizePx, 3] */
  readonly pixels: Uint8Array;
}

/** `train` augments; `validation` is the same for every epoch and every run of a seed. */
export type ViewMode = 'train' | 'validation';

/** Sizes of what a task makes from one image. */
export interface ViewLayout {
  /** Side of the square source image in px, as the packed cache stores it. */
  readonly sourceSizePx: number;
  /** Side of one view (rotation) or one tile (jigsaw) in px. */
  readonly viewSizePx: number;
  readonly viewsPerImage: number;
  readonly labelsPerImage: number;
  /** Number of classes that a label tells apart. */
  readonly classes: number;
}

/** Makes the views of one task. */
export interface ViewMaker {
  readonly layout: ViewLayout;
  /**
   * Makes the network inputs of one image.
   * @param image uint8 [sourceSizePx, sourceSizePx, 3]
   * @param random stream of this image and epoch; the same stream gives the same views
   * @param views float32 [viewsPerImage, viewSizePx, viewSizePx, 3], normalised, overwritten
   * @param labels int32 [labelsPerImage], each in 0 .. classes - 1, overwritten
   */
  render(
    image: SquareImage,
    mode: ViewMode,
    random: Random,
    views: Float32Array,
    labels: Int32Array,
  ): void;
}
