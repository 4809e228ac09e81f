/** First filters as pictures, against the weights. */
import { join } from 'node:path';

import * as tf from '@tensorflow/tfjs';
import sharp from 'sharp';
import { expect, it } from 'vitest';

import { readFilters } from '../../src/engine/evaluation/filters/readFilters.js';
import { openTrunk } from '../../src/engine/evaluation/openTrunk.js';
import { hashConfig, saveCheckpoint } from '../../src/engine/runFolder/checkpoint.js';
import { filtersSchema } from '../../src/protocol/filters.js';
import { checkpointState } from '../unit/runFolder/runFixtures.js';
import { createReadingWorld } from './evaluationFixtures.js';
import { loadKernels } from './kernelSets.js';
import { createPretrainedRun } from './pretrainedRun.js';
import { createFolder } from './runs.js';

await loadKernels();
const never = new AbortController().signal;

it.each([
  ['rotation', 'rotation-small', 'block1.conv', 3, 32, 33],
  ['rotation', 'rotation-paper-3', 'block1.conv1', 5, 192, 30],
  ['jigsaw', 'jigsaw-small', 'block1.conv', 3, 32, 33],
] as const)(
  'of %s with %s are those of the checkpoint, beside those at the start',
  async (task, preset, layer, sizePx, count, pictureSidePx) => {
    const { runFolder, opened } = await createPretrainedRun(task, preset);
    const name = `${layer}.filter`;
    // Training has turned the first layer over and doubled it, but for a filter that died.
    const tensors = [...opened.checkpoint.tensors.values()].map((tensor) =>
      tensor.name === name && tensor.data instanceof Float32Array
        ? { ...tensor, data: tensor.data.map((weight, i) => (i % count === 1 ? 0 : -2 * weight)) }
        : tensor,
    );
    const state = { ...checkpointState(30), configHash: hashConfig(opened.run.config) };
    await saveCheckpoint(runFolder, tensors, state, 1);

    const before = tf.memory().numTensors;
    const world = createReadingWorld();
    const outFile = join(await createFolder(), 'filters.png');
    const filters = await readFilters({ runFolder, sidePx: 32, outFile }, world, never);
    expect(tf.memory().numTensors).toBe(before);
    expect(filtersSchema.parse(filters)).toEqual(filters);
    expect(filters).toMatchObject({ layer, sizePx, pictureSidePx, step: 30, file: outFile });
    expect(await sharp(outFile).metadata()).toMatchObject({ format: 'png', channels: 3 });
    expect(filters.filters).toHaveLength(count);

    const trunk = await openTrunk(runFolder, world);
    const found = trunk.parameters.trainable.find((parameter) => parameter.name === name);
    const weights = [...(found?.value.dataSync() ?? [])];
    trunk.dispose();
    const scale = pictureSidePx / sizePx;
    for (const [channel, { trained, start, similarity }] of filters.filters.entries()) {
      if (channel === 1) expect(trained.largest).toBe(0);
      else expect(trained.largest).toBeCloseTo(2 * start.largest, 5);
      expect(similarity).toBeCloseTo(channel === 1 ? 0 : -1, 5);
      if (channel > 4) continue;
      const { data, info } = await sharp(trained.picture)
        .raw()
        .toBuffer({ resolveWithObject: true });
      expect(info).toMatchObject({ width: pictureSidePx, height: pictureSidePx, channels: 3 });
      const begun = await sharp(start.picture).raw().toBuffer();
      for (let y = 0; y < pictureSidePx; y++) {
        for (let x = 0; x < pictureSidePx; x++) {
          for (let c = 0; c < 3; c++) {
            const place = (Math.floor(y / scale) * sizePx + Math.floor(x / scale)) * 3 + c;
            const share = weights[place * count + channel]! / (trained.largest || 1);
            const at = (y * pictureSidePx + x) * 3 + c;
            expect(Math.abs(data[at]! - (127.5 + 127.5 * share))).toBeLessThan(1);
            if (channel !== 1) expect(Math.abs(data[at]! + begun[at]! - 255)).toBeLessThan(2);
          }
        }
      }
    }
  },
);

it('of no run are refused in words', async () => {
  const runFolder = await createFolder();
  const params = { runFolder, sidePx: 32, outFile: null };
  const asked = readFilters(params, createReadingWorld(), never);
  await expect(asked).rejects.toMatchObject({ code: 'runUnreadable' });
  await expect(asked).rejects.toThrow(/is this a run folder/);
  const outFile = join(runFolder, 'no', 'filters.png');
  const nowhere = readFilters({ ...params, outFile }, createReadingWorld(), never);
  await expect(nowhere).rejects.toMatchObject({ code: 'notWritable' });
});
