/**
 * Writes the trunk as a TensorFlow.js layers model, `tfjs/model.json` with its weights, and loads it as
 * its users would. Batch norm stays as it is, so that the model can be trained further.
 */
import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';

import * as tf from '@tensorflow/tfjs';

import { sentence } from '../../../protocol/sentence.js';
import { batchNormEpsilon } from '../../backend/networkOps.js';
import { compareValues, type FileCheck } from '../differences.js';
import type { EngineOutputs } from '../engineOutputs.js';
import { valuesOf } from '../exportedWeights.js';
import type { Values, ValuesByName } from '../../model/parameters.js';
import { fileMetadata, type ExportSubject } from '../exportSubject.js';
import type { PlannedBlock, PlannedConv, PlannedLayer } from '../inferencePlan.js';
import { readValues, tensorOf } from '../plainTensors.js';
import type { StagedFolder } from '../stagedFolder.js';

const compared = sentence('the written model, loaded by TensorFlow.js, with the engine');
const modelFile = 'tfjs/model.json';
const weightsName = 'weights.bin';

/** `tf.layers` also applies layers to tensors, and its types leave open which it was. */
const symbolic = (value: unknown): tf.SymbolicTensor => {
  if (value instanceof tf.SymbolicTensor) return value;
  throw new Error('A layer gave no symbolic tensor.');
};

/** Layers in the order in which they are applied, each with the parameters that it takes. */
interface WeightedLayer {
  readonly layer: tf.layers.Layer;
  readonly parameters: readonly string[];
}

const convLayers = (plan: PlannedConv, name: string): WeightedLayer[] => {
  const normalises = plan.activation === 'batchNormRelu';
  const convolution = tf.layers.conv2d({
    name: normalises ? `${plan.name}.conv` : name,
    filters: plan.channels,
    kernelSize: plan.size,
    strides: plan.stride,
    padding: plan.isPadded ? 'same' : 'valid',
    useBias: !normalises,
    // The weights are about to be set, so none need be drawn.
    kernelInitializer: 'zeros',
    ...(plan.activation === 'biasRelu' ? { activation: 'relu' } : {}),
  });
  const filter = `${plan.name}.filter`;
  if (!normalises) return [{ layer: convolution, parameters: [filter, `${plan.name}.bias`] }];
  const norm = tf.layers.batchNormalization({
    name: `${plan.name}.norm`,
    epsilon: batchNormEpsilon,
  });
  return [
    { layer: convolution, parameters: [filter] },
    {
      layer: norm,
      parameters: ['gamma', 'beta', 'mean', 'variance'].map((part) => `${plan.name}.${part}`),
    },
    { layer: tf.layers.reLU({ name }), parameters: [] },
  ];
};

const layersOf = (plan: PlannedLayer, name: string): WeightedLayer[] => {
  if (plan.kind === 'conv') return convLayers(plan, name);
  const pool = plan.method === 'max' ? tf.layers.maxPooling2d : tf.layers.averagePooling2d;
  const padding = plan.isPadded ? 'same' : 'valid';
  const layer = pool({ name, poolSize: plan.size, strides: plan.stride, padding });
  return [{ layer, parameters: [] }];
};

/** Outputs are named like the blocks. The caller disposes the model. */
const createModel = (
  blocks: readonly PlannedBlock[],
  viewSizePx: number,
  weights: ValuesByName,
): tf.LayersModel => {
  const input = tf.input({ shape: [viewSizePx, viewSizePx, 3], name: 'views' });
  const weighted: WeightedLayer[] = [];
  let x = input;
  const outputs = blocks.map((block) => {
    block.layers.forEach((plan, i) => {
      const isLast = i === block.layers.length - 1;
      for (const item of layersOf(plan, isLast ? block.name : plan.name)) {
        weighted.push(item);
        x = symbolic(item.layer.apply(x));
      }
    });
    return x;
  });
  const model = tf.model({ inputs: input, outputs, name: 'trunk' });
  tf.tidy(() => {
    for (const { layer, parameters } of weighted) {
      layer.setWeights(parameters.map((name) => tensorOf(valuesOf(weights, name))));
    }
  });
  return model;
};

const chunksOf = (data: tf.io.WeightData | undefined): Uint8Array[] => {
  if (data === undefined) throw new Error('The model was saved without weights.');
  return (Array.isArray(data) ? data : [data]).map((buffer) => new Uint8Array(buffer));
};

const saveModel = async (
  model: tf.LayersModel,
  subject: ExportSubject,
  staged: StagedFolder,
): Promise<void> => {
  const handler = tf.io.withSaveHandler(async (artifacts) => {
    await staged.write(`${dirname(modelFile)}/${weightsName}`, chunksOf(artifacts.weightData));
    const text = JSON.stringify({
      format: 'layers-model',
      generatedBy: `pretext-lab ${subject.version}`,
      convertedBy: null,
      userDefinedMetadata: fileMetadata(subject, 'NHWC', subject.preprocessing),
      modelTopology: artifacts.modelTopology,
      weightsManifest: [{ paths: [weightsName], weights: artifacts.weightSpecs }],
    });
    await staged.write(modelFile, [Buffer.from(text)]);
    return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } };
  });
  await model.save(handler);
};

/**
 * Loads the written files as a page does that was given their address; only here each address is a
 * file of the folder. tfjs itself reads files on one of its backends only.
 */
const loadModel = (staged: StagedFolder): Promise<tf.LayersModel> =>
  tf.loadLayersModel(
    tf.io.http(modelFile, {
      fetchFunc: async (address) => {
        if (typeof address !== 'string')
          throw new Error('A file has no other address than its name.');
        return new Response(await readFile(staged.pathOf(address)));
      },
    }),
  );

const predict = (model: tf.LayersModel, views: Values): Promise<Values[]> =>
  readValues(() => {
    const outputs = model.predict(tensorOf(views));
    return Array.isArray(outputs) ? outputs : [outputs];
  });

/**
 * @returns how far the loaded model is from the engine
 * @throws LabError `diskFull`, `notWritable`, `internal`
 */
export const exportTfjs = async (
  subject: ExportSubject,
  reference: EngineOutputs,
  staged: StagedFolder,
): Promise<FileCheck> => {
  const model = createModel(subject.blocks, subject.viewSizePx, subject.weights);
  try {
    await saveModel(model, subject, staged);
  } finally {
    model.dispose();
  }
  const loaded = await loadModel(staged);
  try {
    const outputs = await predict(loaded, reference.views);
    const pairs = reference.blocks.map((expected, i) => ({
      expected,
      actual: outputs[i] ?? { shape: [], data: new Float32Array() },
    }));
    return compareValues(modelFile, compared, pairs);
  } finally {
    loaded.dispose();
  }
};
