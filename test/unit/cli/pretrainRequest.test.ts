import { Command } from 'commander';
import { describe, expect, it } from 'vitest';

import { addPretrainOptions, makePretrainRequest } from '../../../src/cli/pretrainRequest.js';
import { defaultRunConfig } from '../../../src/protocol/defaultConfig.js';
import { runConfigSchema, type RunConfig } from '../../../src/protocol/run.js';

const surroundings = {
  cores: 8,
  resolvePath: (path: string) => `/at/${path}`,
  pathKind: (path: string) => {
    if (path === '/at/list.txt') return 'file' as const;
    if (path === '/at/secret') return 'unreadable' as const;
    return path === '/at/nowhere' ? ('missing' as const) : ('folder' as const);
  },
};

/** The request that a command line makes; a refusal is thrown. */
const request = (line: string) => {
  const command = new Command('pretrain').argument('[folder]').exitOverride();
  addPretrainOptions(command).configureOutput({ outputError: () => undefined });
  command.parse(line.split(' '), { from: 'user' });
  return makePretrainRequest(command.args[0], command, surroundings);
};

const configOf = (line: string): RunConfig => {
  const made = request(`photos ${line}`.trim());
  if (made.kind !== 'pretrain') throw new Error('a new run was expected');
  return made.params.config;
};

describe('pretrain without options', () => {
  it('is the default run, with readers for the machine', () => {
    const config = defaultRunConfig('rotation', 'rotation-small', { data: { workers: 4 } });
    expect(request('photos')).toEqual({
      kind: 'pretrain',
      params: { folder: '/at/photos', runsFolder: null, config },
    });
  });
});

describe('an option of pretrain', () => {
  it.each<[string, object]>([
    ['--task jigsaw', { task: 'jigsaw', preset: 'jigsaw-small' }],
    ['--task both', { task: 'both', preset: 'jigsaw-small' }],
    ['--preset jigsaw-paper', { task: 'jigsaw', preset: 'jigsaw-paper' }],
    ['--preset rotation-paper-4', { task: 'rotation', preset: 'rotation-paper-4' }],
    ['--task both --preset jigsaw-paper-plain', { task: 'both', preset: 'jigsaw-paper-plain' }],
    ['--epochs 3', { epochs: 3, budgetMs: null }],
    ['--budget 10m', { epochs: null, budgetMs: 600_000 }],
    ['--budget 90s --epochs 2', { epochs: 2, budgetMs: 90_000 }],
    ['--batch 16', { batchSize: 16 }],
    ['--image-size 48', { imageSizePx: 48 }],
    ['--seed 4294967295', { seed: 4_294_967_295 }],
    ['--precision bfloat16', { precision: 'bfloat16' }],
    ['--overfit 16', { overfitImages: 16 }],
    ['--init photos', { init: '/at/photos' }],
    ['--turns half', { rotation: { turns: 'half' } }],
    ['--task jigsaw --permutations 100', { jigsaw: { permutations: 100 } }],
    ['--task jigsaw --permutation-method code', { jigsaw: { permutationMethod: 'code' } }],
    ['--task jigsaw --permutations-per-image 2', { jigsaw: { permutationsPerImage: 2 } }],
    ['--task jigsaw --grid 2', { jigsaw: { grid: 2, permutations: 24 } }],
    ['--task jigsaw --no-gap', { jigsaw: { randomGap: false, normaliseTiles: true } }],
    [
      '--task jigsaw --no-tile-normalisation',
      { jigsaw: { normaliseTiles: false, randomGap: true } },
    ],
    ['--task jigsaw --gray-share 0', { jigsaw: { grayShare: 0 } }],
    ['--task jigsaw --channel-shift 8', { jigsaw: { channelShiftPx: 8 } }],
    ['--learning-rate 0.02', { optimizer: { learningRate: 0.02 } }],
    ['--momentum 0', { optimizer: { momentum: 0 } }],
    ['--weight-decay 1e-4', { optimizer: { weightDecay: 1e-4 } }],
    ['--schedule steps', { optimizer: { schedule: 'steps' } }],
    ['--warmup-steps 0', { optimizer: { warmupSteps: 0 } }],
    ['--clip-norm 1.5', { optimizer: { clipNorm: 1.5 } }],
    ['--validation-share 0', { data: { validationShare: 0 } }],
    ['--workers 1', { data: { workers: 1 } }],
    ['--max-pixels 10M', { data: { maxPixels: 10e6 } }],
    ['--max-file-bytes 1e6', { data: { maxFileBytes: 1e6 } }],
    ['--cache-limit 0', { data: { cacheLimitBytes: 0 } }],
  ])('%s is understood', (line, expected) => {
    const config = configOf(line);
    expect(config).toMatchObject(expected);
    expect(runConfigSchema.parse(config)).toEqual(config);
  });

  it('--runs names where the run goes', () => {
    expect(request('photos --runs elsewhere').params).toHaveProperty('runsFolder', '/at/elsewhere');
  });

  it.each([
    ['--task puzzle', 'Allowed choices are rotation, jigsaw, both.'],
    ['--preset huge', 'Allowed choices are rotation-small'],
    ['--epochs 0', 'whole number of at least 1'],
    ['--epochs 1.5', 'whole number'],
    ['--budget 10', 'such as 90s, 10m'],
    ['--batch none', 'whole number'],
    ['--image-size 8', 'from 16 to 1024'],
    ['--permutations 1', 'at least 2'],
    ['--permutation-method best', 'Allowed choices are max-min'],
    ['--permutations-per-image 0', 'at least 1'],
    ['--grid 5', '2, 3 or 4'],
    ['--turns three', 'Allowed choices are all, half, quarter.'],
    ['--learning-rate 0', 'above 0'],
    ['--momentum 1', 'below 1'],
    ['--weight-decay -1', 'at least 0'],
    ['--schedule linear', 'Allowed choices are cosine, steps.'],
    ['--warmup-steps -1', 'at least 0'],
    ['--clip-norm 0', 'above 0'],
    ['--seed -1', 'from 0 to 4294967295'],
    ['--precision float16', 'Allowed choices are auto, float32, bfloat16.'],
    ['--overfit 0', 'at least 1'],
    ['--init nowhere', 'does not exist'],
    ['--gray-share 1.1', 'from 0 to 1'],
    ['--channel-shift 9', 'from 0 to 8'],
    ['--validation-share 0.6', 'from 0 to 0.5'],
    ['--workers 65', 'from 1 to 64'],
    ['--max-pixels 0', 'at least 1'],
    ['--max-file-bytes big', 'such as 200M'],
    ['--cache-limit -1', 'such as 200M'],
    ['--epochs', 'argument missing'],
    ['--epoch 3', 'unknown option'],
  ])('%s is refused', (line, words) => {
    expect(() => request(`photos ${line}`)).toThrow(words);
  });
});

