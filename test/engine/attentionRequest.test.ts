/** Where a run's network looks, from the request to its result. */
import { cp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import * as tf from '@tensorflow/tfjs';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';

import { explainImages } from '../../src/engine/evaluation/attention/explainImages.js';
import { attentionReportSchema, type ExplainImagesParams } from '../../src/protocol/attention.js';
import { createReadingWorld } from './evaluationFixtures.js';
import { loadKernels } from './kernelSets.js';
import { createPretrainedRun } from './pretrainedRun.js';
import { createFolder, createImages } from './runs.js';

await loadKernels();

const never = new AbortController().signal;

describe('the request', () => {
  let folder: string;
  beforeAll(async () => {
    folder = join(await createFolder(), 'images');
    await cp(await createImages(12), folder, { recursive: true });
    await writeFile(join(folder, 'broken.png'), Uint8Array.of(0x89, 0x50, 0x4e, 0x47));
  });
  const paramsOf = (runFolder: string): ExplainImagesParams => ({
    ...{ runFolder, folder, paths: null, count: 4, task: null, block: null, workers: 1 },
    ...{ sidePx: 64, outFile: null },
  });

  it.each([
    ['rotation', 'rotation-small', 'rotation', 4],
    ['jigsaw', 'jigsaw-small', 'jigsaw', 1],
    ['both', 'jigsaw-small', 'jigsaw', 1],
  ] as const)('explains images of a run of %s', async (task, preset, explained, labels) => {
    const { runFolder } = await createPretrainedRun(task, preset);
    const before = tf.memory().numTensors;
    const outFile = join(await createFolder(), 'sheet.png');
    const params = { ...paramsOf(runFolder), task: explained, outFile };
    const report = await explainImages(params, createReadingWorld(), never);
    expect(tf.memory().numTensors).toBe(before);
    expect(attentionReportSchema.parse(report)).toEqual(report);
    expect(report.task).toBe(explained);
    const readable = report.images.filter(({ message }) => message === null);
    expect(report.images).toHaveLength(4);
    expect(readable.length).toBeGreaterThanOrEqual(3);
    for (const { answers, picture } of readable) {
      expect(answers).toHaveLength(labels);
      expect(picture).not.toBeNull();
    }
    expect(report.file).toBe(outFile);
    expect(await sharp(outFile).metadata()).toMatchObject({ format: 'png', channels: 3 });
    // Named again, each image is explained the same.
    const paths = report.images.map(({ path }) => path).reverse();
    const again = await explainImages({ ...params, paths }, createReadingWorld(), never);
    expect(again.images.reverse()).toEqual(report.images);
  });

  it('says of each image that it cannot read why, and reads none outside the folder', async () => {
    const { runFolder } = await createPretrainedRun('rotation', 'rotation-small');
    const before = tf.memory().numTensors;
    const ask = (changes: Partial<ExplainImagesParams>) =>
      explainImages({ ...paramsOf(runFolder), ...changes }, createReadingWorld(), never);
    const outFile = join(await createFolder(), 'sheet.png');
    const { images, file } = await ask({ paths: ['gone.png', 'broken.png'], outFile });
    expect(file).toBeNull();
    for (const { picture, answers, message } of images) {
      expect({ picture, answers }).toEqual({ picture: null, answers: [] });
      expect(message?.text).toMatch(/\S/);
    }
    await writeFile(join(folder, '..', 'secret.png'), 'none of yours');
    for (const path of ['../secret.png', join(folder, '..', 'secret.png'), 'a/../../secret.png']) {
      await expect(ask({ paths: [path] })).rejects.toMatchObject({ code: 'badArgument' });
      await expect(ask({ paths: [path] })).rejects.toThrow(/is not in the folder/);
    }
    await rm(join(folder, '..', 'secret.png'));
    const refused = async (changes: Partial<ExplainImagesParams>, code: string, words: RegExp) => {
      await expect(ask(changes)).rejects.toMatchObject({ code });
      await expect(ask(changes)).rejects.toThrow(words);
    };
    await refused({ task: 'jigsaw' }, 'badArgument', /trained on rotation.*task jigsaw/);
    await refused({ outFile: join(outFile, 'a.png') }, 'notWritable', /there is no folder/);
    await refused({ block: 'top' }, 'badArgument', /no block top/);
    await refused({ folder: await createFolder() }, 'tooFewImages', /no readable image/);
    await refused({ folder: join(folder, 'none') }, 'folderMissing', /no folder/);
    await refused({ runFolder: folder }, 'runUnreadable', /run folder/);
    const stopped = AbortSignal.abort(new Error('Enough.'));
    const given = explainImages(paramsOf(runFolder), createReadingWorld(), stopped);
    await expect(given).rejects.toThrow('Enough.');
    expect(tf.memory().numTensors).toBe(before);
  });
});
