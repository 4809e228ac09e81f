import { describe, expect, it } from 'vitest';

import { defaultRunConfig } from '../../../src/protocol/defaultConfig.js';
import { columnsOfSteps, emptyColumns } from '../../../src/protocol/stepSeries.js';
import { chanceOf } from '../../../webview/parts/chance.js';
import { takeChosen } from '../../../webview/training/chosenFolder.js';
import { createFolderWatch } from '../../../webview/training/folderWatch.js';
import { noChoices } from '../../../webview/training/formFields.js';
import {
  phaseText,
  placeText,
  progressShare,
  remainingText,
  resultText,
  stageText,
} from '../../../webview/training/runText.js';
import type { FolderFacts } from '../../../webview/training/runForm.js';
import { curvePoints, rangeOf } from '../../../webview/training/sparkline.js';
import { isBusy, takeEvent } from '../../../webview/training/trainingView.js';
import { makeStatus } from '../../panel/labHost.js';
import { makeState } from '../../panel/trainingHost.js';

describe('the run that is shown', () => {
  const status = makeStatus({ phase: 'training' });
  const curve = columnsOfSteps([]);

  it('keeps its curve through states, which carry none', () => {
    const shown = takeEvent(null, { kind: 'progress', run: status, curve });
    expect(takeEvent(shown, makeState({ run: { ...status, step: 700 } }))?.curve).toBe(curve);
  });

  it('begins with an empty curve when it is another run', () => {
    const shown = takeEvent(null, { kind: 'progress', run: status, curve });
    const other = makeStatus({ runFolder: '/another' });
    expect(takeEvent(shown, makeState({ run: other }))?.curve).toEqual(emptyColumns());
  });

  it('keeps a new run from nothing once it has ended, and goes when the host names none', () => {
    const ended = takeEvent(null, makeState({ run: makeStatus({ phase: 'completed' }) }));
    expect(isBusy(ended)).toBe(false);
    expect(takeEvent(ended, makeState())).toBeNull();
    const live = takeEvent(null, makeState({ run: status }));
    expect(isBusy(live)).toBe(true);
    expect(takeEvent(live, makeState())).toBeNull();
  });
});

describe('a run in words', () => {
  it('tells chance for each task', () => {
    expect(chanceOf(defaultRunConfig('rotation'))).toBe(0.25);
    expect(chanceOf(defaultRunConfig('rotation', undefined, { rotation: { turns: 'half' } }))).toBe(
      0.5,
    );
    expect(chanceOf(defaultRunConfig('jigsaw'))).toBe(1 / 64);
    expect(chanceOf(defaultRunConfig('both'))).toBe((0.25 + 1 / 64) / 2);
  });

  it('tells each stage of preparing', () => {
    const at = (stage: 'engine' | 'scan' | 'decode' | 'network', done: number, total = 1000) =>
      makeStatus({ phase: 'preparing', preparing: { stage, done, total } });
    expect(stageText(at('engine', 0))).toBe('Starting the engine…');
    expect(stageText(at('scan', 1234))).toBe('Reading the folder: 1,234 images…');
    expect(stageText(at('decode', 560))).toBe('Decoding images: 560 of 1,000');
    expect(stageText(at('network', 0))).toContain('Building the network');
    expect(progressShare(at('decode', 560))).toBe(0.56);
    expect(progressShare(at('engine', 0, 0))).toBeNull();
    expect(phaseText(at('decode', 560))).toBe(phaseText(at('decode', 561)));
    expect(stageText(makeStatus({ phase: 'training' }))).toBeNull();
  });

  it('tells where it is: never beyond the last epoch', () => {
    const config = defaultRunConfig('rotation');
    const status = makeStatus({ config, preparing: null, epoch: 8, step: 800, plannedSteps: 800 });
    expect(placeText(status)).toBe('Epoch 8 of 8, step 800 of 800');
    expect(placeText({ ...status, plannedSteps: 0 })).toBeNull();
    const budget = { ...config, epochs: null, budgetMs: 1000 };
    expect(placeText({ ...status, config: budget })).toBe('Epoch 9, step 800 of 800');
    expect(progressShare({ ...status, step: 200 })).toBe(0.25);
  });

  it('tells the time left only while it trains', () => {
    const status = makeStatus({ phase: 'training', remainingMs: 259_000 });
    expect(remainingText(status)).toBe('4 min 19 s left');
    expect(remainingText({ ...status, phase: 'paused' })).toBeNull();
  });

  it('tells how it ended', () => {
    const status = makeStatus({
      phase: 'completed',
      validation: { loss: 1, accuracy: 0.731, chance: 0.25 },
    });
    expect(resultText(status)).toBe('Validation accuracy 73.1 %, where guessing gives 25.0 %.');
    expect(resultText({ ...status, message: 'The disk is full.' })).toBe('The disk is full.');
    expect(resultText({ ...status, validation: null, latest: null })).toBe(
      'It ended before the first step.',
    );
  });
});

