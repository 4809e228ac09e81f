import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { createFolderBook } from '../../../src/host/folderBook.js';
import { findFoldersWithRuns, runsFolderOf } from '../../../src/host/knownFolders.js';
import { createRunLabels } from '../../../src/host/runLabels.js';
import { newRunStatus } from '../../../src/host/runStatus.js';
import { createRunsList } from '../../../src/host/runsList.js';
import { RpcError } from '../../../src/protocol/rpc.js';
import { sentence } from '../../../src/protocol/sentence.js';
import {
  config,
  createFakeReader,
  createTestMemory,
  english,
  holder,
  images,
  runFolder,
  runSummary,
} from './world.js';

let root: string;
const at = (...parts: string[]): string => join(root, ...parts);
const makeRun = async (...parts: string[]): Promise<void> => {
  await mkdir(join(runsFolderOf(at(...parts)), 'run-1'), { recursive: true });
};

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'pretext-lab-runs-list-'));
});
afterEach(async () => {
  await rm(root, { recursive: true });
});

describe('folders with runs', () => {
  it('are workspace folders, their direct subfolders and remembered ones, each once', async () => {
    await makeRun('workspace');
    await makeRun('workspace', 'photos');
    await makeRun('workspace', 'deep', 'deeper');
    await makeRun('elsewhere');
    await mkdir(runsFolderOf(at('workspace', 'empty')), { recursive: true });
    await mkdir(join(runsFolderOf(at('workspace', 'hidden')), '.cache'), { recursive: true });
    const remembered = [at('elsewhere'), at('workspace', 'photos'), at('gone')];
    expect(await findFoldersWithRuns([at('workspace')], remembered)).toEqual([
      at('workspace'),
      at('workspace', 'photos'),
      at('elsewhere'),
    ]);
  });
});

describe('the list of runs', () => {
  const listOf = (answer: () => unknown, common: string | null = null) =>
    createRunsList({
      client: createFakeReader({ listRuns: answer }),
      words: english,
      workspaceFolders: () => [at('workspace')],
      rememberedFolders: () => [],
      commonRunsFolder: () => common,
    });

  it('holds the runs of each folder', async () => {
    await makeRun('workspace', 'photos');
    const run = runSummary();
    const list = listOf(() => ({ runs: [run] }));
    expect(await list.hasRuns()).toBe(true);
    expect(await list.load()).toEqual([
      {
        folder: at('workspace', 'photos'),
        runsFolder: runsFolderOf(at('workspace', 'photos')),
        runs: [run],
        problem: null,
      },
    ]);
  });

  it('tells what it has found, each time', async () => {
    await makeRun('workspace');
    let runs = [runSummary()];
    const list = listOf(() => ({ runs }));
    const told: number[] = [];
    const listening = list.onListed((groups) => told.push(groups.flatMap((g) => g.runs).length));
    await list.load();
    runs = [];
    await list.load();
    listening.dispose();
    await list.load();
    expect(told).toEqual([1, 0]);
  });

  it('says why a folder cannot be listed', async () => {
    await makeRun('workspace');
    const list = listOf(() => {
      throw new RpcError('folderUnreadable', sentence('Cannot list the runs ({0}).', 'EACCES'));
    });
    expect(await list.load()).toMatchObject([
      { runs: [], problem: 'Cannot list the runs (EACCES).' },
    ]);
  });

  it('starts with the folder that keeps all runs', async () => {
    await makeRun('workspace');
    await mkdir(at('all', 'run-1'), { recursive: true });
    const list = listOf(() => ({ runs: [] }), at('all'));
    const groups = await list.load();
    expect(groups.map(({ folder, runsFolder }) => [folder, runsFolder])).toEqual([
      [null, at('all')],
      [at('workspace'), runsFolderOf(at('workspace'))],
    ]);
  });

  it('lists runs once where the place for all is that of one folder', async () => {
    await makeRun('workspace');
    await makeRun('workspace', 'photos');
    const common = `${runsFolderOf(at('workspace'))}/`;
    const groups = await listOf(() => ({ runs: [] }), common).load();
    expect(groups.map(({ folder, runsFolder }) => [folder, runsFolder])).toEqual([
      [null, common],
      [at('workspace', 'photos'), runsFolderOf(at('workspace', 'photos'))],
    ]);
  });

  it('knows run folders by the place where they lie', async () => {
    await makeRun('workspace', 'photos');
    const list = listOf(() => ({ runs: [] }));
    const runs = runsFolderOf(at('workspace', 'photos'));
    expect(await list.isKnown(join(runs, 'run-1'))).toBe(true);
    expect(await list.isKnown(join(runs, '..', '..', 'run-1'))).toBe(false);
    expect(await list.isKnown(join(runs, 'run-1', 'inner'))).toBe(false);
    expect(await list.isKnown('/etc')).toBe(false);
  });

  it('is empty without runs, and needs no engine for that', async () => {
    const list = listOf(() => {
      throw new Error('asked');
    });
    expect(await list.hasRuns()).toBe(false);
    expect(await list.load()).toEqual([]);
  });
});

