/** How much arithmetic a training step holds. */
import { trunkMultiplyAdds } from '../../src/engine/model/networkSize.js';
import type { NetworkSpec } from '../../src/engine/model/presets.js';

/** Multiply-adds of the first convolution for one view. */
export const firstLayerMultiplyAdds = (network: NetworkSpec, viewSizePx: number): number => {
  const [block] = network.trunk.blocks;
  const [layer] = block?.layers ?? [];
  if (block === undefined || layer === undefined) return 0;
  return trunkMultiplyAdds({ blocks: [{ ...block, layers: [layer] }] }, viewSizePx);
};

export interface StepWork {
  /** Multiply-adds of an image's forward pass, all its views and labels included. */
  readonly multiplyAddsPerImage: number;
  /** The first convolution's share of those. */
  readonly firstLayerMultiplyAddsPerImage: number;
  /** Images per step. */
  readonly images: number;
}

/**
 * The arithmetic of convolutions and matrix products in one training step, in 10^9 operations.
 *
 * A layer's backward pass is two products of the size of its forward one: by its weights and by its
 * input. Nobody asks for the gradient of the images, so the first layer has only one.
 */
export const stepGflop = (work: StepWork): number =>
  (2 * work.images * (3 * work.multiplyAddsPerImage - work.firstLayerMultiplyAddsPerImage)) / 1e9;
