import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { runDetailsSchema } from '../../../src/protocol/runDetails.js';
import { saveCheckpoint } from '../../../src/engine/runFolder/checkpoint.js';
import { listRuns, showRun } from '../../../src/engine/runFolder/listRuns.js';
import { openMetricsLog } from '../../../src/engine/runFolder/metricsLog.js';
import { writeRunJson, type RunJson } from '../../../src/engine/runFolder/runFolder.js';
import { acquireRunLock } from '../../../src/engine/runFolder/runLock.js';
import { writeEpochSamples } from '../../../src/engine/runFolder/runSamples.js';
import { inEnglish, sentence, type Sentence } from '../../../src/protocol/sentence.js';
import {
  checkpointState,
  checkpointTensors,
  epochMetrics,
  processTable,
  runJson,
  temporaryFolder,
} from './runFixtures.js';

const processes = processTable(10, new Map([[10, 'a']]));

const makeRun = async (
  runs: string,
  name: string,
  createdAt: string,
  outcome: RunJson['state']['outcome'],
): Promise<string> => {
  const runFolder = join(runs, name);
  await mkdir(runFolder, { recursive: true });
  await writeRunJson(runFolder, runJson(createdAt, outcome));
  return runFolder;
};

const list = async (folder: string, runsFolder: string | null = null) => {
  const unreadable: string[] = [];
  const runs = await listRuns(folder, runsFolder, processes, (message) =>
    unreadable.push(inEnglish(message)),
  );
  return { runs, unreadable };
};

describe('list of runs', () => {
  it('is empty before the first run', async () => {
    expect(await list(await temporaryFolder())).toEqual({ runs: [], unreadable: [] });
  });

  it('is newest first by the time in run.json', async () => {
    const folder = await temporaryFolder();
    const runs = join(folder, '.pretext-lab', 'runs');
    await makeRun(runs, 'renamed', '2025-01-02T00:00:00.000Z', 'completed');
    await makeRun(runs, '2025', '2025-01-03T00:00:00.000Z', 'stopped');
    await makeRun(runs, 'a', '2025-01-01T00:00:00.000Z', 'failed');
    const states = (await list(folder)).runs.map(({ state }) => state);
    expect(states).toEqual(['stopped', 'completed', 'failed']);
  });

  it('tells a living run from one that was killed', async () => {
    const runs = await temporaryFolder();
    const living = await makeRun(runs, 'a', '2025-01-02T00:00:00.000Z', 'running');
    const killed = await makeRun(runs, 'b', '2025-01-01T00:00:00.000Z', 'running');
    await acquireRunLock(living, processes, new Date(0));
    const deadProcess = processTable(20, new Map([[20, 'a']]));
    await acquireRunLock(killed, deadProcess, new Date(0));
    for (const runFolder of [living, killed]) {
      await saveCheckpoint(runFolder, checkpointTensors(1), checkpointState(1), 3);
    }
    const found = (await list('/nowhere', runs)).runs;
    expect(found.map(({ state, resumable }) => [state, resumable])).toEqual([
      ['running', false],
      ['interrupted', true],
    ]);
    expect(found.map(({ holder }) => holder)).toEqual([
      { pid: 10, hostName: 'desk', acquiredAt: '1970-01-01T00:00:00.000Z' },
      null,
    ]);
  });

  it('offers to resume what has a checkpoint and is not complete', async () => {
    const runs = await temporaryFolder();
    await makeRun(runs, 'a', '2025-01-03T00:00:00.000Z', 'stopped');
    for (const [name, outcome] of [
      ['b', 'completed'],
      ['c', 'failed'],
    ] as const) {
      const runFolder = await makeRun(
        runs,
        name,
        `2025-01-0${name === 'b' ? 2 : 1}T00:00:00Z`,
        outcome,
      );
      await saveCheckpoint(runFolder, checkpointTensors(1), checkpointState(1), 3);
    }
    const found = (await list('/nowhere', runs)).runs;
    expect(found.map(({ resumable }) => resumable)).toEqual([false, false, true]);
  });

  it('tells foreign and damaged folders in words and lists the rest', async () => {
    const runs = await temporaryFolder();
    await makeRun(runs, 'good', '2025-01-01T00:00:00.000Z', 'completed');
    await mkdir(join(runs, 'foreign'));
    await writeFile(join(runs, 'file.txt'), 'x');
    await mkdir(join(runs, 'damaged'));
    await writeFile(join(runs, 'damaged', 'run.json'), '{');
    const { runs: found, unreadable } = await list('/nowhere', runs);
    expect(found).toHaveLength(1);
    expect(unreadable).toEqual([
      expect.stringContaining('is this a run folder?'),
      expect.stringContaining('is not JSON'),
    ]);
  });

  it('says which place cannot be listed', async () => {
    const file = join(await temporaryFolder(), 'file');
    await writeFile(file, 'x');
    await expect(list('/nowhere', file)).rejects.toMatchObject({ code: 'folderUnreadable' });
  });
});

describe('details of a run', () => {
  it('gathers run.json, the epochs and the checkpoints', async () => {
    const runs = await temporaryFolder();
    const runFolder = await makeRun(runs, 'a', '2025-01-01T00:00:00.000Z', 'interrupted');
    const epochs = [epochMetrics(1, 0.5), epochMetrics(2, 0.6)];
    const log = await openMetricsLog(runFolder, null);
    await log.append(epochs.map((epoch) => ({ kind: 'epoch', ...epoch })));
    await log.close();
    const state = checkpointState(20, epochs);
    const file = await saveCheckpoint(runFolder, checkpointTensors(20), state, 3);
    await writeEpochSamples(runFolder, 2, []);
    const details = await showRun(runFolder, processes);
    expect(runDetailsSchema.parse(details)).toEqual(details);
    expect(details.epochs).toEqual(epochs);
    expect(details.checkpoints).toEqual([{ file, step: 20, epoch: 2 }]);
    expect(details.summary).toMatchObject({ runFolder, state: 'interrupted', resumable: true });
    expect(details).toMatchObject({
      datasetFingerprint: 'f00d',
      folder: '/pictures',
      plannedSteps: 30,
      message: null,
      sampleEpochs: [2],
    });
  });

  it('says why a run failed, as long as that is its outcome', async () => {
    const runFolder = await temporaryFolder();
    const told = async (outcome: RunJson['state']['outcome']): Promise<Sentence | null> => {
      const run = runJson('2025-01-01T00:00:00.000Z', outcome);
      await writeRunJson(runFolder, {
        ...run,
        state: { ...run.state, message: sentence('No space.') },
      });
      return (await showRun(runFolder, processes)).message;
    };
    expect(await told('failed')).toEqual(sentence('No space.'));
    expect(await told('completed')).toBeNull();
  });

  it('refuses a folder that is no run', async () => {
    const showing = showRun(await temporaryFolder(), processes);
    await expect(showing).rejects.toMatchObject({ code: 'runUnreadable' });
  });
});
