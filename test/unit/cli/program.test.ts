import { describe, expect, it } from 'vitest';

import { runCli } from '../../../src/cli/program.js';
import { defaultRunConfig } from '../../../src/protocol/defaultConfig.js';
import { RpcError } from '../../../src/protocol/rpc.js';
import { sentence } from '../../../src/protocol/sentence.js';
import { createFakeCli, noAnswer, type Answer, type FakeCli } from './fakeContext.js';
import { runResult, runStarted, stepsEvent } from './runEvents.js';

const run = async (line: string, cli: FakeCli): Promise<number> =>
  runCli(line.split(' '), cli.context);

const lastObject = (cli: FakeCli): unknown => JSON.parse(cli.out.at(-1) ?? '');

/** Lets everything that is ready to go on do so. */
const settle = async (): Promise<void> => {
  for (let i = 0; i < 20; i++) await Promise.resolve();
};

const trains: Answer = (_, engine) => {
  engine.emit(runStarted());
  engine.emit(stepsEvent(1, null));
  return runResult;
};

describe('pretrain', () => {
  it('ends with its result as text and exit code 0, and ends the engine', async () => {
    const cli = createFakeCli({ pretrain: trains });
    expect(await run('pretrain photos', cli)).toBe(0);
    expect(cli.out.at(-1)).toBe(
      [
        'Completed after 8 epochs and 1,128 steps, 5 min 12 s',
        '  train       loss 0.6543  accuracy 74.0 %',
        '  validation  loss 0.7012  accuracy 72.3 % (chance 25.0 %)',
        '  speed       1,021 views/s, 255 images/s, 1.2 % of the time waiting for data',
        '  skipped     3 files, named in images.json',
        '  run folder  /at/photos/.pretext-lab/runs/one',
      ].join('\n'),
    );
    expect(cli.errors).toEqual([]);
    expect(cli.stops).toEqual([10_000]);
  });

  it.each(['--json pretrain photos', 'pretrain photos --json'])(
    '%s prints objects',
    async (line) => {
      const cli = createFakeCli({ pretrain: trains });
      expect(await run(line, cli)).toBe(0);
      const kinds = cli.out.map((text) => (JSON.parse(text) as { kind: string }).kind);
      expect(kinds).toEqual(['runStarted', 'steps', 'runEnded']);
      expect(lastObject(cli)).toEqual(runResult);
    },
  );

  it('prints what the engine says as plain texts', async () => {
    const message = sentence('{0} files are not read.', '{0}');
    const cli = createFakeCli({
      inspectFolder: (_, engine) => {
        const file = { path: 'a', code: 'corrupt', message } as const;
        engine.emit({ kind: 'imageSkipped', file });
        engine.emit({ kind: 'warning', code: 'data', message });
        return {
          kind: 'folderSummary',
          files: 1,
          readable: 0,
          skipped: [file],
          classes: {},
          medianWidth: 0,
          medianHeight: 0,
          duplicates: 0,
          warnings: [message],
        };
      },
    });
    expect(await run('inspect photos --json', cli)).toBe(0);
    const text = '{0} files are not read.';
    expect(cli.out.map((line) => JSON.parse(line) as unknown)).toMatchObject([
      { kind: 'imageSkipped', file: { path: 'a', message: text } },
      { kind: 'warning', message: text },
      { kind: 'folderSummary', skipped: [{ message: text }], warnings: [text] },
    ]);
  });

  it('tells why a run failed, and exits with 1', async () => {
    const message = sentence('The loss became {0} at step {1}.', Number.NaN, 3);
    const failed = { ...runResult, outcome: 'failed', message };
    const cli = createFakeCli({ pretrain: () => failed });
    expect(await run('pretrain photos --json', cli)).toBe(1);
    expect(lastObject(cli)).toEqual({ ...failed, message: 'The loss became NaN at step 3.' });
    expect(cli.errors).toEqual(['The loss became NaN at step 3.']);
    const text = createFakeCli({ pretrain: () => failed });
    await run('pretrain photos', text);
    expect(text.out.at(-1)).toMatch(/\nOnce the cause is removed, .* --resume \S+$/);
    expect(text.out.at(-1)).not.toContain('Go on with');
  });

  it.each([
    [1, 'completed', 'Overfit check passed: the network has learnt 16 images by heart'],
    [0.74, 'completed', 'Overfit check not passed: 74.0 % training accuracy on 16 images'],
    [0.74, 'stopped', 'Go on with'],
  ] as const)('says how an overfit check went: %d, %s', async (accuracy, outcome, words) => {
    const cli = createFakeCli({
      pretrain: (_, engine) => {
        engine.emit(runStarted(defaultRunConfig('rotation', undefined, { overfitImages: 16 })));
        return { ...runResult, outcome, train: { loss: 0.1, accuracy } };
      },
    });
    expect(await run('pretrain photos --overfit 16', cli)).toBe(0);
    expect((cli.out.at(-1) ?? '').split('\n').at(-1)).toContain(words);
  });

  it('exits with 0 when the run was stopped as asked, and says how to go on', async () => {
    const runFolder = '/at/my photos/one';
    const cli = createFakeCli({
      pretrain: () => ({ ...runResult, outcome: 'stopped', runFolder }),
    });
    expect(await run('pretrain photos', cli)).toBe(0);
    expect(cli.out.at(-1)).toContain(
      'Go on with: pretext-lab pretrain --resume "/at/my photos/one"',
    );
  });

  it('resumes a run', async () => {
    const cli = createFakeCli({ resumeRun: () => runResult });
    expect(await run('pretrain --resume photos', cli)).toBe(0);
    expect(cli.calls).toEqual([{ name: 'resumeRun', params: { runFolder: '/at/photos' } }]);
  });
});

