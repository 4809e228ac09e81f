import { describe, expect, it } from 'vitest';

import type { Delta } from '../../../src/protocol/labProtocol.js';
import { initialLabState, reduceLab, type LabState } from '../../../webview/lab/labStore.js';
import { makeEpochs, makeSnapshot, makeSteps, makeStatus, noRun } from '../../panel/labHost.js';

const shown = (): LabState => reduceLab(initialLabState('curves'), makeSnapshot({ step: 600 }));

const delta = (first: number, last: number, changes: Partial<Delta> = {}): Delta => ({
  kind: 'delta',
  afterStep: first - 1,
  steps: makeSteps(first, last, 1200),
  epochs: [],
  status: makeStatus({ step: last }),
  problem: null,
  ...changes,
});

describe('a snapshot', () => {
  it('replaces all that was there', () => {
    const before = shown();
    const after = reduceLab(before, makeSnapshot({ step: 20, epoch: 0 }));
    expect(after.run?.series.lastStep).toBe(20);
    expect(after.run?.epochs).toEqual([]);
    expect(after.run?.version).toBeGreaterThan(before.run?.version ?? NaN);
  });

  it('without a run shows none', () => {
    expect(reduceLab(shown(), noRun).run).toBeNull();
  });

  it('says what is missing of the run, or why there is none', () => {
    const problem = 'The run cannot be read.';
    const empty = reduceLab(shown(), { ...noRun, problem });
    expect(empty).toMatchObject({ run: null, problem });
    expect(reduceLab(empty, makeSnapshot())).toMatchObject({
      run: { problem: null },
      problem: null,
    });
    const gap = reduceLab(shown(), { ...makeSnapshot(), problem });
    expect(gap).toMatchObject({ run: { problem }, problem: null });
    expect(reduceLab(gap, delta(601, 640)).run?.problem).toBeNull();
  });
});

describe('a delta', () => {
  it('adds steps, epochs and the status', () => {
    const before = shown();
    const after = reduceLab(before, delta(601, 640, { epochs: makeEpochs(6, 100).slice(5) }));
    expect(after.isBehind).toBe(false);
    expect(after.run?.series.columns()).toEqual(makeSteps(1, 640, 1200));
    expect(after.run?.epochs.map(({ epoch }) => epoch)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(after.run?.status.step).toBe(640);
    expect(after.run?.version).toBe((before.run?.version ?? NaN) + 1);
  });

  it('that skips a step asks for a snapshot and changes nothing', () => {
    const before = shown();
    const after = reduceLab(before, delta(602, 640));
    expect(after.isBehind).toBe(true);
    expect(after.run).toBe(before.run);
    expect(after.run?.series.lastStep).toBe(600);
    expect(reduceLab(after, makeSnapshot({ step: 640 })).isBehind).toBe(false);
  });

  it('that overlaps adds what is new', () => {
    const after = reduceLab(shown(), delta(590, 610));
    expect(after.isBehind).toBe(false);
    expect(after.run?.series.columns()).toEqual(makeSteps(1, 610, 1200));
  });

  it('of another run asks for a snapshot', () => {
    const other = delta(601, 610, { status: makeStatus({ runFolder: '/elsewhere' }) });
    expect(reduceLab(shown(), other).isBehind).toBe(true);
    expect(reduceLab(initialLabState('run'), other).isBehind).toBe(true);
  });

  it('follows a run that gets its folder', () => {
    const preparing = makeSnapshot({ runFolder: null, phase: 'preparing', step: 0, epoch: 0 });
    const after = reduceLab(reduceLab(initialLabState('run'), preparing), delta(1, 5));
    expect(after.isBehind).toBe(false);
    expect(after.run?.series.lastStep).toBe(5);
  });

  it('puts an epoch that is told again in its place', () => {
    const again = makeEpochs(5, 100).slice(4);
    const after = reduceLab(shown(), delta(601, 602, { epochs: again }));
    expect(after.run?.epochs).toHaveLength(5);
  });
});

it('turns to a tab without touching the run', () => {
  const before = shown();
  const after = reduceLab(before, { kind: 'showTab', tab: 'run' });
  expect(after).toEqual({ ...before, tab: 'run' });
});