describe('a run in a list', () => {
  const now = new Date('2026-01-02T05:04:05.000Z');
  const labels = createRunLabels(english, now, null);
  const created = { createdAt: '2026-01-02T03:04:05.000Z' };

  it('tells its result and its age, and its state unless that is how it should be', () => {
    const validation = { loss: 1, accuracy: 0.713, chance: 0.25 };
    const completed = runSummary({ ...created, state: 'completed', validation });
    expect(labels.description(completed)).toBe('71.3 % · 2 hours ago');
    const stopped = runSummary({ ...created, state: 'stopped', validation: null });
    expect(labels.description(stopped)).toBe('Stopped · 2 hours ago');
  });

  it('is what this window knows of it while it is under way here', () => {
    const own = { ...newRunStatus('run-1', images, config, 'paused'), runFolder, live: true };
    const listed = runSummary({ ...created, state: 'running', validation: null });
    const description = (shown: typeof listed, of: typeof own): string =>
      createRunLabels(english, now, of).description(shown);
    expect(description(listed, own)).toBe('Paused · 2 hours ago');
    expect(description({ ...listed, runFolder: '/other' }, own)).toBe('Training · 2 hours ago');
    expect(description(listed, { ...own, live: false })).toBe('Training · 2 hours ago');
  });

  it('offers what can be done with it', () => {
    const menu = (change: Parameters<typeof runSummary>[0]): string =>
      labels.context(runSummary(change));
    expect(menu({ state: 'completed', resumable: false })).toBe('run deletable');
    expect(menu({ state: 'interrupted', resumable: true })).toBe('run resumable deletable');
    expect(menu({ state: 'running', resumable: false, holder })).toBe('run');
  });

  it('says who trains it elsewhere', () => {
    const details = labels.details(runSummary({ state: 'running', holder }));
    expect(details.join('\n')).toContain('process 4711 on bench');
  });
});

describe('remembered folders', () => {
  it('come back with the last used first, each once, at most twenty', async () => {
    const memory = createTestMemory();
    const book = createFolderBook(memory);
    for (let i = 0; i < 25; i++) await book.remember(`/f${i}`);
    await book.remember('/f20');
    const all = createFolderBook(memory).all();
    expect(all).toHaveLength(20);
    expect(all.slice(0, 3)).toEqual(['/f20', '/f24', '/f23']);
  });

  it('tell only of changes, and survive a note of another shape', async () => {
    const memory = createTestMemory();
    const book = createFolderBook(memory);
    let told = 0;
    book.onChange(() => told++);
    await book.remember('/a');
    await book.remember('/a');
    expect(told).toBe(1);
    await memory.set('pretextLab.folders', { wrong: true });
    expect(book.all()).toEqual([]);
  });
});
