/** A trunk that is no longer trained: what probes, searches and exports look through. */
import type { Precision, RunConfig } from '../../protocol/run.js';
import type { ActivationShape } from '../model/layers.js';
import { Parameters } from '../model/parameters.js';
import { networkSpec } from '../model/presets.js';
import { blockShapes, createTrunk, type Trunk } from '../model/trunk.js';
import type { WholeViewsSpec } from '../pretext/wholeViews.js';
import { createRandom } from '../random.js';

/** A block with the shape of its features for one view. */
export interface TrunkBlock {
  readonly name: string;
  readonly shape: ActivationShape;
}

export interface FrozenTrunk {
  readonly trunk: Trunk;
  readonly parameters: Parameters;
  /** From the image up. */
  readonly blocks: readonly TrunkBlock[];
  /** How images become views. */
  readonly views: WholeViewsSpec;
  /** Element type of its activations, unless another is asked for. */
  readonly precision: Precision;
  /** Frees its tensors. */
  dispose(): void;
}

/**
 * Builds the trunk of a configuration, without any head, with the random weights of its seed: parameters
 * draw from streams named like them, whatever else a network has.
 * @param views of the run's task
 */
export const createFrozenTrunk = (
  config: RunConfig,
  views: WholeViewsSpec,
  precision: Precision,
): FrozenTrunk => {
  const spec = networkSpec(config.preset).trunk;
  const parameters = new Parameters(createRandom(config.seed).split('parameters'));
  const trunk = createTrunk(spec, parameters);
  const shapes = blockShapes(spec, views.viewSizePx);
  return {
    trunk,
    parameters,
    blocks: spec.blocks.flatMap(({ name }, i) => {
      const shape = shapes[i];
      return shape === undefined ? [] : [{ name, shape }];
    }),
    views,
    precision,
    dispose: () => {
      parameters.dispose();
    },
  };
};
