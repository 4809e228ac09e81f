/** Writes the trunk and the heads of a run as ONNX, and computes what was written. */
import { readFile } from 'node:fs/promises';

import * as tf from '@tensorflow/tfjs';

import { sentence } from '../../../protocol/sentence.js';
import { compareValues, type FileCheck } from '../differences.js';
import type { EngineOutputs } from '../engineOutputs.js';
import type { Values } from '../../model/parameters.js';
import { fileMetadata, type ExportSubject } from '../exportSubject.js';
import { readValues, tensorOf } from '../plainTensors.js';
import type { StagedFolder } from '../stagedFolder.js';
import { evaluateOnnx } from './evaluateOnnx.js';
import { headGraph, trunkGraph } from './onnxGraph.js';
import { decodeOnnx, encodeOnnx, type OnnxModel } from './onnxModel.js';

const compared = sentence(
  'the graph of the written file, computed operator by operator, with the engine',
);

/** @returns [.., C, h, w] as [.., h, w, C] */
const channelsLast = (tensor: tf.Tensor): tf.Tensor =>
  tensor.rank === 4 ? tf.transpose(tensor, [0, 2, 3, 1]) : tensor;

const runModel = async (model: OnnxModel, input: Values): Promise<Map<string, Values>> => {
  let names: readonly string[] = [];
  const values = await readValues(() => {
    const [{ name, shape } = { name: '', shape: [] }] = model.inputs;
    const views = tf.transpose(tensorOf(input), [0, 3, 1, 2]);
    const sides = shape.slice(1).map(Number);
    const outputs = evaluateOnnx(model, { [name]: tf.reshape(views, [-1, ...sides]) });
    names = [...outputs.keys()];
    return [...outputs.values()].map(channelsLast);
  });
  return new Map(values.map((value, i) => [names[i] ?? '', value]));
};

const writeModel = async (
  staged: StagedFolder,
  name: string,
  model: OnnxModel,
  input: Values,
  expected: readonly (readonly [name: string, values: Values])[],
): Promise<FileCheck> => {
  const file = await staged.write(name, [encodeOnnx(model)]);
  const actual = await runModel(decodeOnnx(await readFile(file)), input);
  const pairs = expected.map(([output, values]) => ({
    expected: values,
    actual: actual.get(output) ?? { shape: [], data: new Float32Array() },
  }));
  return compareValues(name, compared, pairs);
};

/**
 * Writes `trunk.onnx`, and for each task one named after it.
 * @returns how far each is from the engine
 * @throws LabError `diskFull`, `notWritable`, `internal`
 */
export const exportOnnx = async (
  subject: ExportSubject,
  reference: EngineOutputs,
  staged: StagedFolder,
): Promise<FileCheck[]> => {
  const { blocks, viewSizePx, weights, preprocessing, heads, version } = subject;
  const shared = { producerVersion: version };
  const trunk = {
    ...trunkGraph(blocks, viewSizePx, weights),
    ...shared,
    metadata: fileMetadata(subject, 'NCHW', preprocessing),
  };
  const checks = [
    await writeModel(
      staged,
      'trunk.onnx',
      trunk,
      reference.views,
      reference.blocks.map((block) => [block.name, block]),
    ),
  ];
  for (const [i, { head, blocks: headBlocks, preprocessing: headSteps }] of heads.entries()) {
    const outputs = reference.heads[i];
    if (outputs === undefined) continue;
    const model = {
      ...headGraph(head, headBlocks, weights),
      ...shared,
      metadata: fileMetadata(subject, 'NCHW', headSteps),
    };
    checks.push(
      await writeModel(staged, `${head.task}.onnx`, model, outputs.inputs, [
        ['logits', outputs.logits],
      ]),
    );
  }
  return checks;
};
