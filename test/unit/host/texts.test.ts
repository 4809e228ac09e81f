import { describe, expect, it } from 'vitest';

import { errorText } from '../../../src/host/errorText.js';
import { findHeldRun, heldRunText } from '../../../src/host/heldRun.js';
import { createNumberText } from '../../../src/host/numberText.js';
import { createRunText } from '../../../src/host/runText.js';
import { newRunStatus } from '../../../src/host/runStatus.js';
import { SpokenError } from '../../../src/host/spokenError.js';
import type { RunStatus } from '../../../src/protocol/runStatus.js';
import { RpcError } from '../../../src/protocol/rpc.js';
import { sentence } from '../../../src/protocol/sentence.js';
import {
  config,
  createFakeReader,
  english,
  holder,
  images,
  korean,
  runDetails,
  runFolder,
  runSummary,
  stepMetrics,
} from './world.js';

describe('an error', () => {
  const error = new RpcError('diskFull', sentence('No space left on {0}.', '/data/{0}'));

  it('is the sentence of the engine in English', () => {
    expect(errorText(error, english)).toBe('No space left on /data/{0}.');
  });

  it('is the sentence of the engine in the language of the user', () => {
    expect(errorText(error, korean)).toBe('«No space left on /data/{0}.»');
    const nested = sentence('Not used: {0}', sentence('it is empty.'));
    expect(errorText(new RpcError('internal', nested), korean)).toBe('«Not used: «it is empty.»»');
  });

  it('that nobody meant for a user is put in brackets', () => {
    expect(errorText(new RpcError('unheardOf', 'Odd {0}.'), korean)).toBe(
      '«Something went wrong (Odd {0}.).»',
    );
    expect(errorText(new TypeError('x is no function'), english)).toBe(
      'Something went wrong (x is no function).',
    );
    expect(errorText('why', english)).toBe('Something went wrong (why).');
  });

  it('that was said in the language of the user stays as it is', () => {
    expect(errorText(new SpokenError('이미 훈련 중입니다.'), korean)).toBe('이미 훈련 중입니다.');
  });
});

describe('a run held elsewhere', () => {
  it('is told with process, machine and time', () => {
    const text = heldRunText(runFolder, holder, english);
    expect(text).toContain(runFolder);
    expect(text).toMatch(/process 4711 on bench since .*2026/);
    expect(heldRunText(runFolder, { ...holder, acquiredAt: 'soon' }, english)).toContain('soon');
  });

  it('is found among the runs of a folder', async () => {
    const runs = [runSummary(), runSummary({ runFolder: '/r/2', state: 'running', holder })];
    const reader = createFakeReader({ listRuns: () => ({ runs }) });
    expect(await findHeldRun(reader, images, null)).toEqual({ runFolder: '/r/2', holder });
    const idle = createFakeReader({ listRuns: () => ({ runs: [runSummary()] }) });
    expect(await findHeldRun(idle, images, null)).toBeNull();
  });

  it('counts only for its own folder where runs of all folders lie together', async () => {
    const runs = [runSummary({ state: 'running', holder })];
    const reader = createFakeReader({
      listRuns: () => ({ runs }),
      showRun: () => runDetails({}, { state: 'running', holder }),
    });
    expect(await findHeldRun(reader, '/images/dogs', '/runs')).toBeNull();
    expect(await findHeldRun(reader, images, '/runs')).toEqual({ runFolder, holder });
  });
});

