/**
 * A run's weights by the names and in the layouts of the PyTorch module that `pytorchModule.ts` writes.
 * Batch norm stays as it is, so that the module can be trained further.
 */
import type { NamedTensor } from '../../runFolder/safetensors.js';
import {
  filterOutputFirst,
  filterOutputLast,
  transposeMatrix,
  valuesOf,
} from '../exportedWeights.js';
import type { Values, ValuesByName } from '../../model/parameters.js';
import type { PlannedBlock, PlannedConv, PlannedDense, PlannedHead } from '../inferencePlan.js';

/** The file of an export that holds them. */
export const weightsFile = 'weights.safetensors';

/** A tensor of the checkpoint, and what it is called and how it lies in PyTorch. */
interface Placement {
  readonly source: string;
  readonly target: string;
  readonly toTarget: (values: Values) => Values;
  readonly toSource: (values: Values) => Values;
}

const asItIs = (values: Values): Values => values;

const followers = (layer: PlannedConv | PlannedDense, target: string, product: string) => {
  const names: Record<string, string> =
    layer.activation === 'batchNormRelu'
      ? {
          gamma: 'norm.weight',
          beta: 'norm.bias',
          mean: 'norm.running_mean',
          variance: 'norm.running_var',
        }
      : { bias: `${product}.bias` };
  return Object.entries(names).map(([part, name]): Placement => ({
    source: `${layer.name}.${part}`,
    target: `${target}.${name}`,
    toTarget: asItIs,
    toSource: asItIs,
  }));
};

const convPlacements = (layer: PlannedConv): Placement[] => {
  const target = `trunk.${layer.name}`;
  return [
    {
      source: `${layer.name}.filter`,
      target: `${target}.conv.weight`,
      toTarget: filterOutputFirst,
      toSource: filterOutputLast,
    },
    ...followers(layer, target, 'conv'),
  ];
};

const densePlacements = (layer: PlannedDense): Placement[] => [
  {
    source: `${layer.name}.matrix`,
    target: `${layer.name}.linear.weight`,
    toTarget: transposeMatrix,
    toSource: transposeMatrix,
  },
  ...followers(layer, layer.name, 'linear'),
];

/** The fully connected layers of a head, from the trunk up. */
const denseLayers = (head: PlannedHead): PlannedDense[] => {
  switch (head.task) {
    case 'rotation':
      return [head.logits];
    case 'jigsaw':
      return [head.perTile, head.perPuzzle, head.logits];
  }
};

const placementsOf = (
  blocks: readonly PlannedBlock[],
  heads: readonly PlannedHead[],
): Placement[] => [
  ...blocks
    .flatMap(({ layers }) => layers)
    .flatMap((layer) => (layer.kind === 'conv' ? convPlacements(layer) : [])),
  ...heads.flatMap(denseLayers).flatMap(densePlacements),
];

/** The tensors of the weights file. @throws Error when the checkpoint lacks one */
export const pytorchTensors = (
  blocks: readonly PlannedBlock[],
  heads: readonly PlannedHead[],
  source: ValuesByName,
): NamedTensor[] =>
  placementsOf(blocks, heads).map((placement) => ({
    name: placement.target,
    dtype: 'F32',
    ...placement.toTarget(valuesOf(source, placement.source)),
  }));

/**
 * The way back: a weights file as the engine's own network holds it.
 * @throws Error when the file lacks a tensor
 */
export const checkpointValues = (
  blocks: readonly PlannedBlock[],
  heads: readonly PlannedHead[],
  tensors: ReadonlyMap<string, NamedTensor>,
): Map<string, Values> =>
  new Map(
    placementsOf(blocks, heads).map(({ source, target, toSource }): [string, Values] => {
      const tensor = tensors.get(target);
      if (!(tensor?.data instanceof Float32Array)) {
        throw new Error(`The weights file has no float32 tensor ${target}.`);
      }
      return [source, toSource({ shape: tensor.shape, data: tensor.data })];
    }),
  );
