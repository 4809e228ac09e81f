import { mkdir, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { nodeDisk } from '../../../src/engine/runFolder/atomicFile.js';
import { readEvaluations, saveEvaluation } from '../../../src/engine/runFolder/evaluations.js';
import type { EvaluationResult } from '../../../src/protocol/evaluation.js';
import { inEnglish } from '../../../src/protocol/sentence.js';
import { evaluationResult } from '../evaluation/evaluationResult.js';
import { fullAfter, temporaryFolder } from './runFixtures.js';

const save = (runFolder: string, some: Partial<EvaluationResult> = {}): Promise<void> =>
  saveEvaluation(runFolder, { ...evaluationResult, runFolder, ...some }, nodeDisk);

/** What is read, and what was said about the rest. */
const read = async (runFolder: string) => {
  const said: string[] = [];
  const evaluations = await readEvaluations(runFolder, (message) => said.push(inEnglish(message)));
  return { evaluations, said };
};

const onDay = (day: number): string => `2026-01-0${day}T00:00:00.000Z`;

describe('evaluations of a run', () => {
  it('are none before the first, and then come back as they were', async () => {
    const runFolder = await temporaryFolder();
    expect(await read(runFolder)).toEqual({ evaluations: [], said: [] });
    await save(runFolder);
    const { evaluations } = await read(runFolder);
    expect(evaluations).toEqual([{ ...evaluationResult, runFolder }]);
  });

  it('come the newest first; the same question replaces its answer, another one does not', async () => {
    const runFolder = await temporaryFolder();
    const { dataset, settings } = evaluationResult;
    await save(runFolder, { createdAt: onDay(3) });
    await save(runFolder, { createdAt: onDay(1), settings: { ...settings, poolGrid: 1 } });
    await save(runFolder, { createdAt: onDay(2), dataset: { ...dataset, testLabels: '/a.csv' } });
    await save(runFolder, { createdAt: onDay(4), step: 9999 });
    const { evaluations } = await read(runFolder);
    expect(evaluations.map(({ createdAt }) => createdAt)).toEqual([4, 2, 1].map(onDay));
    expect(evaluations[0]?.step).toBe(9999);
  });

  it('name the folder that they lie in, wherever it was moved', async () => {
    const folder = await temporaryFolder();
    const [before, after] = [join(folder, 'before'), join(folder, 'after')];
    await mkdir(before);
    await save(before);
    await rename(before, after);
    const { evaluations } = await read(after);
    expect(evaluations[0]?.runFolder).toBe(after);
  });

  it('are left out with a word where they are damaged, newer, links or too large', async () => {
    const runFolder = await temporaryFolder();
    await save(runFolder);
    const folder = join(runFolder, 'evaluations');
    const [name = ''] = await readdir(folder);
    const text = await readFile(join(folder, name), 'utf8');
    const put = (digit: string, content: string): Promise<void> =>
      writeFile(join(folder, `${digit.repeat(24)}.json`), content);
    await put('a', text.slice(0, 100));
    await put('b', text.replace('"formatVersion": 1', '"formatVersion": 2'));
    await put('c', text.replace('"bestBlock"', '"worstBlock"'));
    await put('d', text + ' '.repeat(1024 * 1024));
    await symlink(join(folder, name), join(folder, `${'e'.repeat(24)}.json`));
    await writeFile(join(folder, 'notes.json'), 'mine');
    const { evaluations, said } = await read(runFolder);
    expect(evaluations).toHaveLength(1);
    expect(said).toHaveLength(5);
    const all = said.join('\n');
    for (const words of ['not JSON', 'newer Pretext Lab', 'bestBlock', 'bytes', 'regular file']) {
      expect(all).toContain(words);
    }
  });

  it('are bounded in number', async () => {
    const runFolder = await temporaryFolder();
    for (let seed = 0; seed < 102; seed++) {
      await save(runFolder, { settings: { ...evaluationResult.settings, seed } });
    }
    expect((await read(runFolder)).evaluations).toHaveLength(100);
  });

  it('are not written through a link, nor into a run that is gone', async () => {
    const runFolder = await temporaryFolder();
    const elsewhere = await temporaryFolder();
    await symlink(elsewhere, join(runFolder, 'evaluations'));
    await expect(save(runFolder)).rejects.toMatchObject({ code: 'notWritable' });
    await saveEvaluation(elsewhere, evaluationResult, nodeDisk);
    expect((await readdir(elsewhere)).sort()).toEqual(['evaluations']);
    await rm(join(runFolder, 'evaluations'));
    await symlink(join(elsewhere, 'evaluations'), join(runFolder, 'evaluations'));
    expect((await read(runFolder)).evaluations).toEqual([]);
    await expect(save(join(runFolder, 'gone'))).rejects.toMatchObject({ code: 'notWritable' });
    expect(await readdir(runFolder)).toEqual(['evaluations']);
  });

  it('keep the old answer where the disk is full', async () => {
    const runFolder = await temporaryFolder();
    await save(runFolder);
    const newer = { ...evaluationResult, createdAt: onDay(9) };
    await expect(saveEvaluation(runFolder, newer, fullAfter(10))).rejects.toMatchObject({
      code: 'diskFull',
    });
    const { evaluations } = await read(runFolder);
    expect(evaluations[0]?.createdAt).toBe(evaluationResult.createdAt);
  });
});
