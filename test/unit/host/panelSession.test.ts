import { beforeEach, describe, expect, it, vi } from 'vitest';

import { createAnalyses, type Analyses } from '../../../src/host/analyses.js';
import { createEmitter } from '../../../src/host/emitter.js';
import { createRunRecord, type RunRecord } from '../../../src/host/liveRun.js';
import {
  createLabSession,
  type LabActions,
  type LabSession,
} from '../../../src/host/panelSession.js';
import { createReaderEngine } from '../../../src/host/readerEngine.js';
import { analysesEveryMs } from '../../../src/host/analysisSession.js';
import type { RunSource } from '../../../src/host/runSource.js';
import { newRunStatus, startingStatus } from '../../../src/host/runStatus.js';
import { SpokenError } from '../../../src/host/spokenError.js';
import type { AnalysisRequest } from '../../../src/protocol/analysis.js';
import {
  labService,
  type LabEvent,
  type LabRequests,
  type Snapshot,
} from '../../../src/protocol/labProtocol.js';
import { panelProtocolVersion } from '../../../src/protocol/panelProtocol.js';
import { connectClient, type Client, type Result } from '../../../src/protocol/rpc.js';
import { createStepSeries, type StepSeries } from '../../../src/protocol/stepSeries.js';
import {
  config,
  createFakeEngines,
  createFakeReader,
  createPortPair,
  createTestClock,
  createTestLogger,
  english,
  epochMetrics,
  images,
  runFolder,
  runStarted,
  settle,
  stepsEvent,
  type FakeEngines,
  type TestClock,
} from './world.js';

/** A source whose run a test plays. */
interface PlayedSource extends RunSource {
  run: RunRecord | null;
  /** Takes an event and tells of it, as the trainer does. */
  play(event: Parameters<RunRecord['apply']>[0]): void;
  tell(): void;
}

const createPlayedSource = (run: RunRecord | null): PlayedSource => {
  const changes = createEmitter<undefined>();
  const source: PlayedSource = {
    run,
    problem: null,
    current: () => source.run,
    onChange: (listener) => changes.on(() => listener()),
    play: (event) => {
      source.run?.apply(event);
      changes.emit(undefined);
    },
    tell: () => changes.emit(undefined),
  };
  return source;
};

const newRecord = (): RunRecord => {
  const record = createRunRecord(
    startingStatus(newRunStatus('run-1', images, config, 'preparing'), 'run-1'),
  );
  record.apply(runStarted);
  return record;
};

let clock: TestClock;
let source: PlayedSource;
let session: LabSession;
let host: Client<LabRequests>;
let events: LabEvent[];
let done: string[];
let engines: FakeEngines;
let analyses: Analyses;

const open = (reloadsWhenShown: boolean): void => {
  const ports = createPortPair();
  engines = createFakeEngines();
  const logger = createTestLogger();
  analyses = createAnalyses({
    engine: createReaderEngine({
      launch: engines.launch,
      backends: null,
      clock,
      logger,
      t: english.t,
    }),
    workers: () => 2,
    describeError: String,
    t: english.t,
  });
  events = [];
  done = [];
  const note = (what: string): Promise<void> => {
    done.push(what);
    return Promise.resolve();
  };
  const actions: LabActions = {
    steer: (action, run) => note(`${action} ${String(run.runFolder)}`),
    openImage: (file) => note(`open ${file}`),
    openImages: (files) => note(`open ${files.join(' and ')}`),
    moveImages: async (folder, paths) => {
      await note(`move ${paths.join(' and ')} of ${folder}`);
      return { target: '/sorted', moved: [...paths], stayed: [] };
    },
    moveImagesBack: async () => {
      await note('move back');
      return { target: '/images/dogs', moved: ['a.png'], stayed: [] };
    },
    copyText: (text) => note(`copy ${text}`),
    saveFile: async ({ kind, name }, { folder }) => {
      await note(`save ${name} as ${kind} of ${folder}`);
      return `${name}.${kind}`;
    },
    revealFolder: (folder) => note(`reveal ${folder}`),
    writeReport: (folder) => note(`report ${folder}`),
    showLog: () => void note('log'),
    showTraining: () => note('training'),
    chooseRun: () => note('choose'),
    choosePath: (kind, title) => note(`choose ${kind}: ${title}`).then(() => '/chosen'),
  };
  session = createLabSession({
    port: ports.host,
    source,
    clock,
    logger: createTestLogger(),
    analyses,
    comparison: {
      list: () => Promise.resolve([]),
      add: (chosen) => note(`add ${chosen}`).then(() => `${chosen}/run`),
      compare: (runFolders, shown) =>
        Promise.reject(new SpokenError(`${runFolders.join()} beside ${String(shown)}`)),
    },
    reader: createFakeReader({
      readThumbnails: () => ({ photos: [] }),
      readPermutations: (params) => {
        expect(params).toEqual({ runFolder });
        return { permutationSet: null };
      },
      readEvaluations: (params) => {
        expect(params).toEqual({ runFolder });
        return { evaluations: [] };
      },
    }),
    actions,
    words: english,
    translations: { Curves: '곡선' },
    reloadsWhenShown,
  });
  host = connectClient(labService, ports.page, (event) => events.push(event));
};

