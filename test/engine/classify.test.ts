/** Classification from the request to its result and its file, and what can be wrong. */
import { cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';

import { classify } from '../../src/engine/evaluation/classification/classify.js';
import { parseCsv } from '../../src/engine/evaluation/csv.js';
import { nodeDisk } from '../../src/engine/runFolder/atomicFile.js';
import { defaultClassification, type ClassifyParams } from '../../src/protocol/classification.js';
import { createReadingWorld, createShortRun } from './evaluationFixtures.js';
import { loadKernels } from './kernelSets.js';
import { createFolder } from './runs.js';
import { withEngine } from './testEngine.js';

await loadKernels();

const never = new AbortController().signal;
let runFolder: string;
let labelledFolder: string;
/** The labelled images once more, all in one folder. */
let folder: string;
/** By the names in that folder. */
const truth = new Map<string, string>();

beforeAll(async () => {
  const run = await createShortRun('rotation', 60);
  ({ runFolder } = run);
  labelledFolder = join(await createFolder(), 'labelled');
  folder = join(await createFolder(), 'mixed');
  await mkdir(folder);
  const classes = (await readdir(run.folder)).filter((name) => !name.startsWith('.')).sort();
  for (const name of classes.slice(0, 3)) {
    await cp(join(run.folder, name), join(labelledFolder, name), { recursive: true });
    for (const [i, file] of (await readdir(join(labelledFolder, name))).entries()) {
      const mixed = `${i} of ${name}, ${file}`;
      await cp(join(labelledFolder, name, file), join(folder, mixed));
      truth.set(mixed, name);
    }
  }
  await writeFile(join(folder, 'broken.png'), 'no image');
});

const paramsOf = (some: Partial<ClassifyParams> = {}): ClassifyParams => ({
  runFolder,
  labelledFolder,
  labels: null,
  folder,
  outFile: null,
  workers: 1,
  ...defaultClassification,
  ...some,
});
const run = (some: Partial<ClassifyParams> = {}, signal = never, world = createReadingWorld()) =>
  classify(paramsOf(some), { ...world, disk: nodeDisk }, signal);
const shareRight = (images: readonly { readonly path: string; readonly label: string }[]): number =>
  images.filter(({ path, label }) => truth.get(path) === label).length / images.length;

describe('a classification', () => {
  it('tells images that it was shown with labels, and writes what it says', async () => {
    const before = tf.memory().numTensors;
    const outFile = join(await createFolder(), 'new', 'predictions.csv');
    const result = await run({ outFile });
    expect(tf.memory().numTensors).toBe(before);
    expect(result).toMatchObject({
      kind: 'classification',
      method: 'linear',
      labelledImages: truth.size,
      file: outFile,
      skippedImages: 1,
    });
    expect(result.classes).toHaveLength(3);
    expect(result.images.map(({ path }) => path).toSorted()).toEqual([...truth.keys()].toSorted());
    expect(shareRight(result.images)).toBeGreaterThan(0.8);
    const held = result.validationAccuracy;
    expect(held.images).toBe(3 * Math.round(truth.size / 15));
    expect(held.low).toBeLessThanOrEqual(held.accuracy);
    expect(held.accuracy).toBeLessThanOrEqual(held.high);

    const [header, ...rows] = parseCsv(await readFile(outFile, 'utf8')).map(({ cells }) => cells);
    const columns = result.classes.map((name) => `p_${name}`);
    expect(header).toEqual(['path', 'label', 'probability', ...columns]);
    expect(rows.map(([path, label]) => ({ path, label }))).toEqual(
      result.images.map(({ path, label }) => ({ path, label })),
    );
    for (const [i, [, label = '', probability, ...all]] of rows.entries()) {
      const numbers = all.map(Number);
      expect(numbers.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 4);
      expect(Math.max(...numbers)).toBe(Number(probability));
      expect(numbers[result.classes.indexOf(label)]).toBe(Number(probability));
      expect(Number(probability)).toBeCloseTo(result.images[i]?.probability ?? NaN, 5);
    }

    const again = await run();
    expect({ ...again, elapsedMs: 0 }).toEqual({ ...result, file: null, elapsedMs: 0 });
    const taken = await readFile(outFile, 'utf8');
    await expect(run({ outFile })).rejects.toMatchObject({
      code: 'notWritable',
      message: expect.stringMatching(/already, and nothing is overwritten/) as string,
    });
    expect(await readFile(outFile, 'utf8')).toBe(taken);
    expect((await run({ block: 'block2' })).block).toBe('block2');
  });

  it('fine-tunes the whole network where that is asked for', async () => {
    const before = tf.memory().numTensors;
    const world = createReadingWorld();
    const result = await run({ fineTune: { epochs: 40 } }, never, world);
    expect(tf.memory().numTensors).toBe(before);
    expect(result).toMatchObject({ method: 'fineTuned', block: 'block6', l2: null });
    expect(shareRight(result.images)).toBeGreaterThan(0.8);
    const steps = world.events.flatMap((event) =>
      event.kind === 'evaluationProgress' && event.phase === 'training' ? [event] : [],
    );
    expect(steps.at(-1)?.done).toBe(steps.at(-1)?.total);

    const controller = new AbortController();
    const report: typeof world.report = (event) => {
      if (event.kind === 'evaluationProgress' && event.done === 45) controller.abort();
    };
    const stopped = run({ fineTune: { epochs: 40 } }, controller.signal, { ...world, report });
    await expect(stopped).rejects.toThrow();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('is refused in words over the engine, which does not end of it', async () => {
    const one = join(await createFolder(), 'one');
    const [name = ''] = await readdir(labelledFolder);
    await cp(join(labelledFolder, name), join(one, name), { recursive: true });
    const file = join(await createFolder(), 'file');
    await writeFile(file, 'x');
    await withEngine(async ({ client }) => {
      const refused = (some: Partial<ClassifyParams>, code: string, message: RegExp) =>
        expect(client.call('classify', paramsOf(some))).rejects.toMatchObject({
          code,
          message: expect.stringMatching(message) as string,
        });
      await refused({ block: 'block9' }, 'badArgument', /no block named block9/);
      await refused({ labelledFolder: one }, 'badArgument', /fewer than two classes/);
      await refused({ labelledFolder: folder }, 'badArgument', /no image .* label/i);
      await refused({ folder: await createFolder() }, 'tooFewImages', /no readable image/);
      await refused({ folder: join(folder, 'gone') }, 'folderMissing', /gone/);
      await refused({ runFolder: folder }, 'runUnreadable', /run/);
      await refused({ outFile: file }, 'notWritable', /already/);
      await refused({ outFile: join(file, 'in a file.csv') }, 'notWritable', /Cannot write/);
      const { images } = await client.call('classify', paramsOf({ block: 'block1' }));
      expect(images).toHaveLength(truth.size);
    });
  });
});
