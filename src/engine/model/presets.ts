/** The networks one can choose from, as plain readable objects. */
import type { PresetName } from '../../protocol/run.js';
import type { Activation, LayerSpec } from './layers.js';
import type { BlockSpec, TrunkSpec } from './trunk.js';

/** Widths of the fully connected layers of the jigsaw head (CFN: fc6 per tile, fc7 per puzzle). */
export interface JigsawHeadSpec {
  readonly tileUnits: number;
  readonly puzzleUnits: number;
  readonly activation: Activation;
}

export interface NetworkSpec {
  readonly trunk: TrunkSpec;
  readonly jigsawHead: JigsawHeadSpec;
}

const conv = (
  name: string,
  size: number,
  channels: number,
  options: Partial<
    Pick<Extract<LayerSpec, { kind: 'conv' }>, 'stride' | 'padding' | 'activation'>
  > = {},
): LayerSpec => ({
  kind: 'conv',
  name,
  size,
  channels,
  stride: options.stride ?? 1,
  padding: options.padding ?? 'same',
  activation: options.activation ?? 'batchNormRelu',
});

const pool = (method: 'max' | 'average', padding: 'same' | 'valid' = 'same'): LayerSpec => ({
  kind: 'pool',
  name: 'pool',
  method,
  size: 3,
  stride: 2,
  padding,
});

/** One layer a block, so that each layer's features can be probed. */
const plainTrunk = (
  layers: readonly (readonly [channels: number, stride: number])[],
): TrunkSpec => ({
  blocks: layers.map(([channels, stride], i) => ({
    name: `block${i + 1}`,
    layers: [conv('conv', 3, channels, { stride })],
  })),
});

/**
 * RotNet's network in network (Gidaris et al. 2018, section 4.1): blocks of a spatial convolution and
 * two 1x1 ones, pooled 3/2 after the first (max) and the second (average).
 */
const rotNet = (blocks: 3 | 4 | 5): TrunkSpec => {
  const first: BlockSpec = {
    name: 'block1',
    layers: [conv('conv1', 5, 192), conv('conv2', 1, 160), conv('conv3', 1, 96), pool('max')],
  };
  const second: BlockSpec = {
    name: 'block2',
    layers: [conv('conv1', 5, 192), conv('conv2', 1, 192), conv('conv3', 1, 192), pool('average')],
  };
  const further = Array.from({ length: blocks - 2 }, (_, i): BlockSpec => ({
    name: `block${i + 3}`,
    layers: [conv('conv1', 3, 192), conv('conv2', 1, 192), conv('conv3', 1, 192)],
  }));
  return { blocks: [first, second, ...further] };
};

/**
 * The columns of the context-free network (Noroozi & Favaro 2016, section 3.2): AlexNet with stride 2
 * in its first layer. A 64 px tile leaves 3x3 features. Departures from the paper: batch norm unless
 * `plain` (without it the loss often stays at ln N for thousands of steps), no grouped convolutions,
 * no local response normalisation and no dropout.
 */
const contextFreeNetwork = (activation: Activation): TrunkSpec => {
  const options = { activation };
  return {
    blocks: [
      {
        name: 'block1',
        layers: [
          conv('conv', 11, 96, { ...options, stride: 2, padding: 'valid' }),
          pool('max', 'valid'),
        ],
      },
      { name: 'block2', layers: [conv('conv', 5, 256, options), pool('max', 'valid')] },
      { name: 'block3', layers: [conv('conv', 3, 384, options)] },
      { name: 'block4', layers: [conv('conv', 3, 384, options)] },
      { name: 'block5', layers: [conv('conv', 3, 256, options), pool('max')] },
    ],
  };
};

const smallJigsawHead: JigsawHeadSpec = {
  tileUnits: 128,
  puzzleUnits: 512,
  activation: 'batchNormRelu',
};
/** fc6 512 and fc7 4096, as in the paper. */
const paperJigsawHead: JigsawHeadSpec = {
  tileUnits: 512,
  puzzleUnits: 4096,
  activation: 'biasRelu',
};

/** Whether the trunk normalises over the batch, which keeps it from getting stuck at the start. */
export const hasBatchNorm = ({ trunk }: NetworkSpec): boolean =>
  trunk.blocks.some(({ layers }) =>
    layers.some((layer) => layer.kind === 'conv' && layer.activation === 'batchNormRelu'),
  );

/** Looks a preset up. */
export const networkSpec = (preset: PresetName): NetworkSpec => {
  switch (preset) {
    case 'rotation-small':
      return {
        trunk: plainTrunk([
          [32, 1],
          [64, 2],
          [64, 1],
          [128, 2],
          [128, 1],
          [128, 1],
        ]),
        jigsawHead: smallJigsawHead,
      };
    case 'rotation-medium':
      return {
        trunk: plainTrunk([
          [48, 1],
          [96, 2],
          [96, 1],
          [192, 2],
          [192, 1],
          [192, 1],
        ]),
        jigsawHead: smallJigsawHead,
      };
    case 'rotation-paper-3':
      return { trunk: rotNet(3), jigsawHead: smallJigsawHead };
    case 'rotation-paper-4':
      return { trunk: rotNet(4), jigsawHead: smallJigsawHead };
    case 'rotation-paper-5':
      return { trunk: rotNet(5), jigsawHead: smallJigsawHead };
    case 'jigsaw-small':
      return {
        trunk: plainTrunk([
          [32, 2],
          [64, 2],
          [128, 1],
          [128, 2],
        ]),
        jigsawHead: smallJigsawHead,
      };
    case 'jigsaw-paper':
      return { trunk: contextFreeNetwork('batchNormRelu'), jigsawHead: paperJigsawHead };
    case 'jigsaw-paper-plain':
      return { trunk: contextFreeNetwork('biasRelu'), jigsawHead: paperJigsawHead };
  }
};
