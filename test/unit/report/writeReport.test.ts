import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { writeReport } from '../../../src/engine/report/writeReport.js';
import { nodeDisk } from '../../../src/engine/runFolder/atomicFile.js';
import { saveEvaluation } from '../../../src/engine/runFolder/evaluations.js';
import { openMetricsLog } from '../../../src/engine/runFolder/metricsLog.js';
import {
  writeImagesJson,
  writePermutationsJson,
  writeRunJson,
} from '../../../src/engine/runFolder/runFolder.js';
import { writeEpochSamples } from '../../../src/engine/runFolder/runSamples.js';
import { inEnglish } from '../../../src/protocol/sentence.js';
import { evaluationResult } from '../evaluation/evaluationResult.js';
import { epochMetrics, processTable, runJson, temporaryFolder } from '../runFolder/runFixtures.js';

const processes = processTable(1, new Map());
const hostile = '<script>alert(1)</script>"\'&';

const tile = (grey: number) => ({
  widthPx: 4,
  heightPx: 4,
  pixels: new Uint8Array(4 * 4 * 3).fill(grey),
});

/** A jigsaw run whose paths, labels and versions try to be markup. */
const makeRun = async (): Promise<string> => {
  const runFolder = join(await temporaryFolder(), 'run');
  await mkdir(runFolder);
  const run = runJson('2026-01-01T00:00:00.000Z', 'failed');
  await writeRunJson(runFolder, {
    ...run,
    folder: `/photos/${hostile}`,
    versions: { [hostile]: hostile },
    state: { ...run.state, message: { text: 'It failed at {0}.', values: [hostile] } },
  });
  await writeImagesJson(runFolder, [{ path: 'a.png', side: 'train' }], []);
  await writePermutationsJson(runFolder, {
    kind: 'permutationSet',
    method: 'max-min',
    grid: 2,
    seed: 0,
    count: 3,
    minHamming: 4,
    meanHamming: 4,
    permutations: [
      [0, 1, 2, 3],
      [1, 0, 3, 2],
      [3, 2, 1, 0],
    ],
  });
  const log = await openMetricsLog(runFolder, null);
  await log.append([1, 2].map((epoch) => ({ kind: 'epoch', ...epochMetrics(epoch, 0.6) })));
  await log.close();
  const fed = [10, 80, 150, 220].map(tile);
  await writeEpochSamples(runFolder, 2, [
    { task: 'jigsaw', path: hostile, truth: 1, probabilities: [0.1, 0.8, 0.1], fed },
    { task: 'jigsaw', path: 'b.png', truth: 1, probabilities: [0.9, 0.05, 0.05], fed },
  ]);
  const { dataset } = evaluationResult;
  const named = { ...evaluationResult, dataset: { ...dataset, trainFolder: `/${hostile}` } };
  await saveEvaluation(runFolder, named, nodeDisk);
  return runFolder;
};

const paramsOf = async (
  runFolder: string,
  some: Partial<Parameters<typeof writeReport>[0]> = {},
) => ({
  runFolder,
  outFile: join(await temporaryFolder(), 'report.html'),
  overwrite: false,
  language: 'en',
  translations: {},
  ...some,
});

