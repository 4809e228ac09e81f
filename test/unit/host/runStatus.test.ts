import { describe, expect, it } from 'vitest';

import { createRunRecord } from '../../../src/host/liveRun.js';
import {
  foldEvent,
  mostWarnings,
  newRunStatus,
  startingStatus,
} from '../../../src/host/runStatus.js';
import { runStatusSchema, type RunStatus } from '../../../src/protocol/runStatus.js';
import type { EngineEvent } from '../../../src/protocol/engineEvents.js';
import { columnsOfSteps } from '../../../src/protocol/stepSeries.js';
import { sentence } from '../../../src/protocol/sentence.js';
import { config, epochMetrics, images, runStarted, stepMetrics, stepsEvent } from './world.js';

const starting = startingStatus(newRunStatus('earlier', images, config, 'stopped'), 'run-1');
const fold = (...events: EngineEvent[]): RunStatus => events.reduce(foldEvent, starting);
const progress = (phase: 'scan' | 'decode', done: number, total: number | null): EngineEvent => ({
  kind: 'dataProgress',
  phase,
  done,
  total,
});

describe('the status of a run', () => {
  it('is one that a page accepts, also before anything is known', () => {
    expect(runStatusSchema.parse(starting)).toEqual(starting);
    const later = fold(runStarted, stepsEvent(1, 3), {
      kind: 'epochEnded',
      epoch: epochMetrics(1),
    });
    expect(runStatusSchema.parse(later)).toEqual(later);
  });

  it('goes through the stages of preparing', () => {
    expect(starting.preparing).toEqual({ stage: 'engine', done: 0, total: null });
    expect(fold(progress('scan', 7, null)).preparing).toEqual({
      stage: 'scan',
      done: 7,
      total: null,
    });
    expect(fold(progress('decode', 7, 10)).preparing).toEqual({
      stage: 'decode',
      done: 7,
      total: 10,
    });
    expect(fold(progress('decode', 10, 10)).preparing?.stage).toBe('network');
    expect(fold(progress('decode', 10, 10), runStarted).preparing).toBeNull();
    expect(fold(runStarted, progress('scan', 1, null)).preparing).toBeNull();
  });

  it('counts what was skipped and keeps the newest warnings', () => {
    const skip: EngineEvent = {
      kind: 'imageSkipped',
      file: { path: 'a.png', code: 'corrupt', message: sentence('It is cut off.') },
    };
    const warnings = Array.from({ length: mostWarnings + 5 }, (_, index): EngineEvent => ({
      kind: 'warning',
      code: 'data',
      message: sentence('Warning {0}.', index),
    }));
    const status = fold(skip, skip, skip, ...warnings);
    expect(status.skippedImages).toBe(3);
    expect(status.warnings).toHaveLength(mostWarnings);
    expect(status.warnings.at(-1)?.message).toEqual(sentence('Warning {0}.', mostWarnings + 4));
  });

  it('follows the steps', () => {
    const status = fold(runStarted, stepsEvent(1, 3), stepsEvent(4, 6));
    expect(status).toMatchObject({ phase: 'training', step: 6, latest: stepMetrics(6) });
    expect(status.remainingMs).toBe(19_400);
    expect(status.plannedSteps).toBe(200);
  });

  it('keeps the newest checkpoints and the epochs with samples', () => {
    const saved = [1, 2, 3, 4, 5, 5].map((step): EngineEvent => ({
      kind: 'checkpointSaved',
      file: `step-${step}`,
      step,
    }));
    const status = fold(
      ...saved,
      { kind: 'epochEnded', epoch: epochMetrics(1) },
      { kind: 'epochEnded', epoch: { ...epochMetrics(2), validation: null } },
      { kind: 'epochEnded', epoch: epochMetrics(1) },
    );
    expect(status.checkpoints.map(({ step }) => step)).toEqual([5, 4, 3, 2]);
    expect(status.sampleEpochs).toEqual([1]);
  });

  it('begins a resumed run where its checkpoint was', () => {
    expect(fold({ ...runStarted, resumedFromStep: 120 })).toMatchObject({
      step: 120,
      epoch: 1,
      resumedFromStep: 120,
    });
  });

  it('does not take a stop back', () => {
    const stopping: RunStatus = { ...starting, phase: 'stopping' };
    const events: EngineEvent[] = [runStarted, { kind: 'paused', paused: false }];
    expect(events.reduce(foldEvent, stopping).phase).toBe('stopping');
  });
});

describe('the curves of a run', () => {
  it('are bounded, the small one more so', () => {
    const record = createRunRecord(starting);
    for (let first = 1; first <= 5000; first += 50) record.apply(stepsEvent(first, first + 49));
    expect(record.series.length).toBe(5000);
    expect(record.smallCurve.length).toBeLessThanOrEqual(200);
    expect(record.smallCurve.length).toBeGreaterThan(100);
    expect(record.smallCurve.lastStep).toBe(5000);
  });

  it('have each epoch once, also when a resumed run repeats one', () => {
    const record = createRunRecord(starting);
    for (const epoch of [1, 2, 3, 2, 3, 4]) {
      record.apply({ kind: 'epochEnded', epoch: epochMetrics(epoch) });
    }
    expect(record.epochs.map(({ epoch }) => epoch)).toEqual([1, 2, 3, 4]);
  });

  it('take in what was measured earlier', () => {
    const record = createRunRecord(starting);
    record.apply(stepsEvent(3, 6));
    record.prependHistory({
      steps: columnsOfSteps([1, 2, 3, 4].map((step) => stepMetrics(step))),
      epochs: [epochMetrics(1)],
      latest: stepMetrics(4),
    });
    expect(record.status.latest?.step).toBe(6);
    expect([...record.series.columns().step]).toEqual([1, 2, 3, 4, 5, 6]);
    expect([...record.smallCurve.columns().step]).toEqual([1, 2, 3, 4, 5, 6]);
    expect(record.revision).toBe(1);
  });
});
