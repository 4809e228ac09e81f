import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { compareRuns } from '../../../src/engine/comparison/compareRuns.js';
import { nodeDisk } from '../../../src/engine/runFolder/atomicFile.js';
import { saveEvaluation } from '../../../src/engine/runFolder/evaluations.js';
import { openMetricsLog } from '../../../src/engine/runFolder/metricsLog.js';
import { writeRunJson, type RunJson } from '../../../src/engine/runFolder/runFolder.js';
import { comparisonSchema } from '../../../src/protocol/comparison.js';
import type { EvaluationResult } from '../../../src/protocol/evaluation.js';
import { inEnglish } from '../../../src/protocol/sentence.js';
import { evaluationResult } from '../evaluation/evaluationResult.js';
import { epochMetrics, processTable, runJson, temporaryFolder } from '../runFolder/runFixtures.js';

const processes = processTable(1, new Map());
const base = runJson('2026-01-01T00:00:00.000Z', 'completed');
/** Validation accuracies of epochs 1, 2, 3. */
const accuracies = [0.4, 0.7, 0.6];

const makeRun = async (
  some: Partial<RunJson> = {},
  evaluations: readonly Partial<EvaluationResult>[] = [],
): Promise<string> => {
  const runFolder = join(await temporaryFolder(), 'run');
  await mkdir(runFolder);
  await writeRunJson(runFolder, { ...base, ...some });
  const log = await openMetricsLog(runFolder, null);
  for (let step = 1; step <= 30; step++) {
    const figures = { loss: 1 / step, accuracy: 0.5, learningRate: 0.1 };
    const rates = { viewsPerSecond: 100, imagesPerSecond: 25, dataWaitShare: 0 };
    const epoch = Math.floor((step - 1) / 10);
    await log.append([{ kind: 'step', step, epoch, ...figures, ...rates, elapsedMs: step * 100 }]);
  }
  for (const [i, accuracy] of accuracies.entries()) {
    await log.append([{ kind: 'epoch', ...epochMetrics(i + 1, accuracy) }]);
  }
  await log.close();
  for (const one of evaluations) {
    await saveEvaluation(runFolder, { ...evaluationResult, runFolder, ...one }, nodeDisk);
  }
  return runFolder;
};

const compare = async (...runFolders: string[]) => {
  const warned: string[] = [];
  const comparison = await compareRuns(runFolders, processes, (message) => {
    warned.push(inEnglish(message));
  });
  expect(comparisonSchema.parse(comparison)).toEqual(comparison);
  return { ...comparison, warned, said: comparison.notes.map(inEnglish) };
};