describe('a report', () => {
  it('is one file in which nothing runs, nothing is loaded, and nobody else writes markup', async () => {
    const params = await paramsOf(await makeRun());
    const { bytes, problems } = await writeReport(params, processes);
    const page = await readFile(params.outFile, 'utf8');
    expect(Buffer.byteLength(page)).toBe(bytes);
    expect(problems).toEqual([]);
    expect(page).toMatch(/^<!DOCTYPE html>\n<meta name="generator" content="Pretext Lab report">/);
    expect(page).toContain('default-src &#39;none&#39;; style-src &#39;sha256-');
    expect(page).not.toMatch(/<script|<link|<iframe|\son\w+=|https?:|url\(|@import| style=/i);
    expect([...page.matchAll(/src="([^"]{16})/g)].map(([, start]) => start)).toSatisfy(
      (starts: string[]) => starts.length > 8 && starts.every((one) => one === 'data:image/webp;'),
    );
    expect(page).toContain('It failed at &lt;script&gt;');
    expect(page).toContain('random weights');
    expect(await readdir(join(params.outFile, '..'))).toEqual(['report.html']);
  });

  it('puts tiles back where the network would have them', async () => {
    const params = await paramsOf(await makeRun());
    await writeReport(params, processes);
    const page = await readFile(params.outFile, 'utf8');
    const sources = [...page.matchAll(/<img[^>]*src="([^"]+)"/g)].map(([, source]) => source);
    // First sample: shuffled 0 1 2 3 of what was fed, put back by [1, 0, 3, 2]; it is right.
    const [a, b, c, d] = sources;
    expect(sources.slice(4, 8)).toEqual([b, a, d, c]);
    // Second: put back by the identity, which it is not.
    expect(sources.slice(8, 16)).toEqual([a, b, c, d, a, b, c, d]);
    expect(page.match(/<span class="wrong">/g)).toHaveLength(4);
    expect(page).toContain('Permutation 2 1 4 3');
    expect(page).toContain('Predicted 1 2 3 4, true 2 1 4 3');
  });

  it("is in its reader's language as far as that is known, which brings no markup either", async () => {
    const translations = { Curves: `곡선<b>`, 'It failed at {0}.': '{0}에서 실패했습니다.' };
    const params = await paramsOf(await makeRun(), { language: 'ko', translations });
    await writeReport(params, processes);
    const page = await readFile(params.outFile, 'utf8');
    expect(page).toContain('<html lang="ko">');
    expect(page).toContain('곡선&lt;b&gt;');
    expect(page).toContain('&lt;/script&gt;&quot;&#39;&amp;에서 실패했습니다.');
    expect(page).toContain('Configuration');
  });

  it('replaces an earlier report and nothing else, unless it is told to', async () => {
    const runFolder = await makeRun();
    const params = await paramsOf(runFolder);
    await writeReport(params, processes);
    await writeReport(params, processes);
    await writeFile(params.outFile, '<!DOCTYPE html>\n<p>mine');
    await expect(writeReport(params, processes)).rejects.toMatchObject({ code: 'badArgument' });
    expect(await readFile(params.outFile, 'utf8')).toContain('mine');
    const forced = await writeReport({ ...params, overwrite: true }, processes);
    expect(forced.bytes).toBeGreaterThan(1000);
    const link = await paramsOf(runFolder);
    await symlink(params.outFile, link.outFile);
    await expect(writeReport(link, processes)).rejects.toMatchObject({ code: 'badArgument' });
    const nowhere = { ...params, outFile: '/no such folder/report.html' };
    await expect(writeReport(nowhere, processes)).rejects.toMatchObject({ code: 'notWritable' });
  });

  it('goes on without what is damaged, and says what is missing', async () => {
    const runFolder = await makeRun();
    await writeFile(join(runFolder, 'permutations.json'), '{');
    await writeFile(join(runFolder, 'images.json'), 'x');
    await writeFile(join(runFolder, 'samples', 'epoch-0002.json'), '{}');
    const params = await paramsOf(runFolder);
    const { problems } = await writeReport(params, processes);
    expect(problems.map(inEnglish)).toEqual([
      expect.stringMatching(/images\.json/),
      expect.stringMatching(/epoch-0002\.json/),
      expect.stringMatching(/permutations\.json/),
    ]);
    expect(await readFile(params.outFile, 'utf8')).toContain('Something is missing');
  });

  it('of a run without a step has no curves, and says that it was not evaluated', async () => {
    const runFolder = join(await temporaryFolder(), 'run');
    await mkdir(runFolder);
    const run = runJson('2026-01-01T00:00:00.000Z', 'interrupted');
    const state = { outcome: 'interrupted' as const, step: 0, epoch: 0, validation: null };
    await writeRunJson(runFolder, { ...run, config: { ...run.config, task: 'rotation' }, state });
    await writeImagesJson(runFolder, [], []);
    const params = await paramsOf(runFolder);
    await writeReport(params, processes);
    const page = await readFile(params.outFile, 'utf8');
    expect(page).not.toContain('Curves');
    expect(page).toContain('Not measured yet');
    expect(page).not.toContain('NaN');
    expect(page).not.toContain('jigsaw.grid');
  });

  it('needs a run', async () => {
    const params = await paramsOf(await temporaryFolder());
    await expect(writeReport(params, processes)).rejects.toMatchObject({ code: 'runUnreadable' });
    expect(await readdir(join(params.outFile, '..'))).toEqual([]);
  });
});
