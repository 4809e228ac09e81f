/** Stopping, pausing and leaving a run, and two processes that want the same one. */
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { beforeAll, describe, expect, it } from 'vitest';

import { loadLatestCheckpoint } from '../../src/engine/runFolder/checkpoint.js';
import { readRunJson, writeRunJson } from '../../src/engine/runFolder/runFolder.js';
import { createNoisePng } from '../support/imageFolder.js';
import { createFolder, createImages, readNumbers, shortConfig, type RunNumbers } from './runs.js';
import { withEngine, type TestEngine } from './testEngine.js';

const config = shortConfig('rotation');

let folder: string;
let runsFolder: string;
let unbroken: RunNumbers;
beforeAll(async () => {
  folder = await createImages(64);
  runsFolder = await createFolder();
  unbroken = await withEngine(async ({ client }) =>
    readNumbers((await client.call('pretrain', { folder, runsFolder, config })).runFolder),
  );
});

/** Starts a run and waits for a step. */
const startRun = async (engine: TestEngine, step: number) => {
  const answer = engine.client.call('pretrain', { folder, runsFolder, config });
  // It may end before the test comes to wait for it.
  answer.catch(() => undefined);
  const { runFolder } = await engine.waitFor('runStarted');
  await engine.waitForStep(step);
  return { runFolder, answer };
};

const resumeToTheEnd = (runFolder: string) =>
  withEngine(async ({ client, eventsOf }) => {
    const result = await client.call('resumeRun', { runFolder });
    return { result, resumedFromStep: eventsOf('runStarted')[0]?.resumedFromStep };
  });

describe('a run that is asked to stop', () => {
  it('saves, answers, and can go on to the same end', async () => {
    const stopped = await withEngine(async (engine) => {
      const { answer } = await startRun(engine, 9);
      await engine.client.call('stop', { outcome: 'stopped' });
      return answer;
    });
    expect(stopped.outcome).toBe('stopped');
    expect((await readRunJson(stopped.runFolder)).state.outcome).toBe('stopped');
    const { result, resumedFromStep } = await resumeToTheEnd(stopped.runFolder);
    expect(resumedFromStep).toBe(stopped.step);
    expect(result.outcome).toBe('completed');
    expect(await readNumbers(stopped.runFolder)).toEqual(unbroken);
  });

  it('leaves the engine ready for the next run', async () => {
    await withEngine(async (engine) => {
      const { answer } = await startRun(engine, 2);
      await engine.client.call('stop', { outcome: 'interrupted' });
      const { outcome, runFolder } = await answer;
      expect(outcome).toBe('interrupted');
      const resumed = await engine.client.call('resumeRun', { runFolder });
      expect(resumed.outcome).toBe('completed');
      expect(await readNumbers(runFolder)).toEqual(unbroken);
    });
  });
});

describe('a run that is paused', () => {
  it('holds until it may go on, answers meanwhile, and comes to the same end', async () => {
    await withEngine(async (engine) => {
      const { answer, runFolder } = await startRun(engine, 9);
      await engine.client.call('pause', {});
      await engine.waitFor('paused', ({ paused }) => paused);
      const eventsBefore = engine.events.length;
      for (let request = 0; request < 20; request++) {
        const { summary } = await engine.client.call('showRun', { runFolder });
        expect(summary.state).toBe('running');
      }
      expect(engine.events.slice(eventsBefore)).toEqual([]);
      await engine.client.call('unpause', {});
      await engine.waitFor('paused', ({ paused }) => !paused);
      expect((await answer).outcome).toBe('completed');
      expect(await readNumbers(runFolder)).toEqual(unbroken);
    });
  });

  it('can be stopped without going on', async () => {
    await withEngine(async (engine) => {
      const { answer } = await startRun(engine, 2);
      await engine.client.call('pause', {});
      const pause = await engine.waitFor('paused', ({ paused }) => paused);
      const stepsBefore = engine.eventsOf('steps').length;
      await engine.client.call('stop', { outcome: 'stopped' });
      const { outcome, step, runFolder } = await answer;
      expect({ pause, outcome }).toEqual({
        pause: { kind: 'paused', paused: true },
        outcome: 'stopped',
      });
      // What was measured before the pause may be told after it, but nothing is trained any more.
      const told = engine.eventsOf('steps').flatMap(({ steps }) => steps);
      expect(told.at(-1)?.step).toBe(step);
      expect(engine.eventsOf('steps').length - stepsBefore).toBeLessThanOrEqual(1);
      expect((await loadLatestCheckpoint(runFolder))?.state.step).toBe(step);
    });
  });

  it('cannot be steered when there is none', async () => {
    await withEngine(async ({ client }) => {
      for (const name of ['pause', 'unpause'] as const) {
        await expect(client.call(name, {})).rejects.toMatchObject({ code: 'badArgument' });
      }
      const stop = client.call('stop', { outcome: 'stopped' });
      await expect(stop).rejects.toMatchObject({ code: 'badArgument' });
    });
  });
});