beforeEach(() => {
  clock = createTestClock();
  source = createPlayedSource(newRecord());
  open(false);
});

const ready = (): Promise<Result<LabRequests, 'ready'>> =>
  host.call('ready', { protocolVersion: panelProtocolVersion });

/** The curve as a page has it after a snapshot and the deltas since. */
const replay = (snapshot: Snapshot, later: readonly LabEvent[]): StepSeries => {
  let series = createStepSeries(100_000);
  series.add(snapshot.steps);
  for (const event of later) {
    if (event.kind === 'snapshot') {
      series = createStepSeries(100_000);
      series.add(event.steps);
    } else if (event.kind === 'delta') {
      expect(event.afterStep).toBe(series.lastStep);
      series.add(event.steps);
    }
  }
  return series;
};

describe('a Lab', () => {
  it('gets everything when it is ready, and nothing before', async () => {
    source.play(stepsEvent(1, 5));
    expect(events).toEqual([]);
    const answer = await ready();
    expect(answer).toMatchObject({
      protocolVersion: panelProtocolVersion,
      language: 'en',
      translations: { Curves: '곡선' },
      tab: null,
      snapshot: { status: { step: 5 } },
    });
    expect([...answer.snapshot.steps.step]).toEqual([1, 2, 3, 4, 5]);
    expect(events).toEqual([]);
  });

  it('is refused when its version is another', async () => {
    await expect(host.call('ready', { protocolVersion: 99 })).rejects.toThrow('Reload the window');
  });

  it('gets growth at most ten times a second, without gaps', async () => {
    const { snapshot } = await ready();
    for (let step = 1; step <= 1000; step++) {
      source.play(stepsEvent(step, step));
      if (step % 100 === 0) source.play({ kind: 'epochEnded', epoch: epochMetrics(step / 100) });
      clock.advance(1);
    }
    expect(events.length).toBeLessThanOrEqual(11);
    clock.advance(100);
    expect(events.every(({ kind }) => kind === 'delta')).toBe(true);
    expect(replay(snapshot, events).columns()).toEqual(source.run?.series.columns());
    const epochs = events.flatMap((event) => (event.kind === 'delta' ? event.epochs : []));
    expect(epochs.map(({ epoch }) => epoch)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  });

  it('is told nothing new when nothing is new', async () => {
    await ready();
    source.tell();
    clock.advance(1000);
    expect(events).toEqual([]);
  });

  it('is told nothing while hidden, and has the whole curve after an hour', async () => {
    const { snapshot } = await ready();
    session.setVisible(false);
    for (let step = 1; step <= 36_000; step += 10) {
      source.play(stepsEvent(step, step + 9));
      clock.advance(1000);
    }
    expect(events).toEqual([]);
    expect(clock.waiting).toBe(0);
    session.setVisible(true);
    expect(events.map(({ kind }) => kind)).toEqual(['snapshot']);
    source.play(stepsEvent(36_001, 36_003));
    clock.advance(100);
    expect(replay(snapshot, events).columns()).toEqual(source.run?.series.columns());
    expect(replay(snapshot, events).length).toBe(36_003);
  });

  it('whose page is thrown away while hidden says ready again before it is told', async () => {
    open(true);
    await ready();
    session.setVisible(false);
    source.play(stepsEvent(1, 9));
    session.setVisible(true);
    source.play(stepsEvent(10, 10));
    expect(events).toEqual([]);
    const { snapshot } = await ready();
    expect(snapshot.steps.step).toHaveLength(10);
    source.play(stepsEvent(11, 11));
    expect(events).toMatchObject([{ kind: 'delta', afterStep: 10 }]);
  });

  it('asks for a snapshot after a gap, and goes on from there', async () => {
    await ready();
    source.play(stepsEvent(1, 5));
    events.length = 0;
    const snapshot = await host.call('snapshot', {});
    expect(snapshot.steps.step).toHaveLength(5);
    clock.advance(100);
    source.play(stepsEvent(6, 7));
    expect(events).toMatchObject([{ kind: 'delta', afterStep: 5 }]);
  });

  it('gets a snapshot of another run, of a rewritten one, and of none', async () => {
    await ready();
    source.run = newRecord();
    source.play(stepsEvent(1, 2));
    clock.advance(100);
    source.run.prependHistory({
      steps: source.run.series.columns(),
      epochs: [epochMetrics(1)],
      latest: null,
    });
    source.tell();
    clock.advance(100);
    source.run = null;
    source.tell();
    clock.advance(100);
    source.tell();
    clock.advance(100);
    expect(events.map(({ kind }) => kind)).toEqual(['snapshot', 'snapshot', 'snapshot']);
    expect(events.at(-1)).toMatchObject({ status: null, epochs: [] });
  });

  it('shows another source at once, and no longer listens to the first', async () => {
    await ready();
    const other = createPlayedSource(newRecord());
    other.play(stepsEvent(1, 3));
    session.show(other);
    expect(events).toMatchObject([{ kind: 'snapshot', status: { step: 3 } }]);
    source.play(stepsEvent(1, 9));
    clock.advance(1000);
    expect(events).toHaveLength(1);
    session.dispose();
    other.play(stepsEvent(4, 4));
    clock.advance(1000);
    expect(events).toHaveLength(1);
  });

  it('brings a tab to the front, also one chosen before the page was there', async () => {
    session.showTab('puzzles');
    expect(events).toEqual([]);
    expect((await ready()).tab).toBe('puzzles');
    session.showTab('run');
    expect(events).toEqual([{ kind: 'showTab', tab: 'run' }]);
    expect((await ready()).tab).toBeNull();
  });

  it('has its requests answered for the run that is shown', async () => {
    await host.call('steer', { action: 'pause', id: 'run-1' });
    await host.call('openImage', { folder: null, path: 'a/b.png' });
    await host.call('copyText', { text: 'a,b' });
    await expect(
      host.call('saveFile', { kind: 'svg', name: 'Loss', text: '<svg/>' }),
    ).resolves.toEqual({ savedAs: 'Loss.svg' });
    await host.call('revealRunFolder', {});
    await host.call('writeReport', {});
    await host.call('showLog', {});
    await host.call('showTraining', {});
    await host.call('chooseRun', {});
    expect(done).toEqual([
      `pause ${runFolder}`,
      `open ${images}/a/b.png`,
      'copy a,b',
      `save Loss as svg of ${images}`,
      `reveal ${runFolder}`,
      `report ${runFolder}`,
      'log',
      'training',
      'choose',
    ]);
    expect(await host.call('readPermutations', {})).toEqual({ permutationSet: null });
    expect(await host.call('readEvaluations', {})).toEqual({ evaluations: [] });
    await expect(host.call('readSamples', { epoch: 1 })).rejects.toThrow('No readSamples');
  });

  it('brings a comparison to the front once the page is there, of no more runs than it shows', async () => {
    const many = Array.from({ length: 10 }, (_, k) => `/${k}`);
    session.compare(many);
    const { compare } = await ready();
    expect(compare).toEqual(many.slice(0, 8));
    session.compare(['/a']);
    expect(events).toEqual([{ kind: 'compare', runFolders: ['/a'] }]);
    expect((await ready()).compare).toBeNull();
  });

  it('compares runs beside the one that is shown', async () => {
    expect(await host.call('listRuns', {})).toEqual({ groups: [] });
    expect(await host.call('chooseRunFolder', {})).toEqual({ runFolder: '/chosen/run' });
    expect(done).toEqual(['choose folder: Choose a run folder to compare', 'add /chosen']);
    await expect(host.call('compareRuns', { runFolders: ['/a', '/b'] })).rejects.toThrow(
      `/a,/b beside ${runFolder}`,
    );
    const tooMany = Array.from({ length: 9 }, (_, k) => `/${k}`);
    await expect(host.call('compareRuns', { runFolders: tooMany })).rejects.toThrow();
  });

  it('steers no run but the one that the page shows', async () => {
    await expect(host.call('steer', { action: 'stop', id: 'run-0' })).rejects.toThrow(
      'Another run has taken the place of this one',
    );
    expect(done).toEqual([]);
  });

  it.each(['../secret.png', '/etc/passwd', 'a/../../x', '.'])(
    'does not open %s outside the folder',
    async (path) => {
      await expect(host.call('openImage', { folder: null, path })).rejects.toThrow(
        'is not in the folder',
      );
      expect(done).toEqual([]);
    },
  );

  it('opens a file whose name only begins like a way out', async () => {
    await host.call('openImage', { folder: null, path: '..cat.png' });
    expect(done).toEqual([`open ${images}/..cat.png`]);
  });

  it('has the user choose a path', async () => {
    const answer = await host.call('choosePath', { kind: 'folder', title: 'Which?' });
    expect(answer).toEqual({ path: '/chosen' });
    expect(done).toEqual(['choose folder: Which?']);
  });

  describe('analyses', () => {
    const search: AnalysisRequest = {
      name: 'findNearDuplicates',
      params: { folder: '/images/dogs', block: null, threshold: 0.9 },
    };
    const told = (): LabEvent[] => events.filter(({ kind }) => kind === 'analyses');

    it('are started for the run that is shown, told of and handed out', async () => {
      expect((await ready()).analyses).toEqual([]);
      await host.call('startAnalysis', search);
      await settle();
      const call = engines.last().waiting('findNearDuplicates');
      expect(call.params).toEqual({ ...search.params, runFolder, workers: 2 });
      expect(await host.call('readAnalysis', { name: 'findNearDuplicates' })).toEqual({
        outcome: null,
      });
      call.resolve({
        kind: 'search',
        mode: 'nearDuplicates',
        threshold: 0.9,
        block: 'block6',
        searched: 5,
        groups: [],
      });
      await settle();
      clock.advance(analysesEveryMs);
      expect(told().at(-1)).toMatchObject({
        analyses: [{ name: 'findNearDuplicates', phase: 'done', folder: '/images/dogs' }],
      });
      const { outcome } = await host.call('readAnalysis', { name: 'findNearDuplicates' });
      expect(outcome).toMatchObject({ ...search, result: { searched: 5 } });
    });

    it('are told of ten times a second at most, and not to a hidden page', async () => {
      await ready();
      await host.call('startAnalysis', search);
      await settle();
      const before = told().length;
      for (let image = 0; image < 50; image++) {
        engines.last().emit({ kind: 'dataProgress', phase: 'features', done: image, total: 50 });
      }
      clock.advance(analysesEveryMs);
      expect(told().length).toBe(before + 1);
      session.setVisible(false);
      engines.last().emit({ kind: 'dataProgress', phase: 'compare', done: 1, total: 2 });
      clock.advance(analysesEveryMs);
      expect(told().length).toBe(before + 1);
      session.setVisible(true);
      expect(told().at(-1)).toMatchObject({ analyses: [{ progress: { stage: 'compare' } }] });
    });

    it('make their folders known: of others nothing is opened or read', async () => {
      await ready();
      const folder = '/images/dogs';
      const thumbnails = { folder, paths: ['a.png'], sidePx: 64 };
      await expect(host.call('openImage', { folder, path: 'a.png' })).rejects.toThrow(
        'No analysis of this run is about the folder /images/dogs.',
      );
      await expect(host.call('readThumbnails', thumbnails)).rejects.toThrow('No analysis');
      await expect(host.call('revealFolder', { folder })).rejects.toThrow('No analysis');
      await host.call('startAnalysis', search);
      await host.call('openImage', { folder, path: 'a.png' });
      await host.call('revealFolder', { folder });
      expect(done).toEqual(['open /images/dogs/a.png', 'reveal /images/dogs']);
      expect(await host.call('readThumbnails', thumbnails)).toEqual({ photos: [] });
      await expect(host.call('openImage', { folder, path: '../b.png' })).rejects.toThrow(
        'is not in the folder',
      );
    });

    it('of another run are not those of the run that is shown', async () => {
      await ready();
      await host.call('startAnalysis', search);
      clock.advance(analysesEveryMs);
      session.show(createPlayedSource(null));
      clock.advance(analysesEveryMs);
      expect(told().at(-1)).toEqual({ kind: 'analyses', analyses: [] });
      await expect(host.call('startAnalysis', search)).rejects.toThrow('no run to show');
    });
  });

  it('answers a page of another version in words', async () => {
    await expect(host.call('readSamples', { epoch: -1 })).rejects.toMatchObject({
      code: 'badMessage',
      message: 'The extension was updated. Reload the window to go on.',
    });
  });

  it('says what cannot be shown, and tries again', async () => {
    const retry = vi.fn(async () => Promise.reject(new SpokenError('The disk is gone.')));
    await ready();
    source.run?.tellProblem({ text: 'The curves have a gap.', retry });
    source.tell();
    clock.advance(100);
    await settle();
    expect(events.at(-1)).toMatchObject({ kind: 'delta', problem: 'The curves have a gap.' });
    await expect(host.call('retry', {})).rejects.toThrow('The disk is gone.');
    session.show({
      ...createPlayedSource(null),
      problem: { text: 'The run cannot be read.', retry: async () => Promise.resolve() },
    });
    await settle();
    const problem = 'The run cannot be read.';
    expect(events.at(-1)).toMatchObject({ kind: 'snapshot', status: null, problem });
    await expect(host.call('retry', {})).resolves.toEqual({});
  });

  it('says that there is no run, or no folder yet', async () => {
    source.run = createRunRecord(newRunStatus('run-1', images, config, 'preparing'));
    await expect(host.call('describeImages', {})).rejects.toThrow('has no folder yet');
    source.run = null;
    await expect(host.call('steer', { action: 'stop', id: 'run-1' })).rejects.toThrow(
      'no run to show',
    );
  });
});
