/**
 * The graphs that are exported: the trunk with the features of every block, and the trunk with the head
 * of a pretext task. Batch norm is folded into weights and biases, as the engine evaluates: an ONNX file
 * is there to be run, not to be trained on.
 *
 * Channels come first, as users of ONNX expect: views are float32 [N, 3, H, W].
 */
import type { ActivationShape } from '../../model/layers.js';
import { filterOutputFirst, foldedWeights } from '../exportedWeights.js';
import type { ValuesByName } from '../../model/parameters.js';
import type {
  Padding,
  PlannedBlock,
  PlannedDense,
  PlannedHead,
  PlannedLayer,
} from '../inferencePlan.js';
import type { OnnxGraph, OnnxNode, OnnxTensor } from './onnxModel.js';

/** A graph that grows node by node. */
class GraphBuilder {
  readonly nodes: OnnxNode[] = [];
  readonly constants: OnnxTensor[] = [];
  readonly #source: ValuesByName;

  constructor(source: ValuesByName) {
    this.#source = source;
  }

  /** @returns the name of the result */
  add(
    operator: string,
    output: string,
    inputs: readonly string[],
    attributes: OnnxNode['attributes'] = {},
  ): string {
    this.nodes.push({ operator, inputs, outputs: [output], attributes });
    return output;
  }

  /** @param shape -1 is what is left */
  reshape(input: string, output: string, shape: readonly number[]): string {
    const name = `${output}.shape`;
    const data = BigInt64Array.from(shape, BigInt);
    this.constants.push({ name, shape: [shape.length], data });
    return this.add('Reshape', output, [input, name]);
  }

  layer(layer: PlannedLayer, input: string, output: string): string {
    const shared = {
      kernel_shape: [layer.size, layer.size],
      strides: [layer.stride, layer.stride],
      pads: edges(layer.padding),
    };
    if (layer.kind === 'pool') {
      return layer.method === 'max'
        ? this.add('MaxPool', output, [input], shared)
        : this.add('AveragePool', output, [input], { ...shared, count_include_pad: 0 });
    }
    const { weights, bias } = foldedWeights(layer, this.#source);
    const filter = { name: `${layer.name}.weight`, ...filterOutputFirst(weights) };
    const shift = { name: `${layer.name}.bias`, ...bias };
    this.constants.push(filter, shift);
    const isRectified = layer.activation !== 'bias';
    const sum = isRectified ? `${layer.name}.sum` : output;
    this.add('Conv', sum, [input, filter.name, shift.name], shared);
    return isRectified ? this.add('Relu', output, [sum]) : sum;
  }

  /** @param input [N, inputs] */
  dense(layer: PlannedDense, input: string, output: string): string {
    const { weights, bias } = foldedWeights(layer, this.#source);
    const matrix = { name: `${layer.name}.weight`, ...weights };
    const shift = { name: `${layer.name}.bias`, ...bias };
    this.constants.push(matrix, shift);
    const isRectified = layer.activation !== 'bias';
    const sum = isRectified ? `${layer.name}.sum` : output;
    this.add('Gemm', sum, [input, matrix.name, shift.name]);
    return isRectified ? this.add('Relu', output, [sum]) : sum;
  }

  /** @returns the name of the last block's features */
  trunk(blocks: readonly PlannedBlock[], input: string): string {
    return blocks.reduce(
      (before, { name, layers }) =>
        layers.reduce(
          (x, layer, i) => this.layer(layer, x, i === layers.length - 1 ? name : layer.name),
          before,
        ),
      input,
    );
  }
}

/** Top, left, bottom, right. */
const edges = ({ before, after }: Padding): number[] => [before, before, after, after];

const channelsFirst = ({ height, width, channels }: ActivationShape): (number | string)[] => [
  'N',
  channels,
  height,
  width,
];

/** Views to the features of every block; outputs are named like the blocks. */
export const trunkGraph = (
  blocks: readonly PlannedBlock[],
  viewSizePx: number,
  source: ValuesByName,
): OnnxGraph => {
  const graph = new GraphBuilder(source);
  graph.trunk(blocks, 'views');
  return {
    name: 'trunk',
    nodes: graph.nodes,
    constants: graph.constants,
    inputs: [{ name: 'views', shape: ['N', 3, viewSizePx, viewSizePx] }],
    outputs: blocks.map(({ name, output }) => ({ name, shape: channelsFirst(output) })),
  };
};

/**
 * The pretext task as a whole, to `logits` [N, classes]. The rotation takes `views`
 * [N, 3, H, W]; the jigsaw takes `tiles` [N, T, 3, H, W], each at the position at which it is shown.
 * @param blocks planned for views of the head's size
 */
export const headGraph = (
  head: PlannedHead,
  blocks: readonly PlannedBlock[],
  source: ValuesByName,
): OnnxGraph => {
  const graph = new GraphBuilder(source);
  const { viewSizePx } = head;
  const shared = { name: head.task, nodes: graph.nodes, constants: graph.constants };
  const outputs = [{ name: 'logits', shape: ['N', head.logits.units] }];
  switch (head.task) {
    case 'rotation': {
      const features = graph.trunk(blocks, 'views');
      const mean = graph.add('GlobalAveragePool', 'mean', [features]);
      graph.dense(head.logits, graph.add('Flatten', 'mean.flat', [mean], { axis: 1 }), 'logits');
      const inputs = [{ name: 'views', shape: ['N', 3, viewSizePx, viewSizePx] }];
      return { ...shared, inputs, outputs };
    }
    case 'jigsaw': {
      const { tiles, perTile, perPuzzle } = head;
      const views = graph.reshape('tiles', 'views', [-1, 3, viewSizePx, viewSizePx]);
      const features = graph.trunk(blocks, views);
      // The engine flattens with channels last, and so are the rows of its matrix ordered.
      const turned = graph.add('Transpose', 'features', [features], { perm: [0, 2, 3, 1] });
      const flat = graph.reshape(turned, 'features.flat', [-1, perTile.inputs]);
      const units = graph.dense(perTile, flat, 'tileUnits');
      const puzzle = graph.reshape(units, 'puzzle', [-1, perPuzzle.inputs]);
      graph.dense(head.logits, graph.dense(perPuzzle, puzzle, 'puzzleUnits'), 'logits');
      const inputs = [{ name: 'tiles', shape: ['N', tiles, 3, viewSizePx, viewSizePx] }];
      return { ...shared, inputs, outputs };
    }
  }
};
