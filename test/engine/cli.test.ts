/** The built command line with its engine, from arguments to exit code. */
import { readdir, readFile, watch, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';

import { loadLatestCheckpoint } from '../../src/engine/runFolder/checkpoint.js';
import { readRunJson } from '../../src/engine/runFolder/runFolder.js';
import { engineRequests } from '../../src/protocol/engineProtocol.js';
import { evaluationResultSchema } from '../../src/protocol/evaluation.js';
import { exportResultSchema } from '../../src/protocol/exporting.js';
import { runResultSchema } from '../../src/protocol/run.js';
import {
  cliPath,
  expectNoStackTrace,
  kindSchema,
  resultOf,
  runCli,
  startCli,
  type CliEnd,
} from './cliProcess.js';
import { createFolder, createImages } from './runs.js';

/** Quick to train. */
const quick = [
  ...['--image-size', '16', '--batch', '8', '--workers', '1', '--precision', 'float32'],
] as const;

let folder: string;
beforeAll(async () => {
  folder = await createImages(60);
});

describe('a command that goes well', () => {
  it('pretrains, lists the run, evaluates it and shows it', async () => {
    const runs = await createFolder();
    const end = await runCli(
      'pretrain',
      folder,
      ...quick,
      '--epochs',
      '2',
      '--runs',
      runs,
      '--json',
    );
    expect({ code: end.code, errors: end.errors }).toEqual({ code: 0, errors: [] });
    const result = runResultSchema.parse(resultOf(end));
    expect(result).toMatchObject({ kind: 'runEnded', outcome: 'completed', epoch: 2 });

    const listed = await runCli('runs', folder, '--runs', runs, '--json');
    expect(listed.code).toBe(0);
    expect(resultOf(listed)).toMatchObject({
      kind: 'runs',
      runs: [{ runFolder: result.runFolder, state: 'completed' }],
    });

    const evaluated = await runCli(
      'evaluate',
      result.runFolder,
      folder,
      ...['--blocks', 'block2,block6', '--no-few-labels', '--json'],
    );
    expect(evaluated.code).toBe(0);
    const evaluation = evaluationResultSchema.parse(resultOf(evaluated));
    expect(evaluation.kind).toBe('evaluation');
    expect(evaluation.perBlock.map(({ block }) => block)).toEqual(['block2', 'block6']);

    const shown = await runCli('show', result.runFolder, '--json');
    expect(shown.code).toBe(0);
    const { kind, ...details } = kindSchema.parse(resultOf(shown));
    expect(kind).toBe('run');
    expect(engineRequests.showRun.result.parse(details).epochs.length).toBe(2);

    const out = join(await createFolder(), 'out');
    const exported = await runCli(
      ...['export', result.runFolder, '--format', 'onnx,features', '--out', out, '--json'],
    );
    expect({ code: exported.code, errors: exported.errors }).toEqual({ code: 0, errors: [] });
    const { files, maxAbsoluteDifference } = exportResultSchema.parse(resultOf(exported));
    expect(files).toContain(join(out, 'trunk.onnx'));
    expect(maxAbsoluteDifference).toBeLessThan(1e-4);
    // The same folder once more would overwrite it.
    const again = await runCli(...['features', result.runFolder, folder, '--out', out, '--json']);
    expect(again.code).toBe(1);
    expect(resultOf(again)).toMatchObject({ kind: 'error', code: 'notWritable' });
    const elsewhere = ['--out', join(out, 'more'), '--block', 'block6', '--format', 'csv'];
    const features = await runCli('features', result.runFolder, folder, ...elsewhere, '--json');
    expect(features.code).toBe(0);
    expect(resultOf(features)).toMatchObject({ kind: 'features', images: 60 });
    expect((await readdir(join(out, 'more'))).sort()).toEqual([
      ...['block6.csv', 'features.json', 'images.csv'],
    ]);
  });

  it('inspects a folder', async () => {
    const end = await runCli('inspect', folder, '--json');
    expect(end.code).toBe(0);
    const summary = engineRequests.inspectFolder.result.parse(resultOf(end));
    expect(summary.kind).toBe('folderSummary');
    expect(summary.readable).toBe(summary.files);
    expect(Object.values(summary.classes).reduce((sum, count) => sum + count, 0)).toBe(
      summary.files,
    );
  });

  it.each(['rotation', 'jigsaw', 'both'])('draws a preview of %s', async (task) => {
    const file = join(await createFolder(), 'sheet.png');
    const end = await runCli(
      'preview',
      folder,
      '--task',
      task,
      '--count',
      '3',
      '--out',
      file,
      '--json',
    );
    expect(end.code).toBe(0);
    const preview = engineRequests.previewSamples.result.parse(resultOf(end));
    expect(preview.images.length).toBe(3);
    const { width, height } = await sharp(await readFile(file)).metadata();
    expect({ width, height }).toEqual({ width: preview.widthPx, height: preview.heightPx });
  });

  it('chooses permutations', async () => {
    const end = await runCli('permutations', '--count', '10', '--method', 'max-min', '--json');
    expect(end.code).toBe(0);
    const set = engineRequests.makePermutationSet.result.parse(resultOf(end));
    expect(set).toMatchObject({ kind: 'permutationSet', count: 10, grid: 3 });
  });

  it('draws sample images', async () => {
    const target = join(await createFolder(), 'samples');
    const end = await runCli('sample', target, '--count', '12', '--size', '32', '--json');
    expect(end.code).toBe(0);
    expect(resultOf(end)).toMatchObject({ kind: 'sampleImages', folder: target, written: 12 });
    expect(
      (await readdir(target, { recursive: true })).filter((name) => /\.(jpg|png|webp)$/.test(name))
        .length,
    ).toBe(12);
  });

  it('speaks plain lines without --json', async () => {
    const runs = await createFolder();
    const end = await runCli('pretrain', folder, ...quick, '--epochs', '1', '--runs', runs);
    expect({ code: end.code, errors: end.errors }).toEqual({ code: 0, errors: [] });
    expect(end.out.length).toBeGreaterThan(1);
    // No escape sequence: it is no terminal.
    expect(end.out.join('')).not.toContain('\u001b');
  });

  it.each([
    ...['pretrain', 'evaluate', 'inspect', 'preview', 'permutations', 'runs', 'show', 'export'],
    ...['features', 'sample', 'anomalies', 'search', 'classify', 'bench'],
  ])('helps with %s', async (name) => {
    const end = await runCli(name, '--help');
    expect(end.code).toBe(0);
    expect(end.out[0]).toContain(`pretext-lab ${name}`);
  });
});

describe('a command that is called wrongly', () => {
  it.each([
    [['pretrain']],
    [['pretrain', 'no such folder']],
    [['pretrain', cliPath]],
    [['pretrain', '.', '--task', 'colours']],
    [['pretrain', '.', '--epochs', '0']],
    [['pretrain', '.', '--budget', 'soon']],
    [['pretrain', '.', '--preset', 'jigsaw-small', '--task', 'rotation']],
    [['pretrain', '.', '--permutations', '5', '--task', 'rotation']],
    [['pretrain', '.', '--no-such-option']],
    [['pretrain', '--resume', 'no such run']],
    [['pretrain', '.', '--resume', '.', '--epochs', '5']],
    [['pretrain', '.', '--resume', '.']],
    [['bench', 'nosuch']],
    [['inspect']],
    [['inspect', 'no such folder']],
    [['preview', '.', '--count', '100']],
    [['permutations', '--count', '1']],
    [['permutations', '--count', '30', '--grid', '2']],
    [['permutations', '--count', '30', '--method', 'best']],
    [['sample', '.', '--count', 'many']],
    [['runs', 'no such folder']],
    [['show', 'no such run']],
    [['evaluate', '.']],
    [['evaluate', 'no such run', '.']],
    [['evaluate', '.', '.', '--labels', 'no such file']],
    [['evaluate', '.', '.', '--test', '.', '--test-share', '0.2']],
    [['evaluate', '.', '.', '--pool-grid', '0']],
    [['export', '.', '--format', 'onnx,caffe', '--out', 'nowhere']],
    [['features', '.', '--out', 'nowhere']],
    [['learn']],
    [[]],
  ])('says so and exits with 2: %j', async (commandLine) => {
    const end = await runCli(...commandLine, '--json');
    expect(end.code).toBe(2);
    expectNoStackTrace(end);
    if (commandLine.length === 0) return;
    expect(kindSchema.parse(resultOf(end))).toMatchObject({ kind: 'error' });
    expect(end.errors.length).toBe(1);
    expect(end.errors[0]).toMatch(/^pretext-lab: \S.{15,}$/);
  });
});

describe('a command that fails', () => {
  const expectFailure = (end: CliEnd, code: string): void => {
    expect(end.code).toBe(1);
    expectNoStackTrace(end);
    expect(resultOf(end)).toMatchObject({ kind: 'error', code });
    expect(end.errors.length).toBe(1);
  };

  it('says that there are too few images', async () => {
    const runs = await createFolder();
    const empty = await createFolder();
    expectFailure(await runCli('pretrain', empty, '--runs', runs, '--json'), 'tooFewImages');
    expectFailure(await runCli('preview', empty, '--json'), 'tooFewImages');
  });

  it('says that it cannot write', async () => {
    const file = join(await createFolder(), 'file');
    await writeFile(file, '');
    expectFailure(await runCli('pretrain', folder, '--runs', file, '--json'), 'notWritable');
    const out = join(file, 'sheet.png');
    expectFailure(await runCli('preview', folder, '--out', out, '--json'), 'notWritable');
    expectFailure(await runCli('sample', join(file, 'samples'), '--json'), 'notWritable');
  });

  it('says that a folder is no run', async () => {
    expectFailure(await runCli('show', folder, '--json'), 'runUnreadable');
    expectFailure(await runCli('evaluate', folder, folder, '--json'), 'runUnreadable');
    expectFailure(await runCli('pretrain', '--resume', folder, '--json'), 'runUnreadable');
  });

  it('tells a run that failed by its exit code', async () => {
    const wild = ['--learning-rate', '100', '--weight-decay', '0.1', '--warmup-steps', '0'];
    const runs = await createFolder();
    const end = await runCli('pretrain', folder, ...quick, ...wild, '--runs', runs, '--json');
    expect(end.code).toBe(1);
    expectNoStackTrace(end);
    expect(resultOf(end)).toMatchObject({ kind: 'runEnded', outcome: 'failed' });
    expect(end.errors[0]).toContain('--clip-norm');
  });
});

describe('a command that is interrupted', () => {
  const stepsLine = (line: string): boolean => line.includes('"kind":"steps"');
  const startedSchema = z.object({ kind: z.literal('runStarted'), runFolder: z.string() });

  const startTraining = async () => {
    const runs = await createFolder();
    const cli = startCli('pretrain', folder, ...quick, '--epochs', '500', '--runs', runs, '--json');
    const line = await cli.waitForLine((text) => text.includes('"kind":"runStarted"'));
    await cli.waitForLine(stepsLine);
    return { cli, runFolder: startedSchema.parse(JSON.parse(line)).runFolder };
  };

  it('saves a run and exits with 130, and the run can go on', async () => {
    const { cli, runFolder } = await startTraining();
    cli.signal('SIGINT');
    const end = await cli.ended;
    expect(end.code).toBe(130);
    expectNoStackTrace(end);
    const result = runResultSchema.parse(resultOf(end));
    expect(result.outcome).toBe('interrupted');
    expect((await loadLatestCheckpoint(runFolder))?.state.step).toBe(result.step);

    const resumed = startCli('pretrain', '--resume', runFolder, '--json');
    const started = await resumed.waitForLine((line) => line.includes('"kind":"runStarted"'));
    expect(JSON.parse(started)).toMatchObject({ resumedFromStep: result.step });
    resumed.signal('SIGINT');
    expect((await resumed.ended).code).toBe(130);
  });

  it('ends an evaluation and exits with 130', async () => {
    const runs = await createFolder();
    const one = ['--epochs', '1', '--runs', runs, '--json'];
    const trained = await runCli('pretrain', folder, ...quick, ...one);
    const { runFolder } = runResultSchema.parse(resultOf(trained));
    const cli = startCli('evaluate', runFolder, folder, '--json');
    await cli.waitForLine((line) => line.includes('"kind":"evaluationProgress"'));
    cli.signal('SIGINT');
    const end = await cli.ended;
    expect(end.code).toBe(130);
    expectNoStackTrace(end);
    expect(resultOf(end)).toMatchObject({ kind: 'error', code: 'interrupted' });
  });

  it('leaves no engine behind when it is killed itself, and the run is saved', async () => {
    const { cli, runFolder } = await startTraining();
    const changes = watch(runFolder)[Symbol.asyncIterator]();
    // Watching begins with the first request.
    let change = changes.next();
    cli.signal('SIGKILL');
    await cli.ended;
    // The engine notices by itself; its last act is to give the run's lock back.
    const isHeld = async (): Promise<boolean> =>
      (await readdir(runFolder)).some((name) => name.startsWith('lock-'));
    while (await isHeld()) {
      await change;
      change = changes.next();
    }
    const { state } = await readRunJson(runFolder);
    expect(state.outcome).toBe('interrupted');
    expect((await loadLatestCheckpoint(runFolder))?.state.step).toBe(state.step);
  });
});
