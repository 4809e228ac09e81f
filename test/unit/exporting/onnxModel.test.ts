import { describe, expect, it } from 'vitest';

import type { ValuesByName } from '../../../src/engine/model/parameters.js';
import { planTrunk } from '../../../src/engine/exporting/inferencePlan.js';
import { trunkGraph } from '../../../src/engine/exporting/onnx/onnxGraph.js';
import {
  decodeOnnx,
  encodeOnnx,
  type OnnxModel,
} from '../../../src/engine/exporting/onnx/onnxModel.js';
import type { TrunkSpec } from '../../../src/engine/model/trunk.js';

const conv = { kind: 'conv', channels: 2, size: 3, activation: 'biasRelu' } as const;
const trunk: TrunkSpec = {
  blocks: [
    {
      name: 'block1',
      layers: [
        { ...conv, name: 'conv', stride: 2, padding: 'same' },
        { kind: 'pool', name: 'pool', method: 'average', size: 3, stride: 2, padding: 'same' },
      ],
    },
    { name: 'block2', layers: [{ ...conv, name: 'conv', stride: 1, padding: 'valid' }] },
  ],
};
const counting = (shape: number[]) => ({
  shape,
  data: Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => i),
});
const weights: ValuesByName = new Map([
  ['block1.conv.filter', counting([3, 3, 3, 2])],
  ['block1.conv.bias', counting([2])],
  ['block2.conv.filter', counting([3, 3, 2, 2])],
  ['block2.conv.bias', counting([2])],
]);
const model: OnnxModel = {
  ...trunkGraph(planTrunk(trunk, 16), 16, weights),
  metadata: { preset: 'tiny', words: 'größer 자' },
  producerVersion: '1.2.3',
};

describe('an ONNX model', () => {
  it('comes back from its bytes as it was', () => {
    const shapes = { name: 'shape', shape: [2], data: BigInt64Array.of(-1n, 12n) };
    const wanted = { ...model, constants: [...model.constants, shapes] };
    expect(decodeOnnx(encodeOnnx(wanted))).toEqual(wanted);
    expect(() => decodeOnnx(new Uint8Array())).toThrow('no ONNX graph');
  });

  it('pads as TensorFlow does, and names its outputs after the blocks', () => {
    expect(model.inputs).toEqual([{ name: 'views', shape: ['N', 3, 16, 16] }]);
    expect(model.outputs).toEqual([
      { name: 'block1', shape: ['N', 2, 4, 4] },
      { name: 'block2', shape: ['N', 2, 2, 2] },
    ]);
    const windows = { kernel_shape: [3, 3], strides: [2, 2], pads: [0, 0, 1, 1] };
    expect(
      model.nodes.map(({ operator, outputs, attributes }) => [operator, outputs[0], attributes]),
    ).toEqual([
      ['Conv', 'block1.conv.sum', windows],
      ['Relu', 'block1.conv', {}],
      ['AveragePool', 'block1', { ...windows, count_include_pad: 0 }],
      ['Conv', 'block2.conv.sum', { kernel_shape: [3, 3], strides: [1, 1], pads: [0, 0, 0, 0] }],
      ['Relu', 'block2', {}],
    ]);
    expect(model.constants.map(({ name, shape }) => [name, shape])).toEqual([
      ['block1.conv.weight', [2, 3, 3, 3]],
      ['block1.conv.bias', [2]],
      ['block2.conv.weight', [2, 2, 3, 3]],
      ['block2.conv.bias', [2]],
    ]);
  });
});
