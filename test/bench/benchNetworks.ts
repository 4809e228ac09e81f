/** The networks whose training step is timed, each with the batch that it is compared at. */
import { networkSpec, type NetworkSpec } from '../../src/engine/model/presets.js';
import type { LayerSpec } from '../../src/engine/model/layers.js';
import { defaultRunConfig } from '../../src/protocol/defaultConfig.js';
import type { RunConfig } from '../../src/protocol/run.js';

export const networkNames = ['rotnet', 'cfn', 'rotation-small', 'jigsaw-small'] as const;
export type NetworkName = (typeof networkNames)[number];

/** `max` leaves a network as its paper has it; `average` puts average pools in place of max pools. */
export const poolNames = ['max', 'average'] as const;
export type PoolName = (typeof poolNames)[number];

/** Network inputs, puzzles of one image each, or images where several puzzles are made of one. */
export type RateUnit = 'views' | 'puzzles' | 'images';

export interface BenchNetwork {
  readonly config: RunConfig;
  readonly spec: NetworkSpec;
  /** What the rate counts. */
  readonly unit: RateUnit;
  readonly unitsPerStep: number;
}

const withAveragePools = (spec: NetworkSpec): NetworkSpec => {
  const replace = (layer: LayerSpec): LayerSpec =>
    layer.kind === 'pool' ? { ...layer, method: 'average' } : layer;
  const blocks = spec.trunk.blocks.map((block) => ({
    ...block,
    layers: block.layers.map(replace),
  }));
  return { ...spec, trunk: { blocks } };
};

/** The run that a network is timed in. */
const configOf = (name: NetworkName): RunConfig => {
  switch (name) {
    case 'rotnet':
      // Four views an image: 128 views a step.
      return defaultRunConfig('rotation', 'rotation-paper-3', { batchSize: 32, imageSizePx: 32 });
    case 'cfn':
      // 225 px give nine tiles of 64 px.
      return defaultRunConfig('jigsaw', 'jigsaw-paper', {
        batchSize: 16,
        imageSizePx: 225,
        jigsaw: { permutations: 100, permutationsPerImage: 1 },
      });
    case 'rotation-small':
      return defaultRunConfig('rotation', 'rotation-small', { batchSize: 64, imageSizePx: 32 });
    case 'jigsaw-small':
      return defaultRunConfig('jigsaw', 'jigsaw-small', {
        batchSize: 64,
        imageSizePx: 120,
        jigsaw: { permutations: 64, permutationsPerImage: 4 },
      });
  }
};

const rateUnit = ({ task, jigsaw }: RunConfig): RateUnit => {
  if (task === 'rotation') return 'views';
  return jigsaw.permutationsPerImage === 1 ? 'puzzles' : 'images';
};

/** Looks a network up. */
export const benchNetwork = (name: NetworkName, pool: PoolName): BenchNetwork => {
  const config = configOf(name);
  const spec = networkSpec(config.preset);
  const unit = rateUnit(config);
  return {
    config,
    spec: pool === 'average' ? withAveragePools(spec) : spec,
    unit,
    // All four quarter turns of an image are views of one step.
    unitsPerStep: config.batchSize * (unit === 'views' ? 4 : 1),
  };
};
