/** `evaluate` over the real child process: its result, its refusals, and what ends it. */
import { cp, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { defaultEvaluation, type EvaluationParams } from '../../src/protocol/evaluation.js';
import { inEnglish } from '../../src/protocol/sentence.js';
import { createShortRun } from './evaluationFixtures.js';
import { createFolder, createImages } from './runs.js';
import { startTestEngine, type TestEngine } from './testEngine.js';

let engine: TestEngine;
let folder: string;
let test: string;
let runFolder: string;
beforeAll(async () => {
  ({ folder, runFolder } = await createShortRun('rotation', 120));
  test = await createImages(60);
  engine = startTestEngine();
});
afterAll(() => engine.kill());

const paramsOf = (some: Partial<EvaluationParams> = {}): EvaluationParams => ({
  runFolder,
  trainFolder: folder,
  testFolder: null,
  trainLabels: null,
  testLabels: null,
  blocks: null,
  fewLabels: false,
  workers: 1,
  ...defaultEvaluation,
  ...some,
});
const evaluate = (some: Partial<EvaluationParams> = {}) =>
  engine.client.call('evaluate', paramsOf(some));
const refused = (some: Partial<EvaluationParams>, code: string, message: RegExp) =>
  expect(evaluate(some)).rejects.toMatchObject({
    code,
    message: expect.stringMatching(message) as string,
  });

/** Puts the images of some classes into a new folder. */
const copyClasses = async (classes: readonly string[]): Promise<string> => {
  const copy = join(await createFolder(), 'some');
  for (const name of classes) await cp(join(folder, name), join(copy, name), { recursive: true });
  return copy;
};

describe('an evaluation', () => {
  it('gives every block with its references, the same each time', async () => {
    const before = engine.eventsOf('evaluationProgress').length;
    const result = await evaluate({ fewLabels: true });
    expect(result.perBlock.map(({ block, dimension }) => [block, dimension])).toEqual([
      ['block1', 128],
      ['block2', 256],
      ['block3', 256],
      ['block4', 512],
      ['block5', 512],
      ['block6', 512],
    ]);
    for (const { linear, knn, random } of result.perBlock) {
      for (const { accuracy, low, high } of [linear, knn]) {
        expect(low).toBeLessThanOrEqual(accuracy);
        expect(high).toBeGreaterThanOrEqual(accuracy);
      }
      expect(random.intervals.linear.high).toBeGreaterThanOrEqual(random.linear);
    }
    const { dataset, references, bestBlock, fewLabels } = result;
    expect(dataset.trainImages + dataset.testImages).toBe(120);
    // All of one side was pretrained on, but for what validation held out.
    expect(dataset.shared.trainWithPretraining).toBeGreaterThan(dataset.trainImages / 2);
    expect(dataset.shared.testWithTrain).toBe(0);
    const best = Math.max(...result.perBlock.map(({ validationAccuracy }) => validationAccuracy));
    const chosen = result.perBlock.find(({ block }) => block === bestBlock);
    expect(chosen?.validationAccuracy).toBe(best);
    expect(references.majority).toBeGreaterThanOrEqual(1 / dataset.classes.length);
    expect(references.pixels.dimension).toBe(768);
    expect(fewLabels.map(({ perClass, draws }) => [perClass, draws])).toContainEqual([5, 5]);
    const progress = engine.eventsOf('evaluationProgress').slice(before);
    expect(new Set(progress.map(({ phase }) => phase))).toEqual(
      new Set(['features', 'probes', 'fewLabels']),
    );
    expect(progress.every(({ done, total }) => done <= total)).toBe(true);

    const again = await evaluate({ fewLabels: true });
    const { createdAt, elapsedMs } = again;
    expect({ ...result, createdAt, elapsedMs }).toEqual(again);
    // The second one has replaced the first one, which was asked the same.
    const kept = await engine.client.call('readEvaluations', { runFolder });
    expect(kept.evaluations).toEqual([again]);
  });

  it('finds the same images under two names, which nothing can tell apart', async () => {
    const train = await createFolder();
    const [name = ''] = (await readdir(folder)).filter((entry) => !entry.startsWith('.'));
    for (const copy of ['a', 'b']) {
      await cp(join(folder, name), join(train, copy), { recursive: true });
    }
    const result = await evaluate({ trainFolder: train, blocks: ['block2'] });
    expect(result.perBlock).toHaveLength(1);
    expect(result.perBlock[0]?.linear.accuracy).toBeLessThanOrEqual(0.75);
    expect(result.dataset.shared.testWithTrain).toBeGreaterThan(0);
    expect(engine.eventsOf('warning').map(({ message }) => inEnglish(message))).toContainEqual(
      expect.stringContaining('byte for byte among the training images'),
    );
  });

  it('is worth a result also where it cannot be kept', async () => {
    const copy = join(await createFolder(), 'run');
    await cp(runFolder, copy, { recursive: true });
    await rm(join(copy, 'evaluations'), { recursive: true, force: true });
    await writeFile(join(copy, 'evaluations'), 'in the way');
    const { perBlock } = await evaluate({ runFolder: copy, blocks: ['block1'] });
    expect(perBlock).toHaveLength(1);
    expect(engine.eventsOf('warning').map(({ message }) => inEnglish(message))).toContainEqual(
      expect.stringContaining('could not be kept with the run'),
    );
    const kept = await engine.client.call('readEvaluations', { runFolder: copy });
    expect(kept.evaluations).toEqual([]);
  });

  it('measures on a folder of its own, with labels of tables', async () => {
    const paths = (await readdir(test, { recursive: true }))
      .map((path) => path.replaceAll('\\', '/'))
      .filter((path) => /\.(png|jpg|webp)$/u.test(path));
    const csv = join(await createFolder(), 'labels.csv');
    const labelOf = (path: string): string => path.slice(0, path.indexOf('/'));
    const rows = [...paths.slice(1).map((path) => `${path},${labelOf(path)}`), 'gone.png,none'];
    await writeFile(csv, `path,label\n${rows.join('\n')}\n`);
    const result = await evaluate({ testFolder: test, testLabels: csv, poolGrid: 1 });
    expect(result.dataset).toMatchObject({
      testFolder: test,
      testImages: paths.length - 1,
      unlabelled: { train: 0, test: 1 },
    });
    expect(result.perBlock.at(-1)?.dimension).toBe(128);
    const warnings = engine.eventsOf('warning').map(({ message }) => inEnglish(message));
    expect(warnings).toContainEqual(expect.stringContaining('such as "gone.png"'));
    expect(warnings).toContainEqual(expect.stringContaining('1 of the images'));
  });

  it('is refused in words', async () => {
    const classes = (await readdir(folder)).filter((name) => !name.startsWith('.'));
    const [first = ''] = classes;
    await refused({ trainFolder: await copyClasses([first]) }, 'badArgument', /fewer than two/);
    await refused({ trainFolder: join(folder, first) }, 'badArgument', /no image .* label/i);
    await refused({ trainFolder: await createFolder() }, 'tooFewImages', /no readable image/);
    await refused({ trainFolder: join(folder, 'gone') }, 'folderMissing', /gone/);
    await refused({ blocks: ['block9'] }, 'badArgument', /no block named block9/);
    await refused({ runFolder: folder }, 'runUnreadable', /run/);
    const foreign = await copyClasses([first]);
    await cp(join(folder, first), join(foreign, 'unheard of'), { recursive: true });
    await refused({ testFolder: foreign }, 'badArgument', /"unheard of"/);
    const lonely = await copyClasses(classes.slice(0, 2));
    const [image = ''] = await readdir(join(folder, first));
    await mkdir(join(lonely, 'lonely'));
    await cp(join(folder, first, image), join(lonely, 'lonely', image));
    await refused({ trainFolder: lonely }, 'badArgument', /"lonely" .* one image only/);
  });

  it('can be stopped, after which the engine evaluates again; training has to wait', async () => {
    const before = engine.eventsOf('evaluationProgress').length;
    const answer = evaluate({ fewLabels: true }).catch((error: unknown) => error);
    await engine.waitFor(
      'evaluationProgress',
      () => engine.eventsOf('evaluationProgress').length > before,
    );
    await expect(evaluate()).rejects.toMatchObject({ code: 'busy' });
    await engine.client.call('stop', { outcome: 'stopped' });
    expect(await answer).toMatchObject({ code: 'engineStopped' });
    const { perBlock } = await evaluate({ blocks: ['block1'] });
    expect(perBlock).toHaveLength(1);
  });
});
