/** A trunk: named blocks of layers whose features can be read one by one. */
import type * as tf from '@tensorflow/tfjs';

import { cast } from '../backend/networkOps.js';
import type { Precision } from '../../protocol/run.js';
import {
  createLayer,
  layerOutputShape,
  type ActivationShape,
  type Layer,
  type LayerSpec,
  type NetworkMode,
} from './layers.js';
import type { Parameters } from './parameters.js';

export interface BlockSpec {
  readonly name: string;
  readonly layers: readonly LayerSpec[];
}

export interface TrunkSpec {
  readonly blocks: readonly BlockSpec[];
}

/** A trunk with its parameters in place. */
export interface Trunk {
  /** Names of the blocks from the image up. */
  readonly blockNames: readonly string[];
  /**
   * Applies blocks up to and including `lastBlock` (default: all). Run within `tf.tidy`.
   * @param views float32 [N, H, W, 3]
   * @returns [N, h, w, C] in `precision`
   */
  features(
    views: tf.Tensor,
    mode: NetworkMode,
    precision: Precision,
    lastBlock?: string,
  ): tf.Tensor;
  /**
   * The features after each block, from one pass. Run within `tf.tidy`.
   * @param views float32 [N, H, W, 3]
   * @returns one [N, h, w, C] in `precision` per name in `blockNames`
   */
  blockFeatures(views: tf.Tensor, mode: NetworkMode, precision: Precision): tf.Tensor[];
  /**
   * Applies the blocks after `block`; none after the last one. Run within `tf.tidy`.
   * @param features [N, h, w, C], those of `block`
   * @returns [N, h', w', C'] of the same element type
   */
  featuresAfter(block: string, features: tf.Tensor, mode: NetworkMode): tf.Tensor;
}

/** The shape after each block, for views of `viewSizePx`. */
export const blockShapes = (spec: TrunkSpec, viewSizePx: number): ActivationShape[] => {
  let shape: ActivationShape = { height: viewSizePx, width: viewSizePx, channels: 3 };
  return spec.blocks.map((block) => {
    shape = block.layers.reduce((before, layer) => layerOutputShape(layer, before), shape);
    return shape;
  });
};

/** The shape of the trunk's last features. */
export const trunkOutputShape = (spec: TrunkSpec, viewSizePx: number): ActivationShape => {
  const shape = blockShapes(spec, viewSizePx).at(-1);
  if (shape === undefined) throw new Error('A trunk needs at least one block.');
  return shape;
};

/** Adds the trunk's parameters, named `block.layer.kind`. */
export const createTrunk = (spec: TrunkSpec, parameters: Parameters): Trunk => {
  // Channels do not depend on the size of the views, so any size serves to wire the layers up.
  let shape: ActivationShape = { height: 256, width: 256, channels: 3 };
  let isFirst = true;
  const blocks: { name: string; layers: Layer[] }[] = [];
  for (const block of spec.blocks) {
    const layers: Layer[] = [];
    for (const layer of block.layers) {
      layers.push(createLayer(layer, block.name, shape, isFirst, parameters));
      shape = layerOutputShape(layer, shape);
      isFirst = false;
    }
    blocks.push({ name: block.name, layers });
  }
  const applyBlocks = (
    views: tf.Tensor,
    mode: NetworkMode,
    precision: Precision,
    lastBlock?: string,
  ): tf.Tensor[] => {
    const end = lastBlock === undefined ? -1 : blocks.findIndex(({ name }) => name === lastBlock);
    let x = cast(views, 'float32', precision);
    return blocks.slice(0, end === -1 ? blocks.length : end + 1).map(({ layers }) => {
      for (const layer of layers) x = layer(x, mode);
      return x;
    });
  };
  return {
    blockNames: blocks.map((block) => block.name),
    features: (views, mode, precision, lastBlock) => {
      const features = applyBlocks(views, mode, precision, lastBlock).at(-1);
      if (features === undefined) throw new Error('A trunk needs at least one block.');
      return features;
    },
    blockFeatures: (views, mode, precision) => applyBlocks(views, mode, precision),
    featuresAfter: (block, features, mode) =>
      blocks
        .slice(blocks.findIndex(({ name }) => name === block) + 1)
        .flatMap(({ layers }) => layers)
        .reduce((x, layer) => layer(x, mode), features),
  };
};
