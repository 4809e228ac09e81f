import { describe, expect, it } from 'vitest';

import { availability, type Surroundings } from '../../../src/host/availability.js';
import { newRunStatus } from '../../../src/host/runStatus.js';
import type { RunPhase, RunStatus } from '../../../src/protocol/panelProtocol.js';
import { config, images, runFolder } from './world.js';

const status = (phase: RunPhase, change: Partial<RunStatus> = {}): RunStatus => ({
  ...newRunStatus('run-1', images, config, phase),
  runFolder,
  ...change,
});
const live = (phase: RunPhase): Partial<Surroundings> => ({
  current: status(phase, { live: true }),
  isBusy: true,
});
const ended = (phase: RunPhase, resumable: boolean): Partial<Surroundings> => ({
  current: status(phase, { resumable }),
});

/** Names of the keys that are true, without their prefix. */
const trueKeys = (change: Partial<Surroundings>): string[] => {
  const idle: Surroundings = {
    obstacle: null,
    current: null,
    isBusy: false,
    queueLength: 0,
    isQueueHeld: false,
    hasLab: false,
  };
  return Object.entries(availability({ ...idle, ...change }))
    .filter(([, value]) => value)
    .map(([key]) => key.replace('pretextLab.', ''))
    .sort();
};

const run = ['hasRun', 'hasRunFolder'];
const running = ['busy', 'canTrain', ...run, 'running'];

describe('what can be done', () => {
  it.each<[string, Partial<Surroundings>, string[]]>([
    ['nothing yet', {}, ['canTrain']],
    ['an obstacle', { obstacle: 'No trust.' }, []],
    ['measuring', { isBusy: true }, ['busy', 'canTrain']],
    ['preparing', live('preparing'), [...running, 'canStop']],
    ['training', live('training'), [...running, 'canStop', 'canPause']],
    ['paused', live('paused'), [...running, 'canStop', 'canResume', 'paused']],
    ['stopping', live('stopping'), running],
    ['completed', ended('completed', false), ['canTrain', ...run]],
    ['stopped', ended('stopped', true), ['canTrain', 'canResume', ...run]],
    ['crashed too early', ended('interrupted', false), ['canTrain', ...run]],
    ['stopped, no trust', { ...ended('stopped', true), obstacle: 'No trust.' }, run],
    [
      'stopped, measuring',
      { ...ended('stopped', true), isBusy: true },
      ['busy', 'canTrain', ...run],
    ],
    ['failed to start', { current: status('failed', { runFolder: null }) }, ['canTrain', 'hasRun']],
    [
      'a queue that waits, a Lab',
      { queueLength: 2, isQueueHeld: true, hasLab: true },
      ['canTrain', 'hasLab', 'hasQueue', 'queueHeld'],
    ],
  ])('%s', (_, surroundings, keys) => {
    expect(trueKeys(surroundings)).toEqual([...keys].sort());
  });
});
