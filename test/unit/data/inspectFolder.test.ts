import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { inspectFolder, type InspectOptions } from '../../../src/engine/data/inspectFolder.js';
import { folderSummarySchema } from '../../../src/protocol/run.js';
import { inEnglish } from '../../../src/protocol/sentence.js';
import { sceneJpeg, scenePng } from './makeImages.js';

let root = '';
const write = (relative: string, content: string | Buffer): void => {
  const file = path.join(root, relative);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, content);
};
const options: InspectOptions = {
  limits: { maxPixels: 1_000_000, maxFileBytes: 1_000_000 },
  workers: 2,
  onProgress: () => undefined,
  onSkipped: () => undefined,
};

beforeEach(() => {
  root = fs.mkdtempSync(path.join(os.tmpdir(), 'inspect folder '));
});
afterEach(() => {
  fs.rmSync(root, { recursive: true });
});

describe('inspectFolder', () => {
  it('counts, measures and reports', async () => {
    write('cats/1.jpg', await sceneJpeg(200, 100));
    write('cats/deep/2.jpg', await sceneJpeg(80, 300));
    write('dogs/3.png', await scenePng(150, 120));
    write('4.png', await scenePng(90, 90));
    write('dogs/cut.jpg', (await sceneJpeg(50, 50)).subarray(0, 400));
    write('dogs/text.jpg', 'text');
    const progress: string[] = [];
    const skipped: string[] = [];
    const summary = await inspectFolder(root, {
      ...options,
      onProgress: (phase, done, total) => progress.push(`${phase} ${done}/${total ?? '?'}`),
      onSkipped: (file) => skipped.push(file.path),
    });
    expect(folderSummarySchema.parse(summary)).toEqual(summary);
    expect(summary).toMatchObject({
      files: 6,
      readable: 4,
      classes: { cats: 2, dogs: 1 },
      medianWidth: 90,
      medianHeight: 100,
      duplicates: 0,
    });
    expect(summary.skipped.map(({ path: file, code }) => `${file} ${code}`)).toEqual([
      'dogs/cut.jpg corrupt',
      'dogs/text.jpg unsupportedFormat',
    ]);
    expect(skipped.sort()).toEqual(['dogs/cut.jpg', 'dogs/text.jpg']);
    expect(progress.slice(1)).toEqual([1, 2, 3, 4, 5].map((done) => `decode ${done}/5`));
    expect(summary.warnings.map((warning) => inEnglish(warning).split(' ')[0])).toEqual([
      'Only',
      '1',
    ]);
  });

  it('warns of small images and of copies, and of nothing in a sound folder', async () => {
    for (let i = 0; i < 10; i++) write(`${i}.png`, await scenePng(30, 40));
    const poor = await inspectFolder(root, options);
    expect(poor.duplicates).toBe(9);
    expect(poor.warnings).toHaveLength(3);

    fs.rmSync(root, { recursive: true });
    for (let i = 0; i < 210; i++) write(`${i}.jpg`, await sceneJpeg(100, 100 + i));
    expect((await inspectFolder(root, options)).warnings).toEqual([]);
  });

  it('answers for an empty folder and stops when aborted', async () => {
    const empty = await inspectFolder(root, options);
    expect(empty).toMatchObject({ files: 0, readable: 0, medianWidth: 0, classes: {} });
    expect(empty.warnings.map(inEnglish)).toEqual([
      `There are no images in ${root}: JPEG, PNG, WebP, GIF, TIFF and AVIF files are read.`,
    ]);
    write('text.jpg', 'text');
    expect((await inspectFolder(root, options)).warnings.map(inEnglish)).toEqual([
      `None of the 1 image files in ${root} can be read; the skipped files say why.`,
    ]);
    await expect(
      inspectFolder(root, { ...options, signal: AbortSignal.abort(new Error('enough')) }),
    ).rejects.toThrow('enough');
  });
});
