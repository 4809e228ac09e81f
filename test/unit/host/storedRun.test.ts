import { describe, expect, it, vi } from 'vitest';

import { steerRun } from '../../../src/host/steerRun.js';
import { openStoredRun } from '../../../src/host/storedRun.js';
import type { EngineClient } from '../../../src/protocol/engineProtocol.js';
import { RpcError } from '../../../src/protocol/rpc.js';
import { columnsOfSteps } from '../../../src/protocol/stepSeries.js';
import {
  config,
  createFakeReader,
  createTestLogger,
  english,
  epochMetrics,
  holder,
  images,
  korean,
  runDetails,
  runFolder,
  settle,
  stepMetrics,
  type Answers,
} from './world.js';

const history = {
  steps: columnsOfSteps([1, 2, 3].map((step) => stepMetrics(step))),
  epochs: [epochMetrics(1)],
};
const described = {
  folder: images,
  trainImages: 90,
  validationImages: 10,
  skipped: [],
  skippedTotal: 4,
  subfolders: {},
  examples: [],
  sizes: { sampled: 0, edgesPx: [], counts: [], medianWidthPx: 0, medianHeightPx: 0 },
};
const answers: Answers = { showRun: () => runDetails(), readHistory: () => history };
const open = (client: EngineClient) =>
  openStoredRun(runFolder, { client, logger: createTestLogger(), words: english });

describe('a run that is read back', () => {
  it('shows what its folder tells, and counts of images a moment later', async () => {
    const source = await open(createFakeReader({ ...answers, describeImages: () => described }));
    const listener = vi.fn();
    source.onChange(listener);
    const run = source.current();
    expect(run?.status).toMatchObject({
      runFolder,
      folder: images,
      config,
      phase: 'interrupted',
      live: false,
      resumable: true,
      step: 120,
      epoch: 1,
      plannedSteps: 200,
      stepsPerEpoch: 100,
      checkpoints: [{ file: 'step-100.safetensors', step: 100 }],
      sampleEpochs: [1],
      createdAt: '2026-01-02T03:00:00.000Z',
    });
    expect(run?.series.length).toBe(3);
    expect(run?.epochs).toEqual(history.epochs);
    await settle();
    expect(listener).toHaveBeenCalledTimes(1);
    expect(source.current()?.status).toMatchObject({
      trainImages: 90,
      validationImages: 10,
      skippedImages: 4,
    });
  });

  it('is there without its images', async () => {
    const source = await open(createFakeReader(answers));
    await settle();
    expect(source.current()?.status.trainImages).toBe(0);
  });

  it('names the process that trains it elsewhere', async () => {
    const showRun = () => runDetails({}, { state: 'running', holder, resumable: false });
    const source = await open(createFakeReader({ ...answers, showRun }));
    expect(source.current()?.status).toMatchObject({ phase: 'training', live: false, holder });
    expect(source.current()?.status.message).toContain('process 4711 on bench');
  });

  it('says why it failed under a headline in the language of the user', async () => {
    const message = 'No space left on /data.';
    const client = createFakeReader({ ...answers, showRun: () => runDetails({ message }) });
    const source = await openStoredRun(runFolder, {
      client,
      logger: createTestLogger(),
      words: korean,
    });
    expect(source.current()?.status.message).toBe(`«Training failed.» (${message})`);
  });

  it('estimates the length of an epoch that has not ended', async () => {
    const showRun = () => runDetails({ epochs: [] });
    const source = await open(createFakeReader({ ...answers, showRun }));
    expect(source.current()?.status.stepsPerEpoch).toBe(100);
  });

  it('says that its curves cannot be read, until they can', async () => {
    const answer: { readHistory: () => unknown } = {
      readHistory: () => {
        throw new RpcError('runUnreadable', 'metrics.jsonl is damaged.');
      },
    };
    const readHistory = () => answer.readHistory();
    const source = await open(createFakeReader({ ...answers, readHistory }));
    const run = source.current();
    expect(run?.problem?.text).toBe(
      'What this run measured earlier cannot be shown: metrics.jsonl is damaged.',
    );
    await expect(run?.problem?.retry()).rejects.toThrow('metrics.jsonl is damaged.');
    const listener = vi.fn();
    source.onChange(listener);
    answer.readHistory = () => history;
    await run?.problem?.retry();
    expect(run?.problem).toBeNull();
    expect(run?.series.length).toBe(3);
    expect(listener).toHaveBeenCalledTimes(1);
  });

  it('that cannot be read is refused', async () => {
    await expect(open(createFakeReader({}))).rejects.toThrow('No showRun in this test.');
  });
});

describe('steering the run that is shown', () => {
  const trainer = () => ({
    current: null,
    steer: vi.fn(() => Promise.resolve()),
    resume: vi.fn(),
  });

  it('resumes an old run and steers the one under way', async () => {
    const source = await open(createFakeReader(answers));
    const run = source.current();
    if (run === null) throw new Error('There is no run.');
    const other = trainer();
    await steerRun(other, 'resume', run.status, english.t);
    expect(other.resume).toHaveBeenCalledWith(runFolder, run.status);
    await expect(steerRun(other, 'pause', run.status, english.t)).rejects.toThrow('not under way');
    const own = { ...trainer(), current: run };
    await steerRun(own, 'pause', run.status, english.t);
    expect(own.steer).toHaveBeenCalledWith('pause');
    expect(own.resume).not.toHaveBeenCalled();
  });
});
