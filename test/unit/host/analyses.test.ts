import { beforeEach, describe, expect, it } from 'vitest';

import { createAnalyses, type Analyses } from '../../../src/host/analyses.js';
import { createReaderEngine } from '../../../src/host/readerEngine.js';
import type { AnalysisRequest, AnalysisState } from '../../../src/protocol/analysis.js';
import { RpcError } from '../../../src/protocol/rpc.js';
import { sentence } from '../../../src/protocol/sentence.js';
import { audited } from '../../panel/findings.js';
import {
  createFakeEngines,
  createTestClock,
  createTestLogger,
  english,
  runFolder,
  settle,
  type FakeEngines,
} from './world.js';

const search = {
  name: 'searchImages',
  params: { folder: '/dogs', image: '/a.png', count: 2, block: null },
} as const satisfies AnalysisRequest;
const duplicates = {
  name: 'findNearDuplicates',
  params: { folder: '/cats', threshold: 0.9, block: null },
} as const satisfies AnalysisRequest;
const found = {
  kind: 'search',
  mode: 'nearest',
  image: '/a.png',
  block: 'block6',
  searched: 1,
  images: [],
};

let engines: FakeEngines;
let analyses: Analyses;

beforeEach(() => {
  engines = createFakeEngines();
  const clock = createTestClock();
  analyses = createAnalyses({
    engine: createReaderEngine({
      launch: engines.launch,
      backends: null,
      clock,
      logger: createTestLogger(),
      t: english.t,
    }),
    workers: () => 3,
    describeError: (error) => (error instanceof Error ? error.message : String(error)),
    t: english.t,
  });
});

const stateOf = (name: string): AnalysisState | undefined =>
  analyses.statesOf(runFolder).find((state) => state.name === name);