describe('an engine whose parent goes', () => {
  it('saves the run and ends by itself', async () => {
    const { end, runFolder } = await withEngine(async (engine) => {
      const started = await startRun(engine, 9);
      await engine.letGo();
      return { end: await engine.stopped, runFolder: started.runFolder };
    });
    // `killed` would mean that it had not ended in time.
    expect(end).toEqual({ code: 0, signal: null, killed: false });
    const { state } = await readRunJson(runFolder);
    const checkpoint = await loadLatestCheckpoint(runFolder);
    expect(state.outcome).toBe('interrupted');
    expect(checkpoint?.state.step).toBe(state.step);
    expect(state.step).toBeGreaterThanOrEqual(9);
    expect((await resumeToTheEnd(runFolder)).resumedFromStep).toBe(state.step);
    expect(await readNumbers(runFolder)).toEqual(unbroken);
  });

  it('ends also when it has nothing to save', async () => {
    await withEngine(async (engine) => {
      await engine.client.call('makePermutationSet', {
        method: 'random',
        count: 4,
        grid: 3,
        seed: 0,
      });
      await engine.letGo();
      expect(await engine.stopped).toEqual({ code: 0, signal: null, killed: false });
    });
  });
});

describe('a run that someone holds', () => {
  it('is refused to a second process, and to a second request', async () => {
    await withEngine(async (first) => {
      const { answer, runFolder } = await startRun(first, 2);
      await first.client.call('pause', {});
      await first.waitFor('paused');
      await withEngine(async ({ client }) => {
        const second = client.call('resumeRun', { runFolder });
        await expect(second).rejects.toMatchObject({ code: 'runLocked' });
      });
      const again = first.client.call('resumeRun', { runFolder });
      await expect(again).rejects.toMatchObject({ code: 'busy' });
      await first.client.call('unpause', {});
      expect((await answer).outcome).toBe('completed');
      expect(await readNumbers(runFolder)).toEqual(unbroken);
    });
  });
});

describe('a run that was altered', () => {
  const stopRun = () =>
    withEngine(async (engine) => {
      const { answer } = await startRun(engine, 9);
      await engine.client.call('stop', { outcome: 'stopped' });
      return answer;
    });
  const expectRefusal = (runFolder: string, message: RegExp) =>
    withEngine(async ({ client }) => {
      const answer = client.call('resumeRun', { runFolder });
      await expect(answer).rejects.toMatchObject({
        code: 'runUnreadable',
        message: expect.stringMatching(message) as unknown,
      });
    });

  it('is refused until its images are put back', async () => {
    const { runFolder } = await stopRun();
    const added = join(folder, 'added.png');
    await writeFile(added, await createNoisePng(1, 20, 20));
    await expectRefusal(runFolder, /images .* have changed/);
    await rm(added);
    expect((await resumeToTheEnd(runFolder)).result.outcome).toBe('completed');
    expect(await readNumbers(runFolder)).toEqual(unbroken);
  });

  it('is refused until its configuration is put back', async () => {
    const { runFolder } = await stopRun();
    const run = await readRunJson(runFolder);
    await writeRunJson(runFolder, { ...run, config: { ...run.config, batchSize: 4 } });
    await expectRefusal(runFolder, /configuration/);
    await writeRunJson(runFolder, run);
    expect((await resumeToTheEnd(runFolder)).result.outcome).toBe('completed');
    expect(await readNumbers(runFolder)).toEqual(unbroken);
  });
});