describe('an interruption', () => {
  const interruptible = (): FakeCli =>
    createFakeCli({
      pretrain: () => noAnswer,
      stop: (params, engine) => {
        expect(params).toEqual({ outcome: 'interrupted' });
        engine.answer('pretrain', { ...runResult, outcome: 'interrupted' });
        return {};
      },
    });

  it('lets the run save, prints its result and exits with 130', async () => {
    const cli = interruptible();
    const exit = run('pretrain photos --json', cli);
    await settle();
    cli.interrupt();
    expect(await exit).toBe(130);
    expect(lastObject(cli)).toMatchObject({ kind: 'runEnded', outcome: 'interrupted' });
    expect(cli.calls.map(({ name }) => name)).toEqual(['pretrain', 'stop']);
    expect(cli.stops).toEqual([10_000]);
  });

  it('that comes twice at once counts once; a later second one kills', async () => {
    const cli = createFakeCli({
      pretrain: (_, engine) => {
        engine.emit(runStarted());
        return noAnswer;
      },
      stop: () => noAnswer,
    });
    const exit = run('pretrain photos', cli);
    await settle();
    cli.interrupt();
    cli.advanceClock(20);
    cli.interrupt();
    expect(cli.stops).toEqual([]);
    cli.advanceClock(1000);
    cli.interrupt();
    expect(await exit).toBe(130);
    expect(cli.stops[0]).toBe(0);
    expect(cli.errors.at(-1)).toContain('can be resumed from its last checkpoint');
  });

  it('ends an engine that cannot stop a run because it has none', async () => {
    const cli = createFakeCli({
      pretrain: () => noAnswer,
      stop: () => new RpcError('badArgument', 'No run is going on.'),
    });
    const exit = run('pretrain photos --json', cli);
    await settle();
    cli.interrupt();
    expect(await exit).toBe(130);
    expect(lastObject(cli)).toEqual({
      kind: 'error',
      code: 'interrupted',
      message: 'Interrupted before training began; nothing was saved.',
    });
    expect(cli.errors[0]).toBe('Ending; a second Ctrl-C ends at once.');
  });

  it('ends a command that only asks', async () => {
    const cli = createFakeCli({ inspectFolder: () => noAnswer });
    const exit = run('inspect photos', cli);
    await settle();
    cli.interrupt();
    expect(await exit).toBe(130);
    expect(cli.calls.map(({ name }) => name)).toEqual(['inspectFolder']);
  });
});

describe('a suspension', () => {
  it('pauses the run and lets it go on', async () => {
    const cli = createFakeCli({ pretrain: () => noAnswer, pause: () => ({}), unpause: () => ({}) });
    const exit = run('pretrain photos', cli);
    await settle();
    await cli.suspensions[0]?.hold();
    cli.suspensions[0]?.goOn();
    expect(cli.calls.map(({ name }) => name)).toEqual(['pretrain', 'pause', 'unpause']);
    cli.interrupt();
    await exit;
  });
});

