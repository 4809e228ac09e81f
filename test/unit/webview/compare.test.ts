import { describe, expect, it } from 'vitest';

import type { ComparedRun } from '../../../src/protocol/comparison.js';
import { placesOf } from '../../../webview/lab/compare/axisKinds.js';
import { bestOf } from '../../../webview/lab/compare/bestColumn.js';
import { chanceLevels, linesOf, plotLines, valueAt } from '../../../webview/lab/compare/overlay.js';
import { lookOf } from '../../../webview/lab/compare/runLooks.js';
import { filterGroups } from '../../../webview/lab/compare/runFilter.js';
import {
  chosenRuns,
  noSelection,
  takeNamed,
  withoutRun,
  withRun,
} from '../../../webview/lab/compare/selection.js';
import { shownRuns } from '../../../webview/lab/compare/shownRuns.js';
import { mostCompared } from '../../../src/protocol/runListing.js';
import {
  comparedRuns,
  comparisonOf,
  fastFolder,
  runGroups,
  shownFolder,
  slowFolder,
} from '../../panel/comparedRuns.js';

const run = (changes: Partial<ComparedRun> = {}): ComparedRun => {
  const [first] = comparedRuns;
  if (first === undefined) throw new Error('There is no run.');
  return { ...first, ...changes };
};

describe('the runs that are compared', () => {
  it('begin with the one that is shown', () => {
    expect(chosenRuns(noSelection, 'a')).toEqual(['a']);
    expect(chosenRuns(noSelection, null)).toEqual([]);
    expect(chosenRuns({ picked: ['b', 'a'], leftOut: null }, 'a')).toEqual(['b', 'a']);
  });

  it('stay when another one is shown, and only those that were picked', () => {
    const picked = withRun(noSelection, 'a', 'b');
    expect(chosenRuns(picked, 'c')).toEqual(['c', 'a', 'b']);
    expect(chosenRuns(picked, 'd')).toEqual(['d', 'a', 'b']);
    expect(chosenRuns(picked, 'b')).toEqual(['a', 'b']);
  });

  it('leave out also the one that is shown, until it is ticked again', () => {
    const out = withoutRun(withRun(noSelection, 'a', 'b'), 'a', 'a');
    expect(chosenRuns(out, 'a')).toEqual(['b']);
    expect(chosenRuns(withRun(out, 'a', 'a'), 'a')).toEqual(['b', 'a']);
    expect(chosenRuns(withoutRun(out, 'a', 'b'), 'a')).toEqual([]);
  });

  it('are those that a command names: one beside the others, several in their place', () => {
    const before = withRun(noSelection, 'a', 'b');
    expect(chosenRuns(takeNamed(before, 'a', ['c']), 'a')).toEqual(['a', 'b', 'c']);
    expect(chosenRuns(takeNamed(before, 'a', ['c', 'd']), 'a')).toEqual(['c', 'd']);
    expect(chosenRuns(takeNamed(before, 'a', ['a', 'd']), 'a')).toEqual(['a', 'd']);
    expect(takeNamed(before, 'a', [])).toBe(before);
  });

  it('are never more than can be told apart', () => {
    const many = Array.from({ length: 20 }, (_, k) => `run ${k}`);
    const all = many.reduce((selection, name) => withRun(selection, 'a', name), noSelection);
    expect(chosenRuns(all, 'a')).toHaveLength(mostCompared);
    expect(chosenRuns(takeNamed(noSelection, 'a', many), 'a')).toHaveLength(mostCompared);
    const looks = Array.from({ length: mostCompared }, (_, place) => lookOf(place));
    expect(new Set(looks.map(({ dash }) => dash.join(' '))).size).toBe(mostCompared);
  });

  it('keep their numbers where one of them cannot be read', () => {
    const shown = shownRuns(comparisonOf([slowFolder, fastFolder]), [
      slowFolder,
      '/gone',
      fastFolder,
    ]);
    expect(shown.map(({ number, place }) => [number, place])).toEqual([
      [1, 0],
      [3, 1],
    ]);
    expect(shownRuns(comparisonOf([slowFolder, fastFolder]), [fastFolder])).toHaveLength(1);
  });
});