describe('createAnalyses', () => {
  it('does one after the other in one engine', async () => {
    analyses.start(runFolder, search);
    analyses.start(runFolder, duplicates);
    await settle();
    expect(stateOf('searchImages')?.phase).toBe('running');
    expect(stateOf('findNearDuplicates')?.phase).toBe('waiting');
    expect(engines.last().calls.map(({ name }) => name)).toEqual(['searchImages']);
    engines.last().waiting('searchImages').resolve(found);
    await settle();
    expect(stateOf('searchImages')?.phase).toBe('done');
    expect(stateOf('findNearDuplicates')?.phase).toBe('running');
    expect(analyses.outcomeOf(runFolder, 'searchImages')).toEqual({ ...search, result: found });
    expect(engines.all).toHaveLength(1);
  });

  it('keeps the outcomes of runs apart', async () => {
    analyses.start(runFolder, search);
    await settle();
    engines.last().waiting('searchImages').resolve(found);
    await settle();
    expect(analyses.statesOf('/other')).toEqual([]);
    expect(analyses.outcomeOf('/other', 'searchImages')).toBeNull();
    expect(analyses.isAbout(runFolder, '/dogs')).toBe(true);
    expect(analyses.isAbout('/other', '/dogs')).toBe(false);
  });

  it('have to do with the folder of an image that is searched for, and with what they write', () => {
    const image = '/elsewhere/a.png';
    analyses.start(runFolder, { ...search, params: { ...search.params, image } });
    analyses.start(runFolder, {
      name: 'exportFeatures',
      params: { folder: '/cats', outFolder: '/out', formats: ['npy'], blocks: null, poolGrid: 1 },
    });
    for (const folder of ['/dogs', '/elsewhere', '/elsewhere/', '/cats', '/out']) {
      expect(analyses.isAbout(runFolder, folder), folder).toBe(true);
    }
    for (const folder of ['/', '/elsewhere/b', '/else']) {
      expect(analyses.isAbout(runFolder, folder), folder).toBe(false);
    }
  });

  it('leave out of the Lab what the engine would write, and know the folder of what has none', async () => {
    analyses.start(runFolder, { name: 'auditShortcuts', params: { folder: null } });
    const params = {
      ...{ labelledFolder: '/few', labels: null, folder: '/many', block: null },
      ...{ poolGrid: 2, fineTune: null, seed: 0 },
    };
    analyses.start(runFolder, { name: 'classify', params });
    await settle();
    expect(stateOf('auditShortcuts')?.folder).toBe(runFolder);
    expect(stateOf('classify')?.folder).toBe('/many');
    expect(analyses.isAbout(runFolder, '/few')).toBe(true);
    const audit = engines.last().waiting('auditShortcuts');
    expect(audit.params).toEqual({ runFolder, workers: 3, folder: null });
    audit.resolve(audited.result);
    await settle();
    expect(analyses.outcomeOf(runFolder, 'auditShortcuts')?.result).toEqual(audited.result);
    expect(engines.last().waiting('classify').params).toEqual({
      ...{ ...params, runFolder, workers: 3, outFile: null },
    });
  });

  it('refuses a second one of a name until the first is over', async () => {
    analyses.start(runFolder, search);
    expect(() => analyses.start(runFolder, search)).toThrow('This is being done already');
    await settle();
    engines.last().waiting('searchImages').resolve(found);
    await settle();
    const first = stateOf('searchImages')?.number ?? 0;
    analyses.start(runFolder, search);
    expect(stateOf('searchImages')?.number).toBeGreaterThan(first);
    expect(analyses.outcomeOf(runFolder, 'searchImages')).toBeNull();
  });

  it('tells progress, skipped files and warnings, of which a bounded number is kept', async () => {
    let changes = 0;
    analyses.onChange(() => {
      changes += 1;
    });
    analyses.start(runFolder, search);
    await settle();
    const before = changes;
    engines.last().emit({ kind: 'dataProgress', phase: 'features', done: 3, total: 9 });
    engines.last().emit({
      kind: 'imageSkipped',
      file: { path: 'x.png', code: 'corrupt', message: sentence('It ends early.') },
    });
    for (let i = 0; i < 50; i++) {
      engines.last().emit({ kind: 'warning', code: 'data', message: sentence('Number {0}.', i) });
    }
    const state = stateOf('searchImages');
    expect(state).toMatchObject({
      progress: { stage: 'features', done: 3, total: 9 },
      skippedImages: 1,
    });
    expect(state?.warnings).toHaveLength(20);
    expect(changes).toBeGreaterThan(before);
  });

  it('hears nothing any more of what comes after the end', async () => {
    analyses.start(runFolder, search);
    await settle();
    engines.last().waiting('searchImages').resolve(found);
    await settle();
    engines.last().emit({ kind: 'dataProgress', phase: 'features', done: 3, total: 9 });
    expect(stateOf('searchImages')?.progress).toBeNull();
  });

  it('says why one failed', async () => {
    analyses.start(runFolder, search);
    await settle();
    engines.last().waiting('searchImages').reject(new RpcError('noCheckpoint', 'No checkpoint.'));
    await settle();
    expect(stateOf('searchImages')).toMatchObject({ phase: 'failed', problem: 'No checkpoint.' });
  });

  it('goes on with the next one after a crash', async () => {
    analyses.start(runFolder, search);
    analyses.start(runFolder, duplicates);
    await settle();
    engines.last().crash('It ran out of memory.');
    await settle();
    expect(stateOf('searchImages')?.phase).toBe('failed');
    expect(stateOf('findNearDuplicates')?.phase).toBe('running');
    expect(engines.all).toHaveLength(2);
  });

  it('stops one that runs by asking the engine', async () => {
    analyses.start(runFolder, search);
    await settle();
    const stopping = analyses.stop(runFolder, 'searchImages');
    await settle();
    engines.last().waiting('stop').resolve({});
    engines.last().waiting('searchImages').reject(new RpcError('engineStopped', 'It was stopped.'));
    await stopping;
    await settle();
    expect(stateOf('searchImages')).toMatchObject({ phase: 'stopped', problem: null });
  });

  it('stops one that waits, which then never begins', async () => {
    analyses.start(runFolder, search);
    analyses.start(runFolder, duplicates);
    await settle();
    await analyses.stop(runFolder, 'findNearDuplicates');
    expect(stateOf('findNearDuplicates')?.phase).toBe('stopped');
    engines.last().waiting('searchImages').resolve(found);
    await settle();
    expect(engines.last().calls.map(({ name }) => name)).toEqual(['searchImages']);
    await expect(analyses.stop(runFolder, 'searchImages')).resolves.toBeUndefined();
  });

  it('forgets the runs that were looked at longest ago', async () => {
    for (let run = 0; run < 12; run++) {
      analyses.start(`/run ${run}`, search);
      await settle();
      engines.last().waiting('searchImages').resolve(found);
      await settle();
    }
    expect(analyses.statesOf('/run 0')).toEqual([]);
    expect(analyses.statesOf('/run 11')).toHaveLength(1);
  });

  it('reads filters, which are about the run alone', async () => {
    const filters = { name: 'readFilters', params: { sidePx: 48 } } as const;
    analyses.start(runFolder, filters);
    expect(stateOf('readFilters')?.folder).toBe(runFolder);
    await settle();
    expect(engines.last().waiting('readFilters').params).toEqual({
      ...{ runFolder, sidePx: 48, outFile: null },
    });
  });
});
