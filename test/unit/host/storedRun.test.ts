import { beforeEach, describe, expect, it, vi } from 'vitest';

import { openStoredRun, rereadEveryMs } from '../../../src/host/storedRun.js';
import type { EngineClient } from '../../../src/protocol/engineProtocol.js';
import { RpcError } from '../../../src/protocol/rpc.js';
import { columnsOfSteps } from '../../../src/protocol/stepSeries.js';
import { sentence } from '../../../src/protocol/sentence.js';
import {
  config,
  createFakeReader,
  createTestClock,
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
  latest: stepMetrics(3),
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
const open = (client: EngineClient, clock = createTestClock()) =>
  openStoredRun(runFolder, { client, clock, logger: createTestLogger(), words: english });

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
      latest: stepMetrics(3),
      epoch: 1,
      plannedSteps: 200,
      backend: { name: 'webgpu', device: 'Some Graphics' },
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

  it('says why it failed in the language of the user', async () => {
    const message = sentence('No space left on {0}.', '/data');
    const client = createFakeReader({ ...answers, showRun: () => runDetails({ message }) });
    const source = await openStoredRun(runFolder, {
      client,
      clock: createTestClock(),
      logger: createTestLogger(),
      words: korean,
    });
    expect(source.current()?.status.message).toBe('«No space left on /data.»');
  });

  it('estimates the length of an epoch that has not ended', async () => {
    const showRun = () => runDetails({ epochs: [] });
    const source = await open(createFakeReader({ ...answers, showRun }));
    expect(source.current()?.status.stepsPerEpoch).toBe(100);
  });

  it('says that its curves cannot be read, until they can', async () => {
    const answer: { readHistory: () => unknown } = {
      readHistory: () => {
        throw new RpcError('runUnreadable', sentence('metrics.jsonl is damaged.'));
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

describe('a run that another process trains', () => {
  let clock: ReturnType<typeof createTestClock>;
  let step: number;
  let isHeld: boolean;
  let client: ReturnType<typeof createFakeReader>;
  const reads = (): number => client.names.filter((name) => name === 'readHistory').length;
  const pass = async (ms: number): Promise<void> => {
    clock.advance(ms);
    await settle();
  };

  beforeEach(() => {
    clock = createTestClock();
    step = 1;
    isHeld = true;
    client = createFakeReader({
      describeImages: () => described,
      showRun: () =>
        isHeld
          ? runDetails({}, { state: 'running', holder, resumable: false, step })
          : runDetails({}, { state: 'completed', holder: null, resumable: false, step }),
      readHistory: () => ({
        steps: columnsOfSteps(Array.from({ length: step }, (_, i) => stepMetrics(i + 1))),
        epochs: [],
        latest: stepMetrics(step),
      }),
    });
  });

  it('is read again every few seconds, until it has ended', async () => {
    const source = await open(client, clock);
    const listener = vi.fn();
    source.onChange(listener);
    await settle();
    listener.mockClear();
    step = 7;
    await pass(rereadEveryMs - 1);
    expect(reads()).toBe(1);
    await pass(1);
    expect(listener).toHaveBeenCalledTimes(1);
    expect(source.current()?.status).toMatchObject({ step: 7, trainImages: 90, holder });
    expect(source.current()?.series.length).toBe(7);
    isHeld = false;
    await pass(rereadEveryMs);
    expect(source.current()?.status).toMatchObject({ phase: 'completed', holder: null });
    await pass(10 * rereadEveryMs);
    expect(reads()).toBe(3);
    expect(clock.waiting).toBe(0);
  });

  it('is left alone while nobody looks, and read at once when somebody does again', async () => {
    const source = await open(client, clock);
    const first = source.onChange(() => undefined);
    await settle();
    first.dispose();
    expect(clock.waiting).toBe(0);
    await pass(3 * rereadEveryMs);
    expect(reads()).toBe(1);
    source.onChange(() => undefined);
    await pass(0);
    expect(reads()).toBe(2);
  });

  it('is not asked for again once it cannot be read', async () => {
    const source = await open(client, clock);
    source.onChange(() => undefined);
    client = Object.assign(client, { call: () => Promise.reject(new Error('Gone.')) });
    await pass(rereadEveryMs);
    expect(clock.waiting).toBe(0);
    expect(source.current()?.status.step).toBe(1);
  });
});
