/** A Lab's analyses: answers its requests and tells how far they are while it can be seen. */
import type { AnalysisState } from '../protocol/analysis.js';
import type { EngineClient } from '../protocol/engineProtocol.js';
import type { LabEvent, LabRequests } from '../protocol/labProtocol.js';
import type { Handlers } from '../protocol/rpc.js';
import type { Analyses } from './analyses.js';
import type { Clock, Subscription, Words } from './outside.js';
import { SpokenError } from './spokenError.js';
import { createThrottle } from './throttle.js';

/** Shortest time between two messages. */
export const analysesEveryMs = 100;

export interface AnalysisSessionOptions {
  readonly analyses: Analyses;
  readonly clock: Clock;
  readonly reader: EngineClient;
  readonly words: Words;
  /** The run folder that is shown, or null. */
  readonly runFolder: () => string | null;
  /** The same. @throws SpokenError where there is none */
  readonly shownFolder: () => string;
  readonly send: (event: LabEvent) => void;
}

export interface AnalysisSession extends Subscription {
  readonly handlers: Pick<
    Handlers<LabRequests>,
    'startAnalysis' | 'stopAnalysis' | 'readAnalysis' | 'readThumbnails'
  >;
  /** Those of the run that is shown; what is told later follows them. */
  takeStates(): AnalysisState[];
  /** Starts telling with what there is, or falls silent. */
  setListening(isListening: boolean): void;
  /** Tells what there is, if it may. */
  tell(): void;
  /** @throws SpokenError when no analysis of the run is about the folder: pages name only what they were told */
  requireKnown(folder: string): void;
}

export const serveAnalyses = (options: AnalysisSessionOptions): AnalysisSession => {
  const { analyses, clock, reader, words, runFolder, shownFolder } = options;
  let subscription: Subscription | null = null;
  /** What the page was told last. */
  let told: readonly AnalysisState[] = [];

  const states = (): AnalysisState[] => {
    const folder = runFolder();
    return folder === null ? [] : analyses.statesOf(folder);
  };
  const news = createThrottle(clock, analysesEveryMs, () => {
    const before = told;
    const now = states();
    if (now.length === before.length && now.every((state, at) => state === before[at])) return;
    told = now;
    options.send({ kind: 'analyses', analyses: now });
  });
  const fallSilent = (): void => {
    subscription?.dispose();
    subscription = null;
    news.cancel();
  };
  const requireKnown = (folder: string): void => {
    if (analyses.isAbout(shownFolder(), folder)) return;
    throw new SpokenError(words.t('No analysis of this run is about the folder {0}.', folder));
  };
  const tell = (): void => {
    if (subscription !== null) news.request();
  };

  return {
    takeStates: () => {
      const now = states();
      told = now;
      return now;
    },
    requireKnown,
    tell,
    handlers: {
      startAnalysis: (request) =>
        Promise.resolve().then(() => {
          analyses.start(shownFolder(), request);
          return {};
        }),
      stopAnalysis: async ({ name }) => {
        await analyses.stop(shownFolder(), name);
        return {};
      },
      readAnalysis: ({ name }) =>
        Promise.resolve().then(() => ({ outcome: analyses.outcomeOf(shownFolder(), name) })),
      readThumbnails: async (params) => {
        requireKnown(params.folder);
        return reader.call('readThumbnails', params);
      },
    },
    setListening: (isListening) => {
      if (!isListening) fallSilent();
      else if (subscription === null) {
        subscription = analyses.onChange(tell);
        tell();
      }
    },
    dispose: () => {
      fallSilent();
      news.dispose();
    },
  };
};