describe('a comparison of runs', () => {
  it('has the figures of each, in the order in which they were named', async () => {
    const [one, other] = [await makeRun(), await makeRun()];
    const { runs, differences, notes, unreadable, measurements } = await compare(one, other);
    expect(runs.map(({ summary }) => summary.runFolder)).toEqual([one, other]);
    expect({ differences, notes, unreadable, measurements }).toEqual({
      differences: [],
      notes: [],
      unreadable: [],
      measurements: [],
    });
    const { figures, curve, epochs } = runs[0]!;
    const { loss } = epochMetrics(1, 0).validation!;
    expect(figures.validation).toEqual({
      last: { epoch: 3, loss, accuracy: 0.6 },
      best: { epoch: 2, loss, accuracy: 0.7 },
      chance: 0.25,
    });
    // 30 steps of 8 images, each of which becomes 4 tiles, in 3 s as the last epoch says (3001.5 ms).
    expect(figures).toMatchObject({ steps: 30, epochs: 3, viewsSeen: 30 * 8 * 4, parameters: 10 });
    expect(figures.elapsedMs).toBe(3001.5);
    expect(figures.imagesPerSecond).toBeCloseTo(240 / 3.0015, 6);
    expect(curve.step).toHaveLength(30);
    expect(epochs.map(({ tasks }) => tasks)).toEqual([[], [], []]);
  });

  it('goes on without those that are missing, damaged or newer, and names them', async () => {
    const newer = await makeRun();
    const text = await readFile(join(newer, 'run.json'), 'utf8');
    await writeFile(
      join(newer, 'run.json'),
      text.replace('"formatVersion": 1', '"formatVersion": 9'),
    );
    const damaged = await makeRun();
    await writeFile(join(damaged, 'run.json'), '{');
    const good = [await makeRun(), await makeRun()];
    const gone = join(await temporaryFolder(), 'gone');
    const { runs, unreadable } = await compare(newer, good[0]!, damaged, gone, good[1]!);
    expect(runs.map(({ summary }) => summary.runFolder)).toEqual(good);
    expect(unreadable.map(({ runFolder }) => runFolder)).toEqual([newer, damaged, gone]);
    const said = unreadable.map(({ message }) => inEnglish(message));
    expect(said[0]).toContain('newer Pretext Lab');
    expect(said[1]).toContain('not JSON');
    expect(said[2]).toContain('ENOENT');
  });

  it('takes two runs that can be read', async () => {
    const run = await makeRun();
    const gone = join(run, 'gone');
    const refused = { code: 'badArgument' };
    await expect(compare(run)).rejects.toMatchObject(refused);
    await expect(compare(run, `${run}/../run`)).rejects.toThrow('two different runs');
    await expect(compare(run, gone)).rejects.toMatchObject(refused);
    await expect(compare(run, gone)).rejects.toThrow(/of these 2 there are 1: .*ENOENT/);
  });

  it('keeps apart what was measured on different images or in different ways', async () => {
    const { dataset, settings } = evaluationResult;
    const elsewhere = { dataset: { ...dataset, testFolder: '/elsewhere' } };
    const shrunk = { dataset: { ...dataset, testImages: 7 } };
    const finer = { settings: { ...settings, poolGrid: 3 } };
    const alike = await makeRun({}, [{}, finer]);
    const also = await makeRun({}, [{ createdAt: '2026-02-02T00:00:00.000Z' }]);
    const another = await makeRun({}, [elsewhere]);
    const smaller = await makeRun({}, [shrunk]);
    const { measurements, said } = await compare(another, alike, smaller, also);
    expect(measurements.map(({ runs }) => runs.map(({ run }) => run))[0]).toEqual([1, 3]);
    expect(measurements).toHaveLength(4);
    expect(measurements.slice(1).every(({ runs }) => runs.length === 1)).toBe(true);
    expect(measurements[0]?.runs[0]).toMatchObject({
      block: 'block1',
      linear: { accuracy: 0.544 },
    });
    expect(said).toEqual([expect.stringContaining('4 different data')]);
  });

  it('takes the newest of two evaluations of a run that may be compared', async () => {
    const createdAt = '2027-01-01T00:00:00.000Z';
    const perBlock = evaluationResult.perBlock.map((block) => ({ ...block, block: 'block2' }));
    // Asked of other blocks, so it is kept beside the first one.
    const run = await makeRun({}, [{}, { perBlock, bestBlock: 'block2', createdAt }]);
    const { measurements } = await compare(run, await makeRun());
    expect(measurements).toHaveLength(1);
    expect(measurements[0]?.runs).toMatchObject([{ run: 0, createdAt, block: 'block2' }]);
  });

  it('says what does not tell which run is better', async () => {
    const { jigsaw } = base.config;
    const withJigsaw = (some: Partial<typeof jigsaw>) => ({
      config: { ...base.config, jigsaw: { ...jigsaw, ...some } },
    });
    const run = await makeRun();
    const easier = await compare(run, await makeRun(withJigsaw({ permutations: 2 })));
    expect(easier.said).toEqual([expect.stringContaining('same pretext task')]);
    const unguarded = await compare(run, await makeRun(withJigsaw({ randomGap: false })));
    expect(unguarded.said).toEqual([expect.stringContaining('guards against shortcuts')]);
    const others = await compare(run, await makeRun({ datasetFingerprint: 'beef' }));
    expect(others.said).toEqual([expect.stringContaining('same images for validation')]);
  });

  it('has no figures for a run that measured nothing yet', async () => {
    const runFolder = join(await temporaryFolder(), 'run');
    await mkdir(runFolder);
    const state = { outcome: 'interrupted' as const, step: 0, epoch: 0, validation: null };
    await writeRunJson(runFolder, { ...base, state });
    const { runs } = await compare(runFolder, await makeRun());
    expect(runs[0]?.figures).toMatchObject({
      validation: null,
      steps: 0,
      elapsedMs: null,
      imagesPerSecond: null,
    });
  });
});
