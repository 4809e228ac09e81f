/** Exported networks in the runtimes that they are exported for, against the engine. */
import { readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';

import * as tf from '@tensorflow/tfjs';
import * as ort from 'onnxruntime-web';
import { beforeAll, describe, expect, it } from 'vitest';

import { makeCheckViews } from '../../src/engine/exporting/checkViews.js';
import { engineOutputs } from '../../src/engine/exporting/engineOutputs.js';
import { permuteAxes } from '../../src/engine/exporting/exportedWeights.js';
import type { Values } from '../../src/engine/model/parameters.js';
import { exportRun } from '../../src/engine/exporting/exportRun.js';
import { fullAfter } from '../unit/runFolder/runFixtures.js';
import { nodeDisk } from '../../src/engine/runFolder/atomicFile.js';
import { float32Tensors } from '../../src/engine/runFolder/checkpointTensors.js';
import type { ExportFormat } from '../../src/protocol/exporting.js';
import { createReadingWorld } from './evaluationFixtures.js';
import { loadKernels } from './kernelSets.js';
import { createPretrainedRun, exportCases, newFolder } from './pretrainedRun.js';
import { createImages } from './runs.js';

await loadKernels();
// One test file at a time has the cores.
ort.env.wasm.numThreads = 1;

const unstopped = new AbortController().signal;

const tolerance = 1e-4;
const world = { ...createReadingWorld(), disk: nodeDisk, versions: { pretextLab: '1.2.3' } };

const furthest = (a: Values, b: Values): number => {
  expect(a.shape).toEqual(b.shape);
  return a.data.reduce((most, value, i) => Math.max(most, Math.abs(value - b.data[i]!)), 0);
};

const channelsFirst = (values: Values): Values => permuteAxes(values, [0, 3, 1, 2]);

/** The first `count` rows. */
const firstRows = ({ shape, data }: Values, count: number): Values => ({
  shape: [count, ...shape.slice(1)],
  data: data.slice(0, (data.length / (shape[0] ?? 1)) * count),
});

const runOnnx = async (file: string, input: Values): Promise<Map<string, Values>> => {
  const session = await ort.InferenceSession.create(file);
  const [name = ''] = session.inputNames;
  const outputs = await session.run({
    [name]: new ort.Tensor('float32', input.data, [...input.shape]),
  });
  const values = new Map<string, Values>();
  for (const [output, { data, dims }] of Object.entries(outputs)) {
    if (!(data instanceof Float32Array)) throw new Error(`${output} is not float32.`);
    values.set(output, { shape: [...dims], data });
  }
  await session.release();
  return values;
};

let images: { folder: string; paths: string[] };
beforeAll(async () => {
  const folder = await createImages(6);
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && !entry.name.startsWith('.'));
  const paths = files.map(({ parentPath, name }) => relative(folder, join(parentPath, name)));
  images = { folder, paths: paths.sort() };
});

describe.each(exportCases)(
  'an export of $preset trained on $task',
  ({ task, preset, overrides }) => {
    it('computes the same in onnxruntime and in TensorFlow.js, on real images', async () => {
      const { runFolder, opened } = await createPretrainedRun(task, preset, overrides, images);
      const checkViews = await makeCheckViews(opened);
      expect(checkViews).toMatchObject({ images: 4, areReal: true });
      const before = tf.memory().numTensors;
      const expected = await engineOutputs(opened, float32Tensors(opened.checkpoint), checkViews);
      const outFolder = await newFolder();
      const formats: ExportFormat[] = ['onnx', 'safetensors', 'tfjs'];
      const result = await exportRun({ runFolder, outFolder, formats }, world, unstopped);
      expect(tf.memory().numTensors).toBe(before);
      expect(result.checkedOn).toEqual({ images: 4, areReal: true });
      expect(result.maxAbsoluteDifference).toBeLessThan(tolerance);
      expect(result.checks.map(({ file }) => file)).toEqual([
        'trunk.onnx',
        ...opened.tasks.map(({ name }) => `${name}.onnx`),
        'weights.safetensors',
        'tfjs/model.json',
      ]);

      const differences: number[] = [];
      // Any number of views at once.
      for (const count of [1, 3]) {
        const outputs = await runOnnx(
          join(outFolder, 'trunk.onnx'),
          channelsFirst(firstRows(expected.views, count)),
        );
        expect([...outputs.keys()]).toEqual(expected.blocks.map(({ name }) => name));
        for (const block of expected.blocks) {
          const actual = outputs.get(block.name) ?? { shape: [], data: new Float32Array() };
          differences.push(furthest(channelsFirst(firstRows(block, count)), actual));
        }
      }
      for (const { task: name, inputs, logits } of expected.heads) {
        const views = channelsFirst(inputs);
        const perPuzzle = [
          logits.shape[0] ?? 0,
          views.data.length /
            views.shape.slice(1).reduce((a, b) => a * b, 1) /
            (logits.shape[0] ?? 1),
        ];
        const shape = name === 'jigsaw' ? [...perPuzzle, ...views.shape.slice(1)] : views.shape;
        const outputs = await runOnnx(join(outFolder, `${name}.onnx`), { shape, data: views.data });
        differences.push(
          furthest(logits, outputs.get('logits') ?? { shape: [], data: new Float32Array() }),
        );
      }
      const largest = Math.max(
        ...expected.blocks.flatMap(({ data }) => data.reduce((a, b) => Math.max(a, b), 0)),
      );
      // The features are worth comparing.
      expect(largest).toBeGreaterThan(0.5);
      expect(Math.max(...differences)).toBeLessThan(tolerance);
    });
  },
);

describe('an export', () => {
  it('leaves nothing behind on a full disk', async () => {
    const { runFolder } = await createPretrainedRun('rotation', 'rotation-small');
    const outFolder = await newFolder();
    const before = tf.memory().numTensors;
    const full = { ...world, disk: fullAfter(1_000_000) };
    const attempt = exportRun(
      { runFolder, outFolder, formats: ['onnx', 'pytorch'] },
      full,
      unstopped,
    );
    await expect(attempt).rejects.toMatchObject({ code: 'diskFull' });
    expect(tf.memory().numTensors).toBe(before);
    expect(await readdir(join(outFolder, '..'))).toEqual([]);
  });
});
