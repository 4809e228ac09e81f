import { describe, expect, it } from 'vitest';

import type { RunPhase } from '../../../src/protocol/runStatus.js';
import {
  announcement,
  progressShare,
  progressText,
  steerChoices,
} from '../../../webview/lab/runSummary.js';
import { makeStatus } from '../../panel/labHost.js';

describe('where a run stands', () => {
  it('is told in steps, epochs and time', () => {
    expect(progressText(makeStatus())).toBe(
      'Step 600 of 1,200 · 5 epochs finished · 4 min 19 s left',
    );
    expect(progressShare(makeStatus())).toBe(0.5);
    expect(
      progressText(makeStatus({ phase: 'completed', live: false, step: 1200, epoch: 12 })),
    ).toBe('Step 1,200 of 1,200 · 12 epochs finished');
  });

  it('is told while the engine prepares', () => {
    const preparing = { stage: 'decode', done: 1500, total: 6400 } as const;
    const status = makeStatus({ phase: 'preparing', preparing });
    expect(progressText(status)).toBe('Decoding images: 1,500 of 6,400');
    expect(progressShare(status)).toBe(1500 / 6400);
    expect(progressShare({ ...status, preparing: { ...preparing, total: null } })).toBeNull();
    expect(progressText({ ...status, preparing: null })).toBe('Starting the engine');
  });

  it('never goes beyond the end', () => {
    expect(progressShare(makeStatus({ step: 1300 }))).toBe(1);
    expect(progressShare(makeStatus({ plannedSteps: 0 }))).toBeNull();
  });
});

describe('what can be done', () => {
  const actions = (phase: RunPhase, live: boolean, resumable = false) =>
    steerChoices(makeStatus({ phase, live, resumable })).map(({ action }) => action);

  it('fits the phase of a run of this window', () => {
    expect(actions('training', true)).toEqual(['pause', 'stop']);
    expect(actions('paused', true)).toEqual(['unpause', 'stop']);
    expect(actions('preparing', true)).toEqual(['stop']);
    expect(actions('stopping', true)).toEqual([]);
  });

  it('is to resume what did not end by itself', () => {
    expect(actions('interrupted', false, true)).toEqual(['resume']);
    expect(actions('completed', false)).toEqual([]);
  });

  it('is nothing while another process trains the run', () => {
    const holder = { pid: 7, hostName: 'there', acquiredAt: '2026-03-14T09:26:53.000Z' };
    expect(
      steerChoices(makeStatus({ phase: 'training', live: false, resumable: true, holder })),
    ).toEqual([]);
  });
});

describe('what is announced', () => {
  it('is a change of phase, and an epoch with its accuracy', () => {
    const before = makeStatus();
    expect(announcement(before, makeStatus({ phase: 'paused' }))).toBe('Paused at step 600.');
    expect(announcement(before, makeStatus({ epoch: 6 }))).toBe(
      'Epoch 6 finished, validation accuracy 60.0 %.',
    );
  });

  it('is not every step', () => {
    expect(announcement(makeStatus(), makeStatus({ step: 601 }))).toBeNull();
    expect(announcement(null, makeStatus())).toBeNull();
  });
});
