import { mkdir, readdir, symlink, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { nodeDisk } from '../../../src/engine/runFolder/atomicFile.js';
import { saveCheckpoint } from '../../../src/engine/runFolder/checkpoint.js';
import { deleteRun } from '../../../src/engine/runFolder/deleteRun.js';
import { saveEvaluation } from '../../../src/engine/runFolder/evaluations.js';
import { openMetricsLog } from '../../../src/engine/runFolder/metricsLog.js';
import { writeImagesJson, writeRunJson } from '../../../src/engine/runFolder/runFolder.js';
import { acquireRunLock } from '../../../src/engine/runFolder/runLock.js';
import { writeEpochSamples } from '../../../src/engine/runFolder/runSamples.js';
import { openTensorboard } from '../../../src/engine/runFolder/tensorboard.js';
import { evaluationResult } from '../evaluation/evaluationResult.js';
import {
  checkpointState,
  checkpointTensors,
  processTable,
  runJson,
  temporaryFolder,
} from './runFixtures.js';

const processes = processTable(10, new Map([[10, 'a']]));

/** A run with everything that a run leaves behind, in a folder of runs of its own. */
const makeRun = async (): Promise<{ runs: string; runFolder: string }> => {
  const runs = await temporaryFolder();
  const runFolder = join(runs, 'run');
  await mkdir(runFolder);
  await writeRunJson(runFolder, runJson('2025-01-01T00:00:00.000Z', 'interrupted'));
  await writeImagesJson(runFolder, [], []);
  await (await openMetricsLog(runFolder, null)).close();
  const start = { hostName: hostname(), now: new Date(0), resumedFromStep: null };
  await (await openTensorboard(runFolder, start)).close();
  await saveCheckpoint(runFolder, checkpointTensors(1), checkpointState(1), 3);
  await writeEpochSamples(runFolder, 1, []);
  await saveEvaluation(runFolder, evaluationResult, nodeDisk);
  await writeFile(join(runFolder, 'permutations.json'), '{}');
  await writeFile(join(runFolder, 'run.json.tmp'), 'torn');
  return { runs, runFolder };
};

describe('deleting a run', () => {
  it('removes it, with the lock of a process that is gone', async () => {
    const { runs, runFolder } = await makeRun();
    await acquireRunLock(runFolder, processTable(20, new Map([[20, 'a']])), new Date(0));
    await deleteRun(runFolder, processes);
    expect(await readdir(runs)).toEqual([]);
  });

  it('is refused while a living process trains it, naming that', async () => {
    const { runFolder } = await makeRun();
    const other = processTable(10, new Map([[10, 'a']]), 'desk');
    await acquireRunLock(runFolder, other, new Date(0));
    const before = await readdir(runFolder);
    const asking = processTable(11, new Map([[10, 'a']]), 'desk');
    await expect(deleteRun(runFolder, asking)).rejects.toMatchObject({
      code: 'runLocked',
      message: expect.stringMatching(/process 10 on desk/) as unknown,
    });
    expect(await readdir(runFolder)).toEqual(before);
  });

  it('is refused for a folder that is not a run', async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'metrics.jsonl'), 'mine');
    await expect(deleteRun(folder, processes)).rejects.toMatchObject({ code: 'runUnreadable' });
    await writeFile(join(folder, 'run.json'), '{"formatVersion":1}');
    await expect(deleteRun(folder, processes)).rejects.toMatchObject({ code: 'runUnreadable' });
    expect((await readdir(folder)).sort()).toEqual(['metrics.jsonl', 'run.json']);
    const missing = deleteRun(join(folder, 'none'), processes);
    await expect(missing).rejects.toMatchObject({ code: 'runUnreadable' });
  });

  it('is refused for a link to a run', async () => {
    const { runs, runFolder } = await makeRun();
    const link = join(runs, 'link');
    await symlink(runFolder, link);
    for (const path of [link, `${link}/`, join(link, '.')]) {
      await expect(deleteRun(path, processes)).rejects.toThrow('is a link');
    }
    expect(await readdir(runFolder)).toContain('run.json');
  });

  it('follows no link in the run', async () => {
    const { runs, runFolder } = await makeRun();
    const elsewhere = await temporaryFolder();
    await writeFile(join(elsewhere, 'precious'), 'x');
    await symlink(elsewhere, join(runFolder, 'samples', 'link'));
    await symlink(elsewhere, join(runFolder, 'lock-1-1.json'));
    await deleteRun(runFolder, processes);
    expect(await readdir(runs)).toEqual([]);
    expect(await readdir(elsewhere)).toEqual(['precious']);
  });

  it('leaves what the run did not write', async () => {
    const { runFolder } = await makeRun();
    await writeFile(join(runFolder, 'notes.txt'), 'mine');
    await writeFile(join(runFolder, 'holiday.png'), 'mine');
    await deleteRun(runFolder, processes);
    expect((await readdir(runFolder)).sort()).toEqual(['holiday.png', 'notes.txt']);
  });
});
