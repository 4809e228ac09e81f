/** What a lab asks about runs, over the real child process. */
import { access, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { mostSkippedReports } from '../../src/engine/limitEventRate.js';
import type { RunResult } from '../../src/protocol/run.js';
import { createFolder, createImages, readRunMetrics, shortConfig } from './runs.js';
import { startTestEngine, type TestEngine } from './testEngine.js';

const config = shortConfig('both', { epochs: 2 });
let engine: TestEngine;
let folder: string;
let result: RunResult;
beforeAll(async () => {
  folder = await createImages(60);
  engine = startTestEngine();
  result = await engine.client.call('pretrain', { folder, runsFolder: null, config });
});
afterAll(() => engine.kill());

const run = (): { runFolder: string } => ({ runFolder: result.runFolder });

describe('a run that has ended', () => {
  it('tells its whole history', async () => {
    const { steps, epochs } = await engine.client.call('readHistory', run());
    const lines = await readRunMetrics(result.runFolder);
    const logged = lines.filter((line) => line.kind === 'step');
    expect([...steps.step]).toEqual(logged.map(({ step }) => step));
    expect(steps.loss).toEqual(Float32Array.from(logged, ({ loss }) => loss));
    expect(steps.step.at(-1)).toBe(result.step);
    expect(epochs.map(({ epoch }) => epoch)).toEqual([1, 2]);
  });

  it('shows its samples, the photos that they come from, and its permutations', async () => {
    const { sampleEpochs, folder: shownFolder } = await engine.client.call('showRun', run());
    expect(sampleEpochs).toEqual([1, 2]);
    expect(shownFolder).toBe(folder);
    const { samples, images } = await engine.client.call('readSamples', { ...run(), epoch: 2 });
    const jigsaw = samples.filter(({ task }) => task === 'jigsaw');
    expect(jigsaw.length).toBeGreaterThan(0);
    const names = jigsaw.flatMap(({ fed }) => fed).filter((name) => name !== null);
    expect(names).toHaveLength(9 * jigsaw.length);
    expect((await sharp(images[names[0] ?? '']).metadata()).width).toBe(16);

    const paths = jigsaw.map(({ path }) => path).slice(0, 2);
    const { photos } = await engine.client.call('readPhotos', { ...run(), paths, sidePx: 60 });
    expect(photos.map(({ path, message }) => [path, message])).toEqual(
      paths.map((path) => [path, null]),
    );
    expect((await sharp(photos[0]?.image ?? undefined).metadata()).width).toBe(60);

    const { permutationSet } = await engine.client.call('readPermutations', run());
    expect(permutationSet?.permutations).toHaveLength(config.jigsaw.permutations);
    expect(jigsaw.every(({ classes }) => classes === permutationSet?.count)).toBe(true);
  });

  it('describes its images', async () => {
    const images = await engine.client.call('describeImages', run());
    const [started] = engine.eventsOf('runStarted');
    expect(images.validationImages).toBe(started?.validationImages);
    expect(images.sizes.sampled).toBe(images.trainImages + images.validationImages);
    expect(images.examples).toHaveLength(images.sizes.sampled);
    const counted = await engine.client.call('countImages', { folder });
    expect(counted.images).toBe(images.sizes.sampled);
  });

  it('answers in words where there is nothing', async () => {
    const nowhere = { runFolder: join(folder, 'nowhere') };
    const { client } = engine;
    const answers = [
      client.call('readHistory', nowhere),
      client.call('readSamples', { ...nowhere, epoch: 1 }),
      client.call('readSamples', { ...run(), epoch: 3 }),
      client.call('readPhotos', { ...nowhere, paths: [], sidePx: 16 }),
      client.call('readPermutations', nowhere),
      client.call('describeImages', nowhere),
      client.call('deleteRun', nowhere),
    ];
    const outcomes = await Promise.allSettled(answers);
    expect(outcomes).toMatchObject(
      answers.map(() => ({ status: 'rejected', reason: { code: 'runUnreadable' } })),
    );
    const missing = client.call('countImages', { folder: nowhere.runFolder });
    await expect(missing).rejects.toMatchObject({ code: 'folderMissing' });
  });
});

describe('a run under way', () => {
  it('is not deleted, holds up a measurement of speed, and names its holder', async () => {
    const { client } = engine;
    const own = await createImages(40);
    const answer = client.call('pretrain', {
      folder: own,
      runsFolder: null,
      config: shortConfig('rotation', { epochs: 2 }),
    });
    const { runFolder } = await engine.waitFor('runStarted', (started) =>
      started.runFolder.startsWith(own),
    );
    await client.call('pause', {});
    await engine.waitFor('paused');
    await expect(client.call('deleteRun', { runFolder })).rejects.toMatchObject({
      code: 'runLocked',
    });
    await expect(client.call('measureSpeed', { config })).rejects.toMatchObject({ code: 'busy' });
    const { summary } = await client.call('showRun', { runFolder });
    expect(summary.state).toBe('running');
    expect(summary.holder?.pid).toBeGreaterThan(0);
    expect(await client.call('readPermutations', { runFolder })).toEqual({ permutationSet: null });
    await client.call('unpause', {});
    await answer;
    await client.call('deleteRun', { runFolder });
    await expect(access(runFolder)).rejects.toMatchObject({ code: 'ENOENT' });
    const { runs } = await client.call('listRuns', { folder: own, runsFolder: null });
    expect(runs).toEqual([]);
  });
});

describe('one engine for several runs', () => {
  it('tells the skipped files of each', async () => {
    const bad = await createFolder();
    for (let i = 0; i <= mostSkippedReports; i++) await writeFile(join(bad, `${i}.jpg`), '');
    for (let requests = 1; requests <= 2; requests++) {
      const before = engine.eventsOf('imageSkipped').length;
      const answer = engine.client.call('pretrain', { folder: bad, runsFolder: null, config });
      await expect(answer).rejects.toMatchObject({ code: 'tooFewImages' });
      expect(engine.eventsOf('imageSkipped').length - before).toBe(mostSkippedReports);
    }
  });
});

describe('speed of a configuration', () => {
  it('is measured between runs', async () => {
    const speed = await engine.client.call('measureSpeed', { config });
    expect(speed.imagesPerSecond).toBeGreaterThan(0);
    expect(speed.precision).toBe('float32');
  });

  it('is refused for more permutations than there are', async () => {
    const many = shortConfig('jigsaw', { jigsaw: { grid: 2, permutations: 25 } });
    const answer = engine.client.call('measureSpeed', { config: many });
    await expect(answer).rejects.toMatchObject({ code: 'badArgument' });
  });
});
