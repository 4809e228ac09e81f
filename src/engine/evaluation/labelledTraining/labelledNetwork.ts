/** A trunk with a head for labels, to be trained with them. */
import type * as tf from '@tensorflow/tfjs';

import type { Precision, RunConfig } from '../../../protocol/run.js';
import type { NetworkMode } from '../../model/layers.js';
import type { ValuesByName } from '../../model/parameters.js';
import { createPooledHead } from '../../model/pooledHead.js';
import type { WholeViewsSpec } from '../../pretext/wholeViews.js';
import type { FeatureExtractor } from '../extractFeatures.js';
import { createFrozenTrunk, type FrozenTrunk } from '../frozenTrunk.js';

export interface LabelledNetwork {
  /** What probes look at once the training is over; its parameters include those of the head. */
  readonly trunk: FrozenTrunk;
  readonly classes: number;
  /**
   * Run within `tf.tidy`.
   * @param views float32 [N, H, W, 3]
   * @returns float32 [N, classes]
   */
  logits(views: tf.Tensor, mode: NetworkMode): tf.Tensor;
  /** Frees its tensors. */
  dispose(): void;
}

export interface LabelledNetworkOptions {
  readonly config: RunConfig;
  readonly views: WholeViewsSpec;
  readonly precision: Precision;
  readonly classes: number;
}

/**
 * Builds the trunk of a configuration with a linear head on the means of its last features. All first
 * weights depend on the run's seed alone, so that two networks differ in nothing but `start`.
 * @param start weights of the trunk; null for the random ones of its run's seed
 */
export const createLabelledNetwork = (
  { config, views, precision, classes }: LabelledNetworkOptions,
  start: ValuesByName | null,
): LabelledNetwork => {
  const trunk = createFrozenTrunk(config, views, precision);
  if (start !== null) trunk.parameters.takeOver(start);
  const { channels = 0 } = trunk.blocks.at(-1)?.shape ?? {};
  const classify = createPooledHead('labels.logits', channels, classes, trunk.parameters);
  return {
    trunk,
    classes,
    logits: (x, mode) => classify(trunk.trunk.features(x, mode, precision), mode, precision),
    dispose: () => {
      trunk.dispose();
    },
  };
};

/** The weights of a trunk, for another one to start from. */
export const weightsOf = async ({
  parameters,
}: Pick<FrozenTrunk, 'parameters'>): Promise<ValuesByName> =>
  new Map((await parameters.exportWeights()).map((tensor) => [tensor.name, tensor]));

/** An extractor of the network's logits. */
export const createLogitsExtractor = (network: LabelledNetwork): FeatureExtractor => ({
  outputs: [{ name: 'logits', dimension: network.classes }],
  compute: (views) => [network.logits(views, 'evaluate')],
});
