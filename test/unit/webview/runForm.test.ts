import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { networkSpec } from '../../../src/engine/model/presets.js';
import { trunkOutputShape } from '../../../src/engine/model/trunk.js';
import { makePermutationSet } from '../../../src/engine/pretext/jigsaw/permutationSet.js';
import { jigsawGeometry } from '../../../src/engine/pretext/jigsaw/tiles.js';
import {
  defaultDataConfig,
  defaultRunConfig,
  permutationRefusal,
  presetsOfTask,
} from '../../../src/protocol/defaultConfig.js';
import { permutationMethodSchema, type Grid } from '../../../src/protocol/run.js';
import {
  flipSwitch,
  isTouched,
  noChoices,
  shownPreset,
  shownTexts,
  typeText,
  type FormChoices,
  type TextFieldName,
} from '../../../webview/training/formFields.js';
import { checkForm, whyNotStart, type FolderFacts } from '../../../webview/training/runForm.js';

const settings = { data: defaultDataConfig, precision: 'auto' } as const;
const unknown: FolderFacts = { kind: 'unknown' };
const folderOf = (images: number): FolderFacts => ({ kind: 'known', images, problem: null });

const typed = (
  choices: FormChoices,
  texts: Readonly<Partial<Record<TextFieldName, string>>>,
): FormChoices => ({ ...choices, texts: { ...choices.texts, ...texts } });
const jigsaw: FormChoices = { ...noChoices, folder: '/images', task: 'jigsaw' };
const rotation: FormChoices = { ...noChoices, folder: '/images' };
const check = (choices: FormChoices, facts: FolderFacts = unknown) =>
  checkForm(choices, settings, facts);

describe('the form untouched', () => {
  it('makes the default run of every task and preset', () => {
    for (const task of ['rotation', 'jigsaw', 'both'] as const) {
      for (const preset of presetsOfTask[task]) {
        const verdict = check({ ...noChoices, task, preset });
        expect(verdict.errors).toEqual({});
        expect(verdict.config).toEqual(defaultRunConfig(task, preset));
      }
    }
  });

  it('takes over what the settings say', () => {
    const data = { ...defaultDataConfig, workers: 7 };
    const { config } = checkForm(rotation, { data, precision: 'float32' }, unknown);
    expect(config?.data.workers).toBe(7);
    expect(config?.precision).toBe('float32');
  });
});

describe('fields that were touched', () => {
  it('stay when the task or the preset changes, and the others follow', () => {
    const touched = typeText(rotation, settings, 'batchSize', '48');
    const changed = { ...touched, task: 'jigsaw', preset: 'jigsaw-paper' } as const;
    const texts = shownTexts(changed, settings);
    expect(texts.batchSize).toBe('48');
    expect(texts.imageSizePx).toBe('225');
    expect(texts.permutations).toBe('1000');
  });

  it('are untouched again with the text that they would show by themselves', () => {
    const touched = typeText(rotation, settings, 'batchSize', '48');
    expect(isTouched(touched)).toBe(true);
    expect(typeText(touched, settings, 'batchSize', '64')).toEqual(rotation);
    const off = flipSwitch(jigsaw, settings, 'randomGap', false);
    expect(check(off).config?.jigsaw.randomGap).toBe(false);
    expect(flipSwitch(off, settings, 'randomGap', true)).toEqual(jigsaw);
  });

  it('give way to the task: a preset that does not fit it is not shown', () => {
    const foreign = { task: 'jigsaw', preset: 'rotation-paper-3', texts: {} } as const;
    expect(shownPreset(foreign)).toBe('jigsaw-small');
  });

  it('follow the time budget: from a quarter of an hour on the wider network is shown', () => {
    const timed = (budgetMinutes: string) => ({ length: 'budget', budgetMinutes });
    const shown = (texts: FormChoices['texts']) =>
      shownPreset({ task: 'rotation', preset: null, texts });
    expect(shown({ budgetMinutes: '15' })).toBe('rotation-small');
    expect(shown(timed('14'))).toBe('rotation-small');
    expect(shown(timed('15'))).toBe('rotation-medium');
    expect(shown(timed('a while'))).toBe('rotation-small');
    expect(check(typed(rotation, timed('15'))).config?.preset).toBe('rotation-medium');
  });

  it('follow the grid: a 2x2 puzzle has 24 orders and an even size', () => {
    const texts = shownTexts(typeText(jigsaw, settings, 'grid', '2'), settings);
    expect(texts.permutations).toBe('24');
    expect(check(typeText(jigsaw, settings, 'grid', '2')).config?.jigsaw.grid).toBe(2);
  });

  it('do not matter where they are not shown', () => {
    const texts = { permutations: 'many', grid: '2', budgetMinutes: '-1' };
    const { config, errors } = check(typed(rotation, texts));
    expect(errors).toEqual({});
    expect(config?.task).toBe('rotation');
  });
});

describe('the length of a run', () => {
  it('is a number of epochs or a time budget', () => {
    expect(check(typed(rotation, { epochs: '3' })).config).toMatchObject({
      epochs: 3,
      budgetMs: null,
    });
    const budget = typed(rotation, { length: 'budget', budgetMinutes: '1,5' });
    expect(check(budget).config).toMatchObject({ epochs: null, budgetMs: 90_000 });
  });
});

