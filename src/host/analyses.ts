/**
 * What the Lab has the engine do with trained runs. One analysis is done at a time, in an engine of
 * their own, so that looking things up goes on beside it; the others wait. Outcomes stay here, the last
 * one of each name and run, for as long as the window is open.
 */
import { resolve } from 'node:path';

import type {
  AnalysisName,
  AnalysisOutcome,
  AnalysisRequest,
  AnalysisState,
} from '../protocol/analysis.js';
import type { EngineEvent } from '../protocol/engineEvents.js';
import type { Translate } from '../protocol/sentence.js';
import { callAnalysis, foldersOf } from './callAnalysis.js';
import { createEmitter } from './emitter.js';
import type { Subscription } from './outside.js';
import type { ReaderEngine } from './readerEngine.js';
import { SpokenError } from './spokenError.js';
import { createTurns } from './turns.js';

/** Warnings that are kept of one analysis. */
const mostWarnings = 20;
/** Runs whose outcomes are kept, those looked at last: an outcome may hold thousands of images. */
const mostRuns = 8;

export interface Analyses {
  /** Starts an analysis of a run, or has it wait for the one before. @throws SpokenError when one of this name is not over */
  start(runFolder: string, request: AnalysisRequest): void;
  /** Ends an analysis that waits or runs; nothing happens when there is none. */
  stop(runFolder: string, name: AnalysisName): Promise<void>;
  /** The last of each name. */
  statesOf(runFolder: string): AnalysisState[];
  outcomeOf(runFolder: string, name: AnalysisName): AnalysisOutcome | null;
  /** Whether an analysis of the run had to do with the folder: read it, wrote it, or took an image from it. */
  isAbout(runFolder: string, folder: string): boolean;
  /** Tells that states have changed, as often as the engine reports. */
  onChange(listener: () => void): Subscription;
}

export interface AnalysesOptions {
  /** An engine of their own. */
  readonly engine: Pick<ReaderEngine, 'client' | 'onEvent'>;
  /** Threads that read images. */
  readonly workers: () => number;
  /** Turns what was thrown into a sentence for the user, and logs what nobody expected. */
  readonly describeError: (error: unknown) => string;
  readonly t: Translate;
}

/** The last analysis of a name. */
interface Entry {
  /** Absolute paths. */
  readonly folders: readonly string[];
  state: AnalysisState;
  outcome: AnalysisOutcome | null;
}

const isOver = ({ phase }: AnalysisState): boolean => phase !== 'waiting' && phase !== 'running';

/** The state after what the engine reports; the same one when that is about something else. */
const afterEvent = (state: AnalysisState, event: EngineEvent): AnalysisState => {
  switch (event.kind) {
    case 'dataProgress':
    case 'evaluationProgress': {
      const { phase: stage, done, total } = event;
      return { ...state, progress: { stage, done, total } };
    }
    case 'imageSkipped':
      return { ...state, skippedImages: state.skippedImages + 1 };
    case 'warning':
      return { ...state, warnings: [...state.warnings, event.message].slice(0, mostWarnings) };
    default:
      return state;
  }
};

export const createAnalyses = (options: AnalysesOptions): Analyses => {
  const { engine, workers, describeError, t } = options;
  const changes = createEmitter<undefined>();
  const takeTurn = createTurns();
  const runs = new Map<string, Map<AnalysisName, Entry>>();
  const stopAsked = new WeakSet<Entry>();
  let started = 0;

  const entriesOf = (runFolder: string): Map<AnalysisName, Entry> => {
    const entries = runs.get(runFolder) ?? new Map<AnalysisName, Entry>();
    // The run that was looked at last is the last one in the map.
    runs.delete(runFolder);
    runs.set(runFolder, entries);
    const idle = [...runs].filter(([, all]) =>
      [...all.values()].every(({ state }) => isOver(state)),
    );
    for (const [folder] of idle.slice(0, Math.max(0, runs.size - mostRuns))) runs.delete(folder);
    return entries;
  };
  const update = (entry: Entry, changed: Partial<AnalysisState>): void => {
    entry.state = { ...entry.state, ...changed };
    changes.emit(undefined);
  };

  const perform = async (
    runFolder: string,
    request: AnalysisRequest,
    entry: Entry,
  ): Promise<void> => {
    if (stopAsked.has(entry)) return;
    update(entry, { phase: 'running' });
    const events = engine.onEvent((event) => {
      const state = afterEvent(entry.state, event);
      if (state !== entry.state) update(entry, state);
    });
    try {
      const own = { runFolder, workers: workers() };
      entry.outcome = await callAnalysis(engine.client, request, own);
      update(entry, { phase: 'done' });
    } catch (error) {
      if (stopAsked.has(entry)) update(entry, { phase: 'stopped' });
      else update(entry, { phase: 'failed', problem: describeError(error) });
    } finally {
      events.dispose();
    }
  };

  return {
    start: (runFolder, request) => {
      const { name } = request;
      const entries = entriesOf(runFolder);
      const earlier = entries.get(name);
      if (earlier !== undefined && !isOver(earlier.state)) {
        throw new SpokenError(t('This is being done already; wait for it to end, or stop it.'));
      }
      started += 1;
      const folders = foldersOf(request, runFolder);
      const entry: Entry = {
        folders: folders.map((folder) => resolve(folder)),
        state: {
          name,
          number: started,
          phase: 'waiting',
          folder: folders[0],
          progress: null,
          skippedImages: 0,
          warnings: [],
          problem: null,
        },
        outcome: null,
      };
      entries.set(name, entry);
      changes.emit(undefined);
      void takeTurn(() => perform(runFolder, request, entry));
    },
    stop: async (runFolder, name) => {
      const entry = runs.get(runFolder)?.get(name);
      if (entry === undefined || isOver(entry.state)) return;
      stopAsked.add(entry);
      if (entry.state.phase === 'waiting') update(entry, { phase: 'stopped' });
      else await engine.client.call('stop', { outcome: 'stopped' });
    },
    statesOf: (runFolder) => [...(runs.get(runFolder)?.values() ?? [])].map(({ state }) => state),
    outcomeOf: (runFolder, name) => runs.get(runFolder)?.get(name)?.outcome ?? null,
    isAbout: (runFolder, folder) =>
      [...(runs.get(runFolder)?.values() ?? [])].some(({ folders }) =>
        folders.includes(resolve(folder)),
      ),
    onChange: (listener) => changes.on(() => listener()),
  };
};
