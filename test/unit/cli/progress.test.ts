import { describe, expect, it } from 'vitest';

import {
  advance,
  chanceLevel,
  doneShare,
  noProgress,
  type Progress,
} from '../../../src/cli/progress.js';
import { epochLine, progressBar, progressBlock, stepLine } from '../../../src/cli/progressText.js';
import {
  createJsonReporter,
  createLiveReporter,
  createPlainReporter,
} from '../../../src/cli/reporter.js';
import { defaultRunConfig } from '../../../src/protocol/defaultConfig.js';
import type { EngineEvent } from '../../../src/protocol/engineEvents.js';
import { sentence } from '../../../src/protocol/sentence.js';
import { plain } from './fakeContext.js';
import { epochMetrics, runStarted, stepsEvent } from './runEvents.js';

const after = (...events: EngineEvent[]): Progress => events.reduce(advance, noProgress);
const skipped: EngineEvent = {
  kind: 'imageSkipped',
  file: { path: 'bad.jpg', code: 'corrupt', message: sentence('The file ends too early.') },
};
const scanned = (done: number): EngineEvent => ({
  kind: 'dataProgress',
  phase: 'decode',
  done,
  total: 10_000,
});

describe('the chance level', () => {
  it('is that of the task, or the mean of both', () => {
    const jigsaw = { jigsaw: { permutations: 100 } };
    expect(chanceLevel(defaultRunConfig('rotation'))).toBe(0.25);
    expect(
      chanceLevel(defaultRunConfig('rotation', undefined, { rotation: { turns: 'half' } })),
    ).toBe(0.5);
    expect(chanceLevel(defaultRunConfig('jigsaw', undefined, jigsaw))).toBe(0.01);
    expect(chanceLevel(defaultRunConfig('both', undefined, jigsaw))).toBeCloseTo(0.13);
  });
});

describe('the share that is done', () => {
  it('goes by time where the time left is known, else by steps', () => {
    expect(doneShare(after(runStarted(), stepsEvent(400, 100_000)))).toBe(0.5);
    expect(doneShare(after(runStarted(), stepsEvent(282, null)))).toBe(0.25);
    expect(doneShare(after(runStarted(), stepsEvent(2000, null)))).toBe(1);
    expect(doneShare(after(runStarted()))).toBe(0);
  });
});

describe('the bar', () => {
  it('is filled from the left and never overflows', () => {
    expect(progressBar(0.5, 4)).toBe('██░░');
    expect(progressBar(-1, 4)).toBe('░░░░');
    expect(progressBar(7, 4)).toBe('████');
  });
});

describe('the block of a terminal', () => {
  const block = (...events: EngineEvent[]): string => progressBlock(after(...events), 80, plain);

  it('follows a run from its start', () => {
    expect(block()).toBe('Starting the engine');
    expect(block(scanned(1200))).toBe('Decoding images: 1,200 of 10,000');
    expect(block(runStarted())).toBe(
      'rotation with rotation-small (287 k parameters): 9,000 images to train on, 1,000 to validate\n' +
        'Preparing the first step',
    );
    expect(block(runStarted(), skipped, stepsEvent(564, 141_000))).toBe(
      [
        'rotation with rotation-small (287 k parameters): 9,000 images to train on, 1,000 to validate',
        '██████████░░░░░░░░░░ 50.0 %  epoch 4/8  step 564/1,128  2 min 21 s left',
        'loss 0.7123  accuracy 65.1 % (chance 25.0 %)  1,021 views/s',
        '1 file skipped',
        'Ctrl-C saves and ends the run',
      ].join('\n'),
    );
  });

  it('says when it is paused', () => {
    const text = block(runStarted(), stepsEvent(1, null), { kind: 'paused', paused: true });
    expect(text).toMatch(/\nPaused$/);
  });

  it('colours an accuracy above chance differently', () => {
    const colors = { ...plain, green: (text: string) => `<${text}>` };
    const text = (accuracy: number): string => {
      const progress = after(runStarted(), stepsEvent(1, null));
      const step = progress.step === null ? null : { ...progress.step, accuracy };
      return progressBlock({ ...progress, step }, 80, colors);
    };
    expect(text(0.6)).toContain('<60.0 %>');
    expect(text(0.26)).not.toContain('<');
  });
});