describe('commands that ask', () => {
  it('inspect shows the folder, its skipped files and warnings', async () => {
    const summary = {
      kind: 'folderSummary',
      files: 25,
      readable: 3,
      skipped: Array.from({ length: 22 }, (_, i) => ({
        path: `bad${i}.jpg`,
        code: 'corrupt',
        message: 'The file ends too early.',
      })),
      classes: { cat: 2, dog: 1 },
      medianWidth: 640,
      medianHeight: 480,
      duplicates: 1,
      warnings: ['Only 3 images are readable.'],
    };
    const cli = createFakeCli({ inspectFolder: () => summary });
    expect(await run('inspect photos --max-pixels 5M', cli)).toBe(0);
    expect(cli.calls[0]?.params).toEqual({
      folder: '/at/photos',
      workers: 2,
      maxPixels: 5e6,
      maxFileBytes: 200e6,
    });
    const text = cli.out.join('\n');
    expect(text).toContain('  median size  640 x 480 px');
    expect(text).toContain('  cat             2\n  dog             1');
    expect(text).toContain('bad19.jpg');
    expect(text).not.toContain('bad20.jpg');
    expect(text).toContain('... and 2 more; --json shows all');
    expect(text).toContain('Warning: Only 3 images are readable.');
  });

  it('preview asks with the settings of the task', async () => {
    const preview = {
      kind: 'preview',
      file: '/at/sheet.png',
      widthPx: 4,
      heightPx: 5,
      images: ['a'],
    };
    const cli = createFakeCli({ previewSamples: () => preview });
    const line = 'preview photos --task jigsaw --count 4 --out sheet.png --grid 2 --no-gap --json';
    expect(await run(line, cli)).toBe(0);
    expect(cli.calls[0]?.params).toMatchObject({
      count: 4,
      outFile: '/at/sheet.png',
      config: {
        task: 'jigsaw',
        imageSizePx: 120,
        jigsaw: { grid: 2, permutations: 24, randomGap: false },
      },
    });
    expect(lastObject(cli)).toEqual(preview);
  });

  it.each([
    ['--preset jigsaw-paper', defaultRunConfig('jigsaw', 'jigsaw-paper')],
    ['--task both --seed 4', defaultRunConfig('both', 'jigsaw-small', { seed: 4 })],
    ['--preset rotation-paper-4', defaultRunConfig('rotation', 'rotation-paper-4')],
  ])('preview %s asks with the settings of that run', async (options, config) => {
    const cli = createFakeCli({ previewSamples: () => noAnswer });
    const exit = run(`preview photos ${options}`, cli);
    await settle();
    expect(cli.calls[0]?.params).toMatchObject({ config });
    cli.interrupt();
    await exit;
  });

  it('permutations shows the set', async () => {
    const set = {
      kind: 'permutationSet',
      method: 'max-min',
      grid: 2,
      seed: 3,
      count: 2,
      minHamming: 4,
      meanHamming: 4,
      permutations: [
        [0, 1, 2, 3],
        [1, 0, 3, 2],
      ],
    };
    const cli = createFakeCli({ makePermutationSet: () => set });
    expect(await run('permutations --count 2 --grid 2 --seed 3', cli)).toBe(0);
    expect(cli.calls[0]?.params).toEqual({ count: 2, method: 'max-min', grid: 2, seed: 3 });
    expect(cli.out.join('\n')).toContain('least distance  4 of 4 tiles');
    expect(cli.out.join('\n')).toContain('      1  1 0 3 2');
  });

  it('export asks for each format once named, and tells how each file was checked', async () => {
    const exported = {
      kind: 'export',
      folder: '/at/out',
      files: ['/at/out/trunk.onnx', '/at/out/README.md'],
      fileBytes: [1000, 20],
      loading: [{ format: 'onnx', language: 'python', lines: ['import onnxruntime'] }],
      maxAbsoluteDifference: 0.0000042,
      checks: [
        {
          file: 'trunk.onnx',
          compared: sentence('this with {0}', 'that'),
          maxAbsoluteDifference: 0.0000042,
        },
      ],
      checkedOn: { images: 4, areReal: false },
    };
    const cli = createFakeCli({ exportRun: () => exported });
    expect(await run('export photos --format onnx,pytorch --out out', cli)).toBe(0);
    expect(cli.calls[0]?.params).toEqual({
      runFolder: '/at/photos',
      outFolder: '/at/out',
      formats: ['onnx', 'pytorch'],
    });
    const text = cli.out.join('\n');
    expect(text).toContain('Wrote 2 files to /at/out');
    expect(text).toMatch(/trunk\.onnx +4\.2e-6 +this with that/);
    expect(text).toContain('4 images of noise');
    const json = createFakeCli({ exportRun: () => exported });
    await run('export photos --format tfjs --out out --json', json);
    expect(lastObject(json)).toEqual({
      ...exported,
      checks: [{ ...exported.checks[0], compared: 'this with that' }],
    });
  });

  it('features asks for all blocks as NPY, or for what is named', async () => {
    const written = {
      kind: 'features',
      folder: '/at/out',
      files: ['/at/out/block3.npy'],
      fileBytes: [1000],
      images: 1234,
      skippedImages: 2,
      blocks: [{ name: 'block3', dimension: 512 }],
    };
    const cli = createFakeCli({ exportFeatures: () => written });
    expect(await run('features photos photos --out out', cli)).toBe(0);
    const params = {
      runFolder: '/at/photos',
      folder: '/at/photos',
      outFolder: '/at/out',
      formats: ['npy'],
      blocks: null,
      poolGrid: 1,
      workers: 2,
    };
    expect(cli.calls[0]?.params).toEqual(params);
    expect(cli.out.join('\n')).toMatch(/images +1,234\n +skipped +2/);
    const line =
      'features photos photos --out out --format csv,parquet --block block1,block3 --block block4 --grid 3 --workers 1 --json';
    const json = createFakeCli({ exportFeatures: () => written });
    expect(await run(line, json)).toBe(0);
    expect(json.calls[0]?.params).toEqual({
      ...params,
      formats: ['csv', 'parquet'],
      blocks: ['block1', 'block3', 'block4'],
      poolGrid: 3,
      workers: 1,
    });
    expect(lastObject(json)).toEqual(written);
  });

  it('runs lists them', async () => {
    const runs = [
      {
        runFolder: '/at/one',
        state: 'interrupted',
        task: 'rotation',
        preset: 'rotation-small',
        createdAt: '2024-05-01T10:20:30.000Z',
        epoch: 2,
        step: 282,
        validation: { loss: 1, accuracy: 0.5, chance: 0.25 },
        resumable: true,
        holder: null,
      },
    ];
    const cli = createFakeCli({ listRuns: () => ({ runs }) });
    expect(await run('runs photos', cli)).toBe(0);
    expect(cli.out.join('\n')).toMatch(
      /2024-05-01 10:20 +rotation-small +rotation +interrupted, resumable +2 +282 +50\.0 % +\/at\/one/,
    );
    const json = createFakeCli({ listRuns: () => ({ runs }) });
    await run('runs photos --json', json);
    expect(lastObject(json)).toEqual({ kind: 'runs', runs });
  });

  it('sample draws into a folder that need not exist', async () => {
    const cli = createFakeCli({
      writeSampleImages: () => ({
        kind: 'sampleImages',
        folder: '/at/new',
        written: 1,
        classes: ['house', 'tree'],
      }),
    });
    expect(await run('sample new --count 1', cli)).toBe(0);
    expect(cli.calls[0]?.params).toEqual({ folder: '/at/new', count: 1, seed: 0, sizePx: 160 });
    expect(cli.out).toEqual(['Wrote 1 image in 2 classes (house, tree) to /at/new']);
  });
});