describe('what is wrong', () => {
  it.each([
    ['epochs', '0', 'Write a whole number of at least 1.'],
    ['epochs', '2.5', 'Write a whole number of at least 1.'],
    ['batchSize', '', 'Write a whole number of at least 1.'],
    ['imageSizePx', '15', 'Write a whole number from 16 to 1,024.'],
    ['seed', '4294967296', 'Write a whole number from 0 to 4,294,967,295.'],
    ['learningRate', '0', 'Write a number above 0.'],
    ['learningRate', 'fast', 'Write a number above 0.'],
    ['overfitImages', '0', 'Write a whole number of at least 1.'],
  ] as const)('%s %j is told beside the field', (field, text, error) => {
    const verdict = check(typed(rotation, { [field]: text }));
    expect(verdict.errors).toEqual({ [field]: error });
    expect(verdict.config).toBeNull();
  });

  it('of a jigsaw alone is told for a jigsaw', () => {
    const texts = { permutations: '1', grayPercent: '101', channelShiftPx: '9' };
    expect(Object.keys(check(typed(jigsaw, texts)).errors)).toEqual([
      'grayPercent',
      'permutations',
      'channelShiftPx',
    ]);
  });

  it('is a permutation set that cannot be made, exactly where the engine refuses it', () => {
    fc.assert(
      fc.property(
        fc.constantFrom<Grid>(2, 3, 4),
        fc.constantFrom(...permutationMethodSchema.options),
        fc.oneof(
          fc.integer({ min: 2, max: 30 }),
          fc.constantFrom(1512, 1513, 10_000, 10_001, 100_000, 100_001, 362_880, 362_881),
        ),
        (grid, permutationMethod, permutations) => {
          const texts = {
            grid: String(grid),
            permutationMethod,
            permutations: String(permutations),
          };
          const refused =
            permutationRefusal(grid, permutations, permutationMethod) !== null ||
            (permutationMethod === 'code' && permutations > 1512);
          expect(check(typed(jigsaw, texts)).config === null).toBe(refused);
        },
      ),
    );
  });

  it('knows the largest code', () => {
    const make = (count: number) => () =>
      makePermutationSet({ method: 'code', grid: 3, seed: 0, count });
    expect(make(1513)).toThrow();
  });

  it('is a size at which the tiles vanish in the network', () => {
    const vanishes = (sizePx: number, grid: Grid): boolean => {
      const { tileSizePx } = jigsawGeometry(sizePx, grid);
      const { height } = trunkOutputShape(networkSpec('jigsaw-paper').trunk, tileSizePx);
      return height < 1;
    };
    for (const grid of [2, 3, 4] as const) {
      for (let sizePx = 16; sizePx < 130; sizePx++) {
        const choices = typed(
          { ...jigsaw, preset: 'jigsaw-paper' },
          { grid: String(grid), imageSizePx: String(sizePx), permutations: '20' },
        );
        const refused = check(choices).errors.imageSizePx !== undefined;
        expect({ sizePx, grid, refused }).toEqual({
          sizePx,
          grid,
          refused: vanishes(sizePx, grid),
        });
      }
    }
  });
});

describe('the folder', () => {
  it('decides the largest batch', () => {
    const { errors, config } = check(rotation, folderOf(50));
    expect(errors.batchSize).toBe(
      'About 45 of 50 images are trained on, so the largest batch is 45.',
    );
    expect(config).toBeNull();
    expect(check(typed(rotation, { batchSize: '45' }), folderOf(50)).errors).toEqual({});
  });

  it('decides how many images can be learnt by heart', () => {
    const choices = typed(rotation, { overfitImages: '16' });
    expect(check(choices, folderOf(16)).errors).toEqual({});
    expect(check(choices, folderOf(15)).errors).toEqual({
      overfitImages: 'The folder has 15 images; choose at most that many.',
    });
  });
});

describe('the reason why no run can be started', () => {
  const why = (choices: FormChoices, facts: FolderFacts) =>
    whyNotStart(choices, check(choices, facts), facts, (field) => `<${field}>`);

  it('names what is missing', () => {
    expect(why(noChoices, unknown)).toBe('Choose a folder of images first.');
    expect(why(rotation, { kind: 'looking' })).toBe('Looking at the folder…');
    expect(why(rotation, folderOf(0))).toBe(
      'There are no images in this folder; choose another one.',
    );
    expect(why(rotation, { kind: 'known', images: null, problem: 'It is gone.' })).toBe(
      'It is gone.',
    );
  });

  it('names the fields that are wrong', () => {
    expect(why(typed(rotation, { epochs: '', batchSize: 'x' }), folderOf(100))).toBe(
      'To start, correct: <epochs>, <batchSize>.',
    );
  });

  it('is none when all is well, also where the images cannot be counted', () => {
    expect(why(rotation, folderOf(100))).toBeNull();
    expect(why(rotation, { kind: 'known', images: null, problem: null })).toBeNull();
  });
});
