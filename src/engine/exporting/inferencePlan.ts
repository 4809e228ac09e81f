/**
 * The network of a run as plain data that other formats are written from: every layer with its sizes
 * and with the padding that TensorFlow gives it. No weights, no tensors.
 */
import {
  layerOutputShape,
  type Activation,
  type ActivationShape,
  type LayerSpec,
} from '../model/layers.js';
import type { NetworkSpec } from '../model/presets.js';
import { trunkOutputShape, type TrunkSpec } from '../model/trunk.js';
import type { PretextTask } from '../pretext/pretextTask.js';

/** Rows above and columns to the left (`before`), rows below and columns to the right (`after`). */
export interface Padding {
  readonly before: number;
  readonly after: number;
}

export interface PlannedConv {
  readonly kind: 'conv';
  /** As its parameters are named: `block.layer`. */
  readonly name: string;
  readonly size: number;
  readonly stride: number;
  /** Whether it is padded at all: `padding` is that of one size of views. */
  readonly isPadded: boolean;
  readonly padding: Padding;
  readonly inputChannels: number;
  readonly channels: number;
  readonly activation: Activation;
}

export interface PlannedPool {
  readonly kind: 'pool';
  readonly name: string;
  readonly method: 'max' | 'average';
  readonly size: number;
  readonly stride: number;
  readonly isPadded: boolean;
  /** Never counts: neither as a maximum nor in an average. */
  readonly padding: Padding;
}

export type PlannedLayer = PlannedConv | PlannedPool;

export interface PlannedBlock {
  readonly name: string;
  readonly layers: readonly PlannedLayer[];
  /** What it gives for one view. */
  readonly output: ActivationShape;
}

/** A fully connected layer, [N, inputs] -> [N, units]. */
export interface PlannedDense {
  readonly name: string;
  readonly inputs: number;
  readonly units: number;
  readonly activation: Activation;
}

/** What stands on the trunk in pretraining. */
export type PlannedHead =
  | {
      readonly task: 'rotation';
      readonly viewSizePx: number;
      /** Of the mean over all positions. */
      readonly logits: PlannedDense;
    }
  | {
      readonly task: 'jigsaw';
      /** Side of a tile. */
      readonly viewSizePx: number;
      /** Tiles of a puzzle, at the positions at which they are shown. */
      readonly tiles: number;
      /** Of one tile's features, flattened with channels last. */
      readonly perTile: PlannedDense;
      /** Of all tiles' units, position by position. */
      readonly perPuzzle: PlannedDense;
      readonly logits: PlannedDense;
    };

/**
 * The padding of TensorFlow's SAME: an output for each stride begun, and where the padding is odd, one
 * more after than before. It depends on the size of the input.
 * @param side of the input in px
 */
export const samePadding = (side: number, size: number, stride: number): Padding => {
  const total = Math.max(0, (Math.ceil(side / stride) - 1) * stride + size - side);
  return { before: Math.floor(total / 2), after: Math.ceil(total / 2) };
};

const noPadding: Padding = { before: 0, after: 0 };

const planLayer = (spec: LayerSpec, scope: string, input: ActivationShape): PlannedLayer => {
  const { size, stride } = spec;
  // Views are square, and so is everything that is made of them.
  const isPadded = spec.padding === 'same';
  const padding = isPadded ? samePadding(input.height, size, stride) : noPadding;
  const name = `${scope}.${spec.name}`;
  if (spec.kind === 'pool') {
    return { kind: 'pool', name, method: spec.method, size, stride, isPadded, padding };
  }
  const { channels, activation } = spec;
  return {
    kind: 'conv',
    name,
    size,
    stride,
    isPadded,
    padding,
    inputChannels: input.channels,
    channels,
    activation,
  };
};

/** The trunk's blocks for views of `viewSizePx`, from the image up. */
export const planTrunk = (spec: TrunkSpec, viewSizePx: number): PlannedBlock[] => {
  let shape: ActivationShape = { height: viewSizePx, width: viewSizePx, channels: 3 };
  return spec.blocks.map((block) => {
    const layers = block.layers.map((layer) => {
      const planned = planLayer(layer, block.name, shape);
      shape = layerOutputShape(layer, shape);
      return planned;
    });
    return { name: block.name, layers, output: shape };
  });
};

/** The head of a task; its layers are named as the task names their parameters. */
export const planHead = (
  { name, layout }: Pick<PretextTask, 'name' | 'layout'>,
  { trunk, jigsawHead }: NetworkSpec,
): PlannedHead => {
  const { viewSizePx, viewsPerImage: tiles, classes } = layout;
  const { height, width, channels } = trunkOutputShape(trunk, viewSizePx);
  switch (name) {
    case 'rotation': {
      const logits: PlannedDense = {
        name: 'rotation.logits',
        inputs: channels,
        units: classes,
        activation: 'bias',
      };
      return { task: name, viewSizePx, logits };
    }
    case 'jigsaw': {
      const { tileUnits, puzzleUnits, activation } = jigsawHead;
      return {
        task: name,
        viewSizePx,
        tiles,
        perTile: {
          name: 'jigsaw.fc6',
          inputs: height * width * channels,
          units: tileUnits,
          activation,
        },
        perPuzzle: {
          name: 'jigsaw.fc7',
          inputs: tiles * tileUnits,
          units: puzzleUnits,
          activation,
        },
        logits: { name: 'jigsaw.logits', inputs: puzzleUnits, units: classes, activation: 'bias' },
      };
    }
  }
};
