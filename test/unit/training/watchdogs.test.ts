import { describe, expect, it } from 'vitest';

import {
  averagedSteps,
  createOverfittingWatchdog,
  createPlateauWatchdog,
  meanEvaluation,
  plateauSteps,
} from '../../../src/engine/training/watchdogs.js';
import type { EpochMetrics, TaskEvaluation } from '../../../src/protocol/run.js';
import { inEnglish, sentence } from '../../../src/protocol/sentence.js';

const guessing = Math.log(64);

const jigsaw = {
  name: 'jigsaw',
  title: sentence('jigsaw'),
  classes: 64,
  advice: sentence('try something else'),
};

/** The steps at which the watchdog barks, with what it says. */
const watch = (
  steps: number,
  lossAt: (step: number) => number,
  memory = new Map<string, number>(),
  firstStep = 1,
) => {
  const look = createPlateauWatchdog(jigsaw, memory);
  return Array.from({ length: steps }, (_, i) => firstStep + i)
    .map((step) => ({ step, warning: look(step, lossAt(step)) }))
    .flatMap(({ step, warning }) => (warning === null ? [] : [{ step, text: inEnglish(warning) }]));
};

describe('the plateau watchdog', () => {
  it('barks once when the loss stays that of guessing', () => {
    const barks = watch(2000, (step) => guessing + 0.02 * Math.sin(step));
    expect(barks.map(({ step }) => step)).toEqual([plateauSteps]);
    expect(barks[0]?.text).toMatch(/jigsaw loss .*4\.1.*: try something else\.$/);
  });

  it('keeps quiet when the loss falls, however late before the limit', () => {
    expect(watch(2000, (step) => (step < 300 ? guessing : 0.8 * guessing))).toEqual([]);
    expect(watch(2000, (step) => guessing * (0.5 + 0.5 * Math.exp(-step / 300)))).toEqual([]);
  });

  it('judges a resumed run by steps that it has seen', () => {
    const barks = watch(2000, () => guessing, new Map(), 1000);
    expect(barks.map(({ step }) => step)).toEqual([1000 + averagedSteps - 1]);
    // A single step that goes wrong after the resume says nothing.
    const memory = new Map([['plateau.jigsaw.average', 1]]);
    expect(watch(200, (step) => (step < 1003 ? 9 : 1), memory, 1000)).toEqual([]);
  });

  it('remembers across processes that it has warned', () => {
    const memory = new Map<string, number>();
    expect(watch(600, () => guessing, memory).length).toBe(1);
    expect(watch(600, () => guessing, new Map(memory), 601)).toEqual([]);
  });

  it('keeps tasks apart', () => {
    const memory = new Map<string, number>();
    const looks = [
      createPlateauWatchdog(jigsaw, memory),
      createPlateauWatchdog({ ...jigsaw, name: 'rotation', classes: 4 }, memory),
    ];
    const barks = Array.from({ length: 600 }, (_, i) =>
      looks.map((look, task) => look(i + 1, task === 0 ? guessing : 0.3)),
    ).flat();
    expect(barks.flatMap((said) => (said === null ? [] : [inEnglish(said)]))).toEqual([
      expect.stringContaining('jigsaw') as unknown,
    ]);
  });
});

const epoch = (
  number: number,
  train: [loss: number, accuracy: number],
  validation: [loss: number, accuracy: number] | null,
): EpochMetrics => ({
  step: number * 10,
  epoch: number,
  train: { loss: train[0], accuracy: train[1] },
  validation:
    validation === null ? null : { loss: validation[0], accuracy: validation[1], chance: 0.25 },
  tasks: [],
  elapsedMs: 0,
});

describe('the overfitting watchdog', () => {
  it('barks once when training has run away', () => {
    const memory = new Map<string, number>();
    const look = createOverfittingWatchdog(memory);
    expect(look(epoch(3, [0.1, 0.97], [1.5, 0.6]))?.values).toEqual([3, '0.97', '0.60']);
    expect(look(epoch(4, [0.05, 0.99], [1.8, 0.6]))).toBeNull();
    // Nor in the next process of the run.
    expect(createOverfittingWatchdog(memory)(epoch(5, [0.05, 0.99], [1.8, 0.6]))).toBeNull();
  });

  it.each([
    ['in the first epochs', epoch(2, [0.1, 0.97], [1.5, 0.6])],
    ['without validation', epoch(5, [0.1, 0.97], null)],
    ['of a small gap', epoch(5, [0.5, 0.8], [1.2, 0.7])],
    ['of losses that are near', epoch(5, [0.9, 0.95], [1.2, 0.6])],
  ])('keeps quiet %s', (_, metrics) => {
    expect(createOverfittingWatchdog(new Map())(metrics)).toBeNull();
  });
});

describe('the mean of a run’s tasks', () => {
  const task = (loss: number, accuracy: number, chance: number): TaskEvaluation => ({
    task: 'rotation',
    loss,
    accuracy,
    chance,
    confusion: null,
  });

  it('weighs the tasks alike', () => {
    expect(meanEvaluation([task(1, 0.5, 0.25), task(3, 0.25, 0.75)])).toEqual({
      loss: 2,
      accuracy: 0.375,
      chance: 0.5,
    });
  });

  it('is null without any', () => {
    expect(meanEvaluation([])).toBeNull();
  });
});