describe('lines', () => {
  it('of a step leave out what is unknown', () => {
    expect(stepLine(after(runStarted(), stepsEvent(120, 252_000)))).toBe(
      'step 120/1,128  epoch 1/8  loss 0.7123  accuracy 65.1 % (chance 25.0 %)  1,021 views/s  4 min 12 s left',
    );
    const budgetOnly = defaultRunConfig('rotation', undefined, { budgetMs: 60_000 });
    expect(stepLine(after(runStarted(budgetOnly), stepsEvent(120, null)))).toBe(
      'step 120/1,128  epoch 1  loss 0.7123  accuracy 65.1 % (chance 25.0 %)  1,021 views/s',
    );
  });

  it('of an epoch tell training and validation apart', () => {
    expect(epochLine(epochMetrics, 8)).toBe(
      'epoch 1/8  train loss 1.100 accuracy 50.0 %  ' +
        'validation loss 1.050 accuracy 55.0 % (chance 25.0 %)  38 s',
    );
    const [rotation] = epochMetrics.tasks;
    if (rotation === undefined) throw new Error('the sample has one task');
    const both = [rotation, { ...rotation, task: 'jigsaw' as const, accuracy: 0.4 }];
    expect(epochLine({ ...epochMetrics, validation: null, tasks: both }, null)).toBe(
      'epoch 1  train loss 1.100 accuracy 50.0 %  rotation 55.0 %, jigsaw 40.0 %  38 s',
    );
  });
});

describe('a reporter', () => {
  it('for programs writes one object per line', () => {
    const lines: string[] = [];
    const reporter = createJsonReporter((line) => lines.push(line));
    reporter.event(scanned(5));
    reporter.result({ kind: 'end' }, 'The end');
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([scanned(5), { kind: 'end' }]);
  });

  it('for files writes progress at most every ten seconds, and everything that lasts', () => {
    const lines: string[] = [];
    let clockMs = 0;
    const reporter = createPlainReporter(
      (line) => lines.push(line),
      plain,
      () => clockMs,
    );
    const events = [scanned(1), runStarted(), stepsEvent(1, null), stepsEvent(2, null)];
    for (const event of events) reporter.event(event);
    clockMs = 10_000;
    for (const event of [stepsEvent(40, null), stepsEvent(41, null)]) reporter.event(event);
    reporter.event({ kind: 'epochEnded', epoch: epochMetrics });
    reporter.event({
      kind: 'warning',
      code: 'plateau',
      message: sentence('The loss does not fall.'),
    });
    for (let i = 0; i < 9; i++) reporter.event(skipped);
    reporter.result({}, 'Done');
    expect(lines).toEqual([
      'rotation with rotation-small (287 k parameters): 9,000 images to train on, 1,000 to validate',
      'Run folder: /at/photos/.pretext-lab/runs/one',
      'step 40/1,128  epoch 1/8  loss 0.7123  accuracy 65.1 % (chance 25.0 %)  1,021 views/s',
      epochLine(epochMetrics, 8),
      'Warning: The loss does not fall.',
      ...Array.from({ length: 5 }, () => 'Skipped bad.jpg: The file ends too early.'),
      'Done',
    ]);
  });

  it('for terminals keeps what lasts above the block, and clears it when its height changes', () => {
    const log: string[] = [];
    const block = {
      draw: (text: string) => log.push(`draw ${text.split('\n').length}`),
      persist: (text: string) => log.push(`persist ${text}`),
      clear: () => log.push('clear'),
    };
    const reporter = createLiveReporter(
      block,
      (line) => log.push(line),
      plain,
      () => 80,
    );
    reporter.event(scanned(1));
    reporter.event(scanned(2));
    reporter.event({ kind: 'warning', code: 'data', message: sentence('Few images.') });
    reporter.event(skipped);
    reporter.result({}, 'Done');
    expect(log).toEqual([
      'clear',
      'draw 1',
      'draw 1',
      'persist Warning: Few images.',
      'draw 1',
      'clear',
      'draw 2',
      'clear',
      'Done',
    ]);
  });
});