describe('the small curve', () => {
  it('spans its drawing and leaves out what is no number', () => {
    const values = new Float32Array([0, Number.NaN, 1]);
    const range = rangeOf(values, null);
    expect(range).toEqual({ min: 0, max: 1 });
    expect(curvePoints(new Uint32Array([1, 2, 3]), values, range)).toBe('0.00,29.00 100.00,1.00');
  });

  it('has a range also without values, with one value, and around a level', () => {
    expect(rangeOf(new Float32Array(), null)).toEqual({ min: 0, max: 1 });
    expect(rangeOf(new Float32Array([2]), null)).toEqual({ min: 1.5, max: 2.5 });
    expect(rangeOf(new Float32Array([1]), 0.25)).toEqual({ min: 0.25, max: 1 });
  });
});

describe('a folder chosen outside the form', () => {
  const { folders } = makeState();

  it('is taken once, with its task', () => {
    const chosen = { folder: '/dogs', task: 'jigsaw', number: 1 } as const;
    const taken = takeChosen(noChoices, { chosen, folders }, null);
    expect(taken.choices).toMatchObject({ folder: '/dogs', task: 'jigsaw' });
    const changed = { ...taken.choices, folder: '/cats' };
    expect(takeChosen(changed, { chosen, folders }, taken.seen).choices.folder).toBe('/cats');
  });

  it('is taken again when it is chosen again', () => {
    const seen = { folder: '/dogs', task: null, number: 1 };
    const changed = { ...noChoices, folder: '/cats' };
    const again = takeChosen(changed, { chosen: { ...seen, number: 2 }, folders }, seen);
    expect(again.choices.folder).toBe('/dogs');
  });

  it('is taken from a host that counts anew', () => {
    const seen = { folder: '/dogs', task: null, number: 1 };
    const other = { ...seen, folder: '/birds' };
    expect(takeChosen(noChoices, { chosen: other, folders }, seen).choices.folder).toBe('/birds');
  });

  it('is the first known one where nothing was chosen', () => {
    const taken = takeChosen(noChoices, { chosen: null, folders }, null);
    expect(taken.choices.folder).toBe('/home/me/photos');
    expect(takeChosen(noChoices, { chosen: null, folders: [] }, null).choices).toBe(noChoices);
  });
});

describe('looking at a folder', () => {
  const begin = () => {
    const timers: (() => void)[] = [];
    const answers = new Map<string, (images: number) => void>();
    const asked: string[] = [];
    const seen: FolderFacts[] = [];
    const watch = createFolderWatch({
      check: async (folder) => {
        asked.push(folder);
        return new Promise((resolve) => {
          answers.set(folder, (images) => resolve({ images, problem: null }));
        });
      },
      onChange: () => void seen.push(watch.facts),
      after: (_, run) => {
        timers.push(run);
        return () => void timers.splice(timers.indexOf(run), 1);
      },
    });
    return { watch, timers, answers, asked, seen };
  };

  it('asks for the one that the user rests on', () => {
    const { watch, timers, asked } = begin();
    watch.look('/a');
    watch.look('/b');
    watch.look('/b');
    expect(watch.facts).toEqual({ kind: 'looking' });
    for (const run of timers) run();
    expect(asked).toEqual(['/b']);
  });

  it('drops an answer that another folder has overtaken', async () => {
    const { watch, timers, answers, seen } = begin();
    watch.look('/a');
    timers.shift()?.();
    watch.look('/b');
    timers.shift()?.();
    answers.get('/a')?.(1);
    answers.get('/b')?.(2);
    await expect.poll(() => watch.facts).toEqual({ kind: 'known', images: 2, problem: null });
    expect(seen).not.toContainEqual({ kind: 'known', images: 1, problem: null });
  });

  it('knows nothing without a folder', () => {
    const { watch } = begin();
    watch.look('/a');
    watch.look(null);
    expect(watch.facts).toEqual({ kind: 'unknown' });
  });
});