describe('a place along the axis', () => {
  it('is the step, or the views that it took', () => {
    const { figures } = run();
    expect(placesOf(run(), 'steps')(7)).toBe(7);
    expect(placesOf(run(), 'views')(7)).toBe(7 * 1024);
    const none = run({ figures: { ...figures, steps: 0, viewsSeen: 0 } });
    expect(placesOf(none, 'views')(7)).toBeNaN();
  });

  it('is the time, evenly spread between what is known', () => {
    const [first, second] = run().epochs;
    if (first === undefined || second === undefined) throw new Error('There are no epochs.');
    const timed = run({
      epochs: [
        { ...first, step: 100, elapsedMs: 10_000 },
        { ...second, step: 200, elapsedMs: 40_000 },
      ],
      figures: { ...run().figures, steps: 250, elapsedMs: 45_000 },
    });
    const place = placesOf(timed, 'time');
    expect([0, 50, 100, 150, 200, 225, 250].map(place)).toEqual([0, 5, 10, 25, 40, 42.5, 45]);
    expect(place(251)).toBeNaN();
    const untimed = run({ epochs: [], figures: { ...run().figures, elapsedMs: null } });
    expect(placesOf(untimed, 'time')(1)).toBeNaN();
    expect(linesOf(untimed, 'time', 0).trainLoss.x).toEqual([]);
  });
});

describe('lines over one another', () => {
  it('are what was measured, without smoothing', () => {
    const { curve, epochs } = run();
    const lines = linesOf(run(), 'steps', 0);
    expect(lines.trainLoss.y).toEqual([...curve.loss]);
    expect(lines.trainAccuracy.x).toEqual([...curve.step]);
    expect(lines.validationLoss).toEqual({
      x: epochs.map(({ step }) => step),
      y: epochs.map(({ validation }) => validation?.loss),
      end: 600,
    });
    expect(linesOf(run(), 'steps', 0.9).trainLoss.y).not.toEqual(lines.trainLoss.y);
  });

  it('share an axis, each with the points of its own', () => {
    const plotted = plotLines(
      [
        { x: [1, 3], y: [10, 30] },
        { x: [2, 3], y: [200, 300] },
      ],
      { from: 0, to: 3 },
    );
    expect(plotted.pointsIn({ from: 0, to: 3 }, 100)).toEqual({
      x: [1, 2, 3],
      lines: [
        [10, undefined, 30],
        [undefined, 200, 300],
      ],
    });
  });

  it('say nothing before their first point and beyond the end of their run', () => {
    const line = { x: [10, 20], y: [1, 2], end: 25 };
    expect([5, 10, 19, 25, 26, null].map((place) => valueAt(line, place))).toEqual([
      null,
      1,
      1,
      2,
      null,
      2,
    ]);
    expect(valueAt({ x: [], y: [], end: NaN }, null)).toBeNull();
  });

  it('lie above the accuracies of guessing, each told once', () => {
    expect(chanceLevels(comparedRuns)).toEqual([
      { task: 'both', chance: 0.1328 },
      { task: 'jigsaw', chance: 0.0156 },
    ]);
    const unvalidated = run({ figures: { ...run().figures, validation: null } });
    expect(chanceLevels([unvalidated])).toEqual([{ task: 'both', chance: (1 / 4 + 1 / 64) / 2 }]);
  });
});

describe('the best of a column', () => {
  it('is the highest or the lowest', () => {
    expect(bestOf([1, null, 3], 'higher')).toBe(3);
    expect(bestOf([1, null, 3], 'lower')).toBe(1);
  });

  it('is none where there is nothing to compare', () => {
    expect(bestOf([1, null], 'higher')).toBeNull();
    expect(bestOf([2, 2], 'lower')).toBeNull();
    expect(bestOf([], 'lower')).toBeNull();
  });
});

it('finds runs by words of their names, folders and details', () => {
  const found = (filter: string): string[] =>
    filterGroups(runGroups, filter).flatMap(({ runs }) => runs.map(({ runFolder }) => runFolder));
  expect(found('')).toHaveLength(3);
  expect(found('CLOTHES')).toEqual([fastFolder]);
  expect(found('both photos')).toEqual([shownFolder]);
  expect(found('jigsaw 59.5')).toEqual([slowFolder]);
  expect(found('nothing of it')).toEqual([]);
});
