import { describe, expect, it } from 'vitest';

import {
  availability,
  runsAvailability,
  type Surroundings,
} from '../../../src/host/availability.js';
import { newRunStatus } from '../../../src/host/runStatus.js';
import type { RunPhase, RunStatus } from '../../../src/protocol/runStatus.js';
import { config, holder, images, runFolder, runSummary } from './world.js';

const status = (phase: RunPhase, change: Partial<RunStatus> = {}): RunStatus => ({
  ...newRunStatus('run-1', images, config, phase),
  runFolder,
  ...change,
});
const live = (phase: RunPhase): Partial<Surroundings> => ({
  current: status(phase, { live: true }),
  isTraining: true,
  hasEngine: true,
});
const ended = (phase: RunPhase, resumable: boolean): Partial<Surroundings> => ({
  current: status(phase, { resumable }),
});

/** Names of the keys that are true, without their prefix. */
const trueKeys = (change: Partial<Surroundings>): string[] => {
  const idle: Surroundings = {
    obstacle: null,
    current: null,
    isTraining: false,
    hasEngine: false,
    isQueueHeld: false,
    hasLab: false,
  };
  return Object.entries(availability({ ...idle, ...change }))
    .filter(([, value]) => value)
    .map(([key]) => key.replace('pretextLab.', ''))
    .sort();
};

const run = ['hasRun', 'hasRunFolder'];
const running = [...run, 'canRestartEngine', 'running'];

describe('what can be done', () => {
  it.each<[string, Partial<Surroundings>, string[]]>([
    ['nothing yet', {}, []],
    [
      'an engine that measures, looks things up, or has died',
      { hasEngine: true },
      ['canRestartEngine'],
    ],
    ['preparing', live('preparing'), [...running, 'canStop']],
    ['training', live('training'), [...running, 'canStop', 'canPause']],
    ['paused', live('paused'), [...running, 'canStop', 'canResume']],
    ['stopping', live('stopping'), running],
    ['completed', ended('completed', false), run],
    ['stopped', ended('stopped', true), ['canResume', ...run]],
    ['crashed too early', ended('interrupted', false), run],
    ['stopped, no trust', { ...ended('stopped', true), obstacle: 'No trust.' }, run],
    [
      'stopped, measuring',
      { ...ended('stopped', true), hasEngine: true },
      ['canRestartEngine', 'canResume', ...run],
    ],
    ['stopped, its engine still ends', { ...ended('stopped', true), isTraining: true }, run],
    ['failed to start', { current: status('failed', { runFolder: null }) }, ['hasRun']],
    ['a queue that waits, a Lab', { isQueueHeld: true, hasLab: true }, ['hasLab', 'queueHeld']],
  ])('%s', (_, surroundings, keys) => {
    expect(trueKeys(surroundings)).toEqual([...keys].sort());
  });
});

describe('what the list of runs offers', () => {
  const keysOf = (...groups: Parameters<typeof runsAvailability>[0]): string[] =>
    Object.entries(runsAvailability(groups))
      .filter(([, value]) => value)
      .map(([key]) => key.replace('pretextLab.', ''));
  const completed = runSummary({ state: 'completed', resumable: false });
  const running = runSummary({ state: 'running', resumable: false, holder });

  it('is what at least one run of it can take', () => {
    expect(keysOf()).toEqual([]);
    expect(keysOf({ runs: [], problem: null })).toEqual([]);
    expect(keysOf({ runs: [running], problem: null })).toEqual(['hasRuns']);
    expect(keysOf({ runs: [running, completed], problem: null })).toEqual([
      'hasRuns',
      'hasDeletableRuns',
    ]);
    expect(keysOf({ runs: [runSummary()], problem: null })).toEqual([
      'hasRuns',
      'hasResumableRuns',
      'hasDeletableRuns',
    ]);
  });

  it('is anything where it could not be listed', () => {
    expect(keysOf({ runs: [], problem: 'It cannot be read.' })).toHaveLength(3);
  });
});
