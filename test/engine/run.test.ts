/** Runs from request to result over the real child process, and what they leave on disk. */
import { fork } from 'node:child_process';
import { appendFile, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';

import { readPermutationsJson, readRunJson } from '../../src/engine/runFolder/runFolder.js';
import { loadLatestCheckpoint } from '../../src/engine/runFolder/checkpoint.js';
import { readEpochSamples } from '../../src/engine/runFolder/runSamples.js';
import { learningRateAt } from '../../src/engine/training/learningRate.js';
import { engineEventSchema } from '../../src/protocol/engineEvents.js';
import { runResultSchema, type RunConfig, type RunResult } from '../../src/protocol/run.js';
import { sentenceSchema } from '../../src/protocol/sentence.js';
import { createFolder, createImages, readRunMetrics, shortConfig } from './runs.js';
import { enginePath, withEngine, type TestEngine } from './testEngine.js';

let folder: string;
beforeAll(async () => {
  folder = await createImages(60);
});

const imagesJsonSchema = z.object({
  images: z.array(z.object({ path: z.string(), side: z.enum(['train', 'validation']) })),
  skipped: z.array(z.object({ path: z.string(), code: z.string(), message: sentenceSchema })),
});

describe('a run of both tasks', () => {
  const config = shortConfig('both', { epochs: 3 });
  let result: RunResult;
  let engine: Pick<TestEngine, 'eventsOf' | 'events'>;
  let ownFolder: string;
  beforeAll(async () => {
    ownFolder = await createImages(60);
    await writeFile(join(ownFolder, 'broken.png'), 'not a picture at all');
    await writeFile(join(ownFolder, 'empty.jpg'), '');
    const params = { folder: ownFolder, runsFolder: null, config };
    [engine, result] = await withEngine(async (own) => [
      own,
      await own.client.call('pretrain', params),
    ]);
  });

  it('ends well, after all its steps', () => {
    const [started] = engine.eventsOf('runStarted');
    expect(result).toMatchObject({ outcome: 'completed', epoch: 3, skippedImages: 2 });
    expect(result.step).toBe(started?.plannedSteps);
    expect(result.step).toBe(3 * (started?.stepsPerEpoch ?? 0));
    expect(result.validation?.chance).toBe((1 / 4 + 1 / 8) / 2);
    expect(started?.resumedFromStep).toBeNull();
  });

  it('lies inside the folder of images, and leaves no lock', async () => {
    expect(result.runFolder.startsWith(join(ownFolder, '.pretext-lab', 'runs'))).toBe(true);
    expect((await readdir(result.runFolder)).sort()).toEqual([
      'checkpoints',
      'images.json',
      'metrics.jsonl',
      'permutations.json',
      'run.json',
      'samples',
      'tensorboard',
    ]);
  });

  it('says in run.json what it was and how it ended', async () => {
    const run = await readRunJson(result.runFolder);
    expect(run).toMatchObject({ folder: ownFolder, config, calibration: { chosen: 'float32' } });
    expect(run.state).toEqual({
      outcome: 'completed',
      step: result.step,
      epoch: 3,
      validation: result.validation,
    });
  });

  it('logs each step and each epoch once, in order', async () => {
    const lines = await readRunMetrics(result.runFolder);
    const steps = lines.filter((line) => line.kind === 'step');
    const epochs = lines.filter((line) => line.kind === 'epoch');
    expect(steps.map(({ step }) => step)).toEqual(
      Array.from({ length: result.step }, (_, i) => i + 1),
    );
    for (const { step, learningRate, loss, accuracy } of steps) {
      expect(learningRate).toBe(learningRateAt(config.optimizer, step - 1, result.step));
      expect(loss).toBeGreaterThan(0);
      expect(accuracy).toBeLessThanOrEqual(1);
    }
    expect(epochs.map(({ epoch }) => epoch)).toEqual([1, 2, 3]);
    for (const { tasks, step } of epochs) {
      expect(tasks.map(({ task }) => task)).toEqual(['rotation', 'jigsaw']);
      expect(step % (result.step / 3)).toBe(0);
    }
    expect(epochs.at(-1)).toMatchObject({ train: result.train, validation: result.validation });
  });

  it('reports the same figures as events', async () => {
    const lines = await readRunMetrics(result.runFolder);
    const kept = lines.flatMap((line) => (line.kind === 'step' ? [line] : []));
    const told = engine.eventsOf('steps').flatMap(({ steps }) => steps);
    expect(told.map((step) => ({ kind: 'step', ...step }))).toEqual(kept);
    expect(engine.eventsOf('epochEnded').length).toBe(3);
    expect(engine.eventsOf('checkpointSaved').length).toBe(3);
    expect(
      engine
        .eventsOf('imageSkipped')
        .map(({ file }) => file.path)
        .sort(),
    ).toEqual(['broken.png', 'empty.jpg']);
  });

  it('counts the validation images of each rotation in its confusion', async () => {
    const [rotation, jigsaw] = engine.eventsOf('epochEnded').at(-1)?.epoch.tasks ?? [];
    const validationImages = engine.eventsOf('runStarted')[0]?.validationImages;
    const confusion = rotation?.confusion ?? [];
    const sums = confusion.map((row) => row.reduce((sum, count) => sum + count, 0));
    expect(sums).toEqual(new Array<number>(4).fill(validationImages ?? NaN));
    const right = confusion.reduce((sum, row, turn) => sum + (row[turn] ?? 0), 0);
    expect(right / (4 * (validationImages ?? NaN))).toBeCloseTo(rotation?.accuracy ?? NaN, 10);
    expect(jigsaw?.confusion).toBeNull();
    expect((await readPermutationsJson(result.runFolder)).count).toBe(8);
  });

  it('lists every image on its side, and the skipped ones with a reason', async () => {
    const text = await readFile(join(result.runFolder, 'images.json'), 'utf8');
    const { images, skipped } = imagesJsonSchema.parse(JSON.parse(text));
    const [started] = engine.eventsOf('runStarted');
    const count = (side: string): number => images.filter((image) => image.side === side).length;
    expect([count('train'), count('validation')]).toEqual([
      started?.trainImages,
      started?.validationImages,
    ]);
    expect(skipped.map(({ path }) => path).sort()).toEqual(['broken.png', 'empty.jpg']);
  });

  it('keeps a checkpoint of its end, samples of each epoch and TensorBoard events', async () => {
    const checkpoint = await loadLatestCheckpoint(result.runFolder);
    expect(checkpoint?.state).toMatchObject({ step: result.step, epoch: 3, stepInEpoch: 0 });
    for (const epoch of [1, 2, 3]) {
      const { samples } = await readEpochSamples(result.runFolder, epoch);
      expect(new Set(samples.map(({ task }) => task))).toEqual(new Set(['rotation', 'jigsaw']));
    }
    expect((await readdir(join(result.runFolder, 'tensorboard'))).length).toBe(1);
  });

  it('is listed and shown', async () => {
    await withEngine(async ({ client }) => {
      const { runs } = await client.call('listRuns', { folder: ownFolder, runsFolder: null });
      expect(runs).toMatchObject([
        { runFolder: result.runFolder, state: 'completed', resumable: false },
      ]);
      const shown = await client.call('showRun', { runFolder: result.runFolder });
      expect(shown.epochs).toEqual(engine.eventsOf('epochEnded').map(({ epoch }) => epoch));
    });
  });

  it('cannot be resumed, since it is complete', async () => {
    await withEngine(async ({ client }) => {
      const answer = client.call('resumeRun', { runFolder: result.runFolder });
      await expect(answer).rejects.toMatchObject({ code: 'badArgument' });
    });
  });

  it('passes over a line that a crash has torn', async () => {
    const before = await readRunMetrics(result.runFolder);
    await appendFile(join(result.runFolder, 'metrics.jsonl'), '{"kind":"step","st');
    expect(await readRunMetrics(result.runFolder)).toEqual(before);
  });
});

describe('kinds of tasks', () => {
  const short: [string, RunConfig, number][] = [
    ['half turns', shortConfig('rotation', { epochs: 1, rotation: { turns: 'half' } }), 1 / 2],
    [
      'quarter turns',
      shortConfig('rotation', { epochs: 1, rotation: { turns: 'quarter' } }),
      1 / 2,
    ],
    [
      'a puzzle of 2x2 tiles in all orders',
      shortConfig('jigsaw', { epochs: 1, jigsaw: { grid: 2, permutations: 24 } }),
      1 / 24,
    ],
    [
      'a puzzle of 4x4 tiles without guards',
      shortConfig('jigsaw', {
        epochs: 1,
        imageSizePx: 64,
        jigsaw: {
          grid: 4,
          randomGap: false,
          normaliseTiles: false,
          grayShare: 0,
          channelShiftPx: 0,
        },
      }),
      1 / 8,
    ],
  ];

  it('train to their end, each with its chance', async () => {
    await withEngine(async ({ client }) => {
      const runsFolder = await createFolder();
      // One engine for all: a run leaves nothing behind that would trouble the next.
      for (const [name, config, chance] of short) {
        const result = await client.call('pretrain', { folder, runsFolder, config });
        expect({ name, ...result }).toMatchObject({ name, outcome: 'completed', epoch: 1 });
        expect({ name, chance: result.validation?.chance }).toEqual({ name, chance });
      }
    });
  });
});

describe('an overfit check', () => {
  it.each([
    ['rotation', shortConfig('rotation', { overfitImages: 16, epochs: 12 })],
    ['jigsaw', shortConfig('jigsaw', { overfitImages: 16, epochs: 12 })],
  ] as const)('learns 16 images by heart: %s', async (_, config) => {
    await withEngine(async ({ client, eventsOf }) => {
      const result = await client.call('pretrain', {
        folder,
        runsFolder: await createFolder(),
        config,
      });
      expect(result).toMatchObject({ outcome: 'completed', train: { accuracy: 1 } });
      expect(result.validation).toBeNull();
      expect(eventsOf('runStarted')[0]?.trainImages).toBe(16);
    });
  });
});

describe('a time budget', () => {
  it('ends the run after the planned steps, or before with a word about it', async () => {
    await withEngine(async ({ client, eventsOf }) => {
      const config = shortConfig('rotation', { epochs: null, budgetMs: 5000 });
      expect(config.epochs).toBeNull();
      const result = await client.call('pretrain', {
        folder,
        runsFolder: await createFolder(),
        config,
      });
      const planned = eventsOf('runStarted')[0]?.plannedSteps ?? 0;
      const wasCut = eventsOf('warning').some(({ code }) => code === 'run');
      expect(result.outcome).toBe('completed');
      expect(planned).toBeGreaterThan(0);
      if (wasCut) expect(result.step).toBeLessThan(planned);
      else expect(result.step).toBe(planned);
    });
  });
});

describe('what the engine says', () => {
  it('is well-formed, message by message', async () => {
    const config = shortConfig('jigsaw', { epochs: 2 });
    const params = { folder, runsFolder: await createFolder(), config };
    const child = fork(enginePath, [], { serialization: 'advanced', stdio: 'ignore' });
    const messages: unknown[] = [];
    const reply = await new Promise<unknown>((resolve) => {
      child.on('message', (message) => {
        if (z.object({ kind: z.literal('reply') }).safeParse(message).success) resolve(message);
        else messages.push(message);
      });
      child.send({ kind: 'call', id: 1, name: 'pretrain', params });
    });
    child.disconnect();
    const replySchema = z.object({ id: z.literal(1), reply: z.object({ ok: runResultSchema }) });
    expect(replySchema.parse(reply).reply.ok.outcome).toBe('completed');
    const kinds = messages.map(
      (message) =>
        z.strictObject({ kind: z.literal('event'), event: engineEventSchema }).parse(message).event
          .kind,
    );
    for (const kind of [
      'dataProgress',
      'calibrated',
      'runStarted',
      'steps',
      'epochEnded',
      'checkpointSaved',
    ])
      expect(kinds).toContain(kind);
  });
});