describe('numbers', () => {
  const numbers = createNumberText(english);

  it.each([
    [400, '0.4 s'],
    [-5, '0.0 s'],
    [59_400, '59 s'],
    [59_600, '1 min 0 s'],
    [259_000, '4 min 19 s'],
    [7_500_000, '2 h 5 min'],
  ])('of %d ms', (ms, text) => {
    expect(numbers.duration(ms)).toBe(text);
  });

  it('are written as the language has them', () => {
    expect(numbers.percent(0.7312)).toBe('73.1 %');
    expect(numbers.shortPercent(0.25)).toBe('25 %');
    expect(numbers.shortPercent(1 / 64)).toBe('1.6 %');
    expect(numbers.count(12_345)).toBe('12,345');
    const german = createNumberText({ ...english, language: 'de' });
    expect(german.percent(0.7312)).toBe('73,1 %');
    expect(german.count(12_345)).toBe('12.345');
  });

  it('tell an age', () => {
    const now = new Date('2026-01-02T12:00:00Z');
    expect(numbers.age('2026-01-02T11:59:40Z', now)).toBe('this minute');
    expect(numbers.age('2026-01-02T08:30:00Z', now)).toBe('3 hours ago');
    expect(numbers.age('2025-12-30T12:00:00Z', now)).toBe('3 days ago');
    expect(numbers.age('once', now)).toBe('once');
  });
});

describe('the words for a run', () => {
  const text = createRunText(english);
  const status = (change: Partial<RunStatus>): RunStatus => ({
    ...newRunStatus('run-1', images, config, 'training'),
    runFolder,
    step: 90,
    plannedSteps: 200,
    latest: stepMetrics(90, { elapsedMs: 259_000 }),
    ...change,
  });
  const validation = { loss: 1, accuracy: 0.731, chance: 0.25 };

  it('are short in the status bar', () => {
    expect(text.short(status({ remainingMs: 185_000 }))).toBe('Rotation 45 %, 3 min 5 s left');
    expect(text.short(status({ step: 199 }))).toBe('Rotation 99 %');
    expect(text.short(status({ phase: 'paused' }))).toBe('Rotation: Paused');
    const preparing = (value: RunStatus['preparing']): string =>
      text.short(status({ phase: 'preparing', preparing: value }));
    expect(preparing({ stage: 'engine', done: 0, total: null })).toBe(
      'Rotation: starting the engine',
    );
    expect(preparing({ stage: 'decode', done: 1200, total: 6400 })).toBe(
      'Rotation: decoding images, 1,200 of 6,400',
    );
  });

  it.each<[Partial<RunStatus>, string]>([
    [
      { phase: 'completed', validation },
      'Rotation reached 73.1 % validation accuracy (chance 25 %) in 4 min 19 s.',
    ],
    [
      { phase: 'completed', validation: null },
      'Rotation took 90 steps in 4 min 19 s; no image was held out to validate it.',
    ],
    [{ phase: 'stopped' }, 'Rotation was stopped after step 90.'],
    [{ phase: 'stopped', runFolder: null }, 'Rotation was stopped before training began.'],
    [{ phase: 'interrupted' }, 'Rotation was interrupted after step 90.'],
    [
      { phase: 'interrupted', message: 'It broke.' },
      'Rotation was interrupted after step 90. It broke.',
    ],
    [{ phase: 'failed', message: 'No space left.' }, 'Rotation failed. No space left.'],
  ])('say how it ended: %o', (change, sentence) => {
    expect(text.ended(status(change))).toBe(sentence);
  });

  it('sum it up', () => {
    expect(text.summary(status({ validation, remainingMs: 5000, message: 'Slow.' }))).toEqual([
      'State: Training',
      'Folder: /images/cats',
      'Task: Rotation, preset rotation-small',
      'Step 90 of 200',
      'Loss 1.310, accuracy 22.5 %',
      '73.1 % validation accuracy (chance 25 %)',
      'Time left: 5 s',
      'Slow.',
    ]);
  });

  it('go through the translation', () => {
    const phases = ['preparing', 'completed', 'failed', 'stopping'] as const;
    const translated = createRunText(korean);
    for (const phase of phases) expect(translated.phaseName(phase)).toMatch(/^«.*»$/);
    expect(translated.ended(status({ phase: 'stopped' }))).toMatch(/^«.*»$/);
  });
});