describe('options that do not fit together', () => {
  it.each([
    [
      'photos --task rotation --preset jigsaw-small',
      'does not fit the task rotation; these do: rotation-small, rotation-medium, rotation-paper-3, rotation-paper-4, rotation-paper-5.',
    ],
    ['photos --task both --preset rotation-small', 'these do: jigsaw-small'],
    ['photos --permutations 10', '--permutations has no meaning for the task rotation'],
    ['photos --no-gap', '--no-gap has no meaning for the task rotation'],
    ['photos --task jigsaw --turns half', '--turns has no meaning for the task jigsaw'],
    ['photos --task jigsaw --grid 2 --permutations 25', 'A 2x2 grid has only 24 permutations'],
    ['photos --task jigsaw --grid 4 --permutation-method code', 'for the 3x3 grid only'],
    ['--task rotation', 'Name the folder of images'],
    ['nowhere', 'The folder /at/nowhere does not exist.'],
    ['list.txt', 'The folder /at/list.txt is a file'],
    ['secret', 'The folder /at/secret may not be read'],
    ['--resume nowhere', 'The run folder /at/nowhere does not exist.'],
    ['photos --resume run --epochs 3 --no-gap', '--epochs, --no-gap cannot be given here'],
    ['photos --resume run', 'The folder photos cannot be given here'],
    ['photos --task jigsaw --permutations 10001', 'choose at most 10000, or the method random'],
    [
      'photos --task jigsaw --grid 4 --permutations 100001 --permutation-method random',
      'too large for a 4x4 grid; choose at most 100000',
    ],
    ['--resume run --runs elsewhere', '--runs cannot be given here'],
  ])('%s', (line, words) => {
    expect(() => request(line)).toThrow(words);
  });
});

describe('resuming', () => {
  it('needs nothing but the run', () => {
    expect(request('--resume run')).toEqual({
      kind: 'resumeRun',
      params: { runFolder: '/at/run' },
    });
  });
});