describe('bench', () => {
  it.each([
    [{ code: 0, signal: null, killed: false }, 0],
    [{ code: 2, signal: null, killed: false }, 2],
    [{ code: 9, signal: null, killed: false }, 1],
    [{ code: null, signal: 'SIGSEGV', killed: false }, 1],
    [{ code: null, signal: null, killed: false, startError: '/dist/bench.js does not exist' }, 1],
  ])('that ends with %o exits with %i', async (benchEnd, exit) => {
    const cli = createFakeCli({}, { benchEnd });
    expect(await run('bench decode --images 5 --json', cli)).toBe(exit);
    expect(cli.benches).toEqual([['decode', '--images', '5', '--json']]);
  });
});

describe('what goes wrong', () => {
  it.each([
    ['bench nosuch', 'There is no benchmark nosuch; choose training, kernels or decode.'],
    ['pretrain photos --resume photos', 'The folder photos cannot be given here'],
    ['preview photos --task rotation --preset jigsaw-small', 'does not fit the task rotation'],
    ['permutations --count 20000', 'choose at most 10000, or the method random'],
    ['pretrain nowhere', 'The folder /at/nowhere does not exist.'],
    ['inspect nowhere', 'The folder /at/nowhere does not exist.'],
    ['preview nowhere', 'The folder /at/nowhere does not exist.'],
    ['runs nowhere', 'The folder /at/nowhere does not exist.'],
    ['runs photos --runs nowhere', 'The folder of runs /at/nowhere does not exist.'],
    ['show nowhere', 'The run folder /at/nowhere does not exist.'],
    ['inspect', "missing required argument 'folder'"],
    ['inspect photos more', 'too many arguments'],
    ['pretrain photos --epochs x', 'It must be a whole number of at least 1.'],
    ['pretrain photos --epcohs 3', 'Did you mean --epochs?'],
    ['permutations --grid 2 --count 30', 'has only 24 permutations'],
    ['preview photos --permutations 10', 'has no meaning for the task rotation'],
    ['export photos --out out', "required option '--format <formats>' not specified"],
    ['export photos --format onnx', "required option '--out <dir>' not specified"],
    [
      'export photos --format onnx,onx --out out',
      'There is no format onx; choose from onnx, pytorch, safetensors, tfjs, features.',
    ],
    ['export nowhere --format onnx --out out', 'The run folder /at/nowhere does not exist.'],
    ['features photos nowhere --out out', 'The folder /at/nowhere does not exist.'],
    [
      'features photos photos --out out --format npz',
      'There is no format npz; choose from npy, csv',
    ],
    ['features photos photos --out out --grid 0', 'It must be a whole number from 1 to 64.'],
    ['train photos', "unknown command 'train'"],
  ])('%s is a wrong call: one line and exit code 2', async (line, words) => {
    const cli = createFakeCli();
    expect(await run(line, cli)).toBe(2);
    expect(cli.errors).toHaveLength(1);
    expect(cli.errors[0]).toContain(words);
    expect(cli.errors[0]).toMatch(/^pretext-lab: [^\n]+$/);
    expect(cli.calls).toEqual([]);
  });

  it.each([
    ['badArgument', 2],
    ['folderMissing', 2],
    ['tooFewImages', 1],
    ['notWritable', 1],
  ])('a refusal %s of the engine exits with %i', async (code, exit) => {
    const cli = createFakeCli({ pretrain: () => new RpcError(code, 'It cannot be done.') });
    expect(await run('pretrain photos --json', cli)).toBe(exit);
    expect(cli.errors).toEqual(['pretext-lab: It cannot be done.']);
    expect(lastObject(cli)).toEqual({ kind: 'error', code, message: 'It cannot be done.' });
    expect(cli.stops).toEqual([10_000]);
  });

  it.each([
    [
      new RpcError('engineMissing', 'The engine is not built.'),
      'pretext-lab: The engine is not built.',
    ],
    [
      new TypeError('x is undefined'),
      'pretext-lab: Something unforeseen happened: x is undefined; set PRETEXT_LAB_DEBUG=1 to see where.',
    ],
  ])(
    'an engine that does not start is told without a stack trace: %s',
    async (startError, line) => {
      const cli = createFakeCli({}, { startError });
      expect(await run('inspect photos', cli)).toBe(1);
      expect(cli.errors).toEqual([line]);
      const debug = createFakeCli({}, { startError, isDebug: true });
      await run('inspect photos', debug);
      expect(debug.errors[1]).toContain('program.test.ts');
    },
  );
});

describe('help', () => {
  it.each([
    ...['pretrain', 'inspect', 'preview', 'permutations', 'runs', 'show', 'export', 'features'],
    ...['sample', 'bench'],
  ])('is there for %s, with the global options', async (name) => {
    const cli = createFakeCli();
    expect(await run(`${name} --help`, cli)).toBe(0);
    expect(cli.out.join('\n')).toContain(`Usage: pretext-lab ${name}`);
    expect(cli.out.join('\n')).toContain('--json');
    expect(cli.errors).toEqual([]);
  });

  it('is what a call without a command gets, as a wrong call', async () => {
    const cli = createFakeCli();
    expect(await runCli([], cli.context)).toBe(2);
    expect(cli.errors.join('\n')).toContain('Usage: pretext-lab');
  });

  it('tells the version', async () => {
    const cli = createFakeCli();
    expect(await run('--version', cli)).toBe(0);
    expect(cli.out).toEqual(['1.2.3']);
  });
});
