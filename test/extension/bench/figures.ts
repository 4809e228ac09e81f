/**
 * Runs inside the extension host and measures it. `PRETEXT_LAB_FIGURES` says what: `activation` alone,
 * or `all`.
 */
import assert from 'node:assert/strict';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as after } from 'node:timers/promises';
import { serialize } from 'node:v8';

import * as vscode from 'vscode';

import type { LabApi } from '../../../src/host/labApi.js';
import { createRunRecord } from '../../../src/host/liveRun.js';
import { createRunFeed } from '../../../src/host/runFeed.js';
import { prolongRun } from '../../support/prolongRun.js';
import { createScratch, longRun } from '../support/images.js';
import {
  endEverything,
  activeLab,
  extensionId,
  nextEnd,
  run as command,
  runThat,
  stopRun,
} from '../support/lab.js';
import { enginePids } from '../support/processes.js';
import { activationTimes } from './activationTimes.js';
import type { HostFigures } from './figureSchema.js';

/** The event loop is asked that often. */
const resolutionMs = 5;
const watchMs = 15_000;
const times = 5;
const rounds = 10;
const manySteps = 100_000;

const elapsed = async (work: () => Promise<unknown>): Promise<number> => {
  const startedMs = performance.now();
  await work();
  return performance.now() - startedMs;
};

const loopDelay = async (durationMs: number) => {
  const delay = monitorEventLoopDelay({ resolution: resolutionMs });
  delay.enable();
  await after(durationMs);
  delay.disable();
  // What is recorded is the time from one look to the next, of which the pause is no delay.
  const late = (nanoseconds: number): number => Math.max(0, nanoseconds / 1e6 - resolutionMs);
  return {
    p50: late(delay.percentile(50)),
    p99: late(delay.percentile(99)),
    max: late(delay.max),
    samples: delay.count,
  };
};

/** What a command takes to the first step, on a folder that was trained on before. */
const measureFirstStep = async (lab: LabApi, folder: string): Promise<number[]> => {
  const measured: number[] = [];
  for (let time = 0; time <= times; time++) {
    const startedMs = performance.now();
    await command('pretrainRotation', vscode.Uri.file(folder));
    await runThat(lab, 'with a step', ({ phase, step }) => phase === 'training' && step > 0);
    // The first time prepares the folder.
    if (time > 0) measured.push(performance.now() - startedMs);
    await stopRun(lab);
  }
  return measured;
};

const measureLoop = async (lab: LabApi, folder: string): Promise<HostFigures['loopDelayMs']> => {
  await command('openLab');
  const idle = await loopDelay(watchMs);
  await command('pretrainRotation', vscode.Uri.file(folder));
  const { step } = await runThat(lab, 'with steps', ({ step: now }) => now > 2);
  const training = await loopDelay(watchMs);
  const steps = (lab.currentRun()?.step ?? 0) - step;
  if (lab.currentRun()?.live === true) await stopRun(lab);
  return { idle, training, steps };
};

const measureSnapshot = async (lab: LabApi, folder: string): Promise<HostFigures['snapshot']> => {
  const runs = join(folder, '.pretext-lab', 'runs');
  const [name] = (await readdir(runs)).filter((entry) => entry.endsWith('-rotation'));
  assert.ok(name !== undefined);
  const long = await prolongRun(join(runs, name), manySteps);
  const openMs: number[] = [];
  for (let time = 0; time < times; time++) {
    await command('openLab', { runFolder: join(runs, name) });
    openMs.push(await elapsed(() => command('openLab', { runFolder: long })));
    assert.equal(lab.shownRun(), long);
  }

  const status = lab.currentRun();
  assert.ok(status !== null);
  const record = createRunRecord(status);
  for (let step = 1; step <= manySteps; step++) {
    const metrics = { step, epoch: 0, loss: 1, accuracy: 0.5, learningRate: 0.1 };
    const speed = { viewsPerSecond: 1, imagesPerSecond: 1, dataWaitShare: 0, elapsedMs: step };
    record.apply({ kind: 'steps', steps: [{ ...metrics, ...speed }], remainingMs: null });
  }
  const source = {
    current: () => record,
    problem: null,
    onChange: () => ({ dispose: () => undefined }),
  };
  const clock = {
    nowMs: () => performance.now(),
    now: () => new Date(),
    after: () => ({ dispose: () => undefined }),
  };
  const feed = createRunFeed(source, clock, () => undefined);
  let messageBytes = 0;
  const buildMs: number[] = [];
  for (let time = 0; time < 4 * times; time++) {
    buildMs.push(
      await elapsed(() => {
        messageBytes = serialize(feed.takeSnapshot()).byteLength;
        return Promise.resolve();
      }),
    );
  }
  return { steps: record.series.length, buildMs, openMs, messageBytes };
};

const measureRounds = async (lab: LabApi, folder: string): Promise<HostFigures['rounds']> => {
  const residentBytes: number[] = [];
  const heapBytes: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const ended = nextEnd(lab);
    await lab.start(folder, longRun());
    await runThat(lab, 'with steps', ({ phase, step }) => phase === 'training' && step > 0);
    await command('stop');
    await ended;
    const { rss, heapUsed } = process.memoryUsage();
    residentBytes.push(rss);
    heapBytes.push(heapUsed);
  }
  await endEverything(lab);
  return { residentBytes, heapBytes, enginesLeft: (await enginePids()).length };
};

const measureAll = async (lab: LabApi): Promise<Partial<HostFigures>> => {
  const scratch = await createScratch();
  try {
    const folder = join(scratch.folder, 'sample images');
    // As many and as large as a user's.
    await command('createSampleFolder', vscode.Uri.file(folder));
    const firstStepMs = await measureFirstStep(lab, folder);
    const loopDelayMs = await measureLoop(lab, folder);
    const snapshot = await measureSnapshot(lab, folder);
    const measuredRounds = await measureRounds(lab, await scratch.images('few', 20));
    return { firstStepMs, loopDelayMs, snapshot, rounds: measuredRounds };
  } finally {
    await endEverything(lab);
    await scratch.remove();
  }
};

export const run = async (): Promise<void> => {
  const resultsFile = process.env['PRETEXT_LAB_RESULTS'];
  assert.ok(resultsFile !== undefined, 'PRETEXT_LAB_RESULTS names no file for results.');
  const lab = await activeLab();
  const activation = await activationTimes(extensionId);
  const figures: HostFigures = {
    versions: { editor: vscode.version, node: process.versions.node },
    activation,
    ...(process.env['PRETEXT_LAB_FIGURES'] === 'all' ? await measureAll(lab) : {}),
  };
  await writeFile(resultsFile, JSON.stringify(figures));
};
