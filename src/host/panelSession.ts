/** The host's side of one Lab: answers its requests and keeps it up to date while it can be seen. */
import {
  labRequests,
  type LabEvent,
  type LabRequests,
  type LabTab,
} from '../protocol/labProtocol.js';
import type { Steer } from '../protocol/panelProtocol.js';
import type { RunStatus } from '../protocol/runStatus.js';
import type { EngineClient } from '../protocol/engineProtocol.js';
import { createEventSender, serveRequests, type Params, type Port } from '../protocol/rpc.js';
import { mostCompared } from '../protocol/runListing.js';
import type { SavedFile } from '../protocol/savedFile.js';
import type { Analyses } from './analyses.js';
import { serveAnalyses } from './analysisSession.js';
import { createErrorDescriber } from './describeError.js';
import { greet } from './greeting.js';
import { imageInside } from './imageInside.js';
import type { ImageMover } from './moveImages.js';
import { refuseOtherRun } from './otherRun.js';
import type { Clock, Logger, Words } from './outside.js';
import { createRunFeed } from './runFeed.js';
import type { RunComparison } from './runComparison.js';
import type { RunSource } from './runSource.js';
import { SpokenError } from './spokenError.js';

/** What the user is to choose. */
export type PathKind = Params<LabRequests, 'choosePath'>['kind'];

/** What the Lab asks of the editor. What they throw is told to the user by the Lab. */
export interface LabActions {
  steer(action: Steer, run: RunStatus): Promise<void>;
  /** @param file absolute path, inside the run's folder of images */
  openImage(file: string): Promise<void>;
  /** @param files absolute paths; each gets an editor that stays */
  openImages(files: readonly string[]): Promise<void>;
  /** See `ImageMover`. */
  moveImages: ImageMover['move'];
  moveImagesBack: ImageMover['moveBack'];
  copyText(text: string): Promise<void>;
  /** Asks where to save a file of a run. @returns its name, or null where the user closed the dialog */
  saveFile(file: SavedFile, run: RunStatus): Promise<string | null>;
  revealFolder(folder: string): Promise<void>;
  writeReport(runFolder: string): Promise<void>;
  showLog(): void;
  showTraining(): Promise<void>;
  chooseRun(): Promise<void>;
  /** @returns an absolute path, or null when the user chose nothing */
  choosePath(kind: PathKind, title: string): Promise<string | null>;
}

export interface LabSessionOptions {
  readonly port: Port;
  readonly source: RunSource;
  readonly clock: Clock;
  readonly logger: Logger;
  /** The reader. */
  readonly reader: EngineClient;
  readonly analyses: Analyses;
  readonly comparison: RunComparison;
  readonly actions: LabActions;
  readonly words: Words;
  /** Translations of the pages by their English text; empty in English. */
  readonly translations: Readonly<Record<string, string>>;
  /** True where a hidden page is thrown away: it says `ready` again when it is back, and is told nothing before. */
  readonly reloadsWhenShown: boolean;
}

export interface LabSession {
  /** Whether the user can see the page. True at first. */
  setVisible(isVisible: boolean): void;
  /** Brings a tab to the front, once the page is there. */
  showTab(tab: LabTab): void;
  /** Brings the comparison to the front with runs chosen, once the page is there. */
  compare(runFolders: readonly string[]): void;
  /** Shows another run. */
  show(source: RunSource): void;
  dispose(): void;
}

export const createLabSession = (options: LabSessionOptions): LabSession => {
  const { actions, reader, words } = options;
  const { t } = words;
  const sendEvent = createEventSender<LabEvent>(options.port);
  const feed = createRunFeed(options.source, options.clock, sendEvent);
  let isReady = false;
  let isVisible = true;
  let pendingTab: LabTab | null = null;
  let pendingRuns: string[] | null = null;

  const shownRun = (): RunStatus => {
    const run = feed.run;
    if (run === null) throw new SpokenError(t('There is no run to show.'));
    return run.status;
  };
  const shownFolder = (): string => {
    const { runFolder } = shownRun();
    if (runFolder === null) {
      throw new SpokenError(t('The run has no folder yet; try again when training has begun.'));
    }
    return runFolder;
  };

  const analyses = serveAnalyses({
    ...options,
    runFolder: () => feed.run?.status.runFolder ?? null,
    shownFolder,
    send: sendEvent,
  });

  serveRequests(
    labRequests,
    options.port,
    {
      ready: ({ protocolVersion }) =>
        Promise.resolve().then(() => {
          const greeting = greet(protocolVersion, words, options.translations);
          const tab = pendingTab;
          const compare = pendingRuns;
          pendingTab = null;
          pendingRuns = null;
          isReady = true;
          const snapshot = feed.takeSnapshot();
          if (isVisible) {
            feed.setListening(true);
            analyses.setListening(true);
          }
          return { ...greeting, snapshot, analyses: analyses.takeStates(), tab, compare };
        }),
      snapshot: () => Promise.resolve(feed.takeSnapshot()),
      retry: async () => {
        await feed.problem?.retry();
        return {};
      },
      steer: async ({ action, id }) => {
        const run = shownRun();
        refuseOtherRun(id, run.id, t);
        await actions.steer(action, run);
        return {};
      },
      readSamples: async ({ epoch }) =>
        reader.call('readSamples', { runFolder: shownFolder(), epoch }),
      readPhotos: async (params) =>
        reader.call('readPhotos', { runFolder: shownFolder(), ...params }),
      readPermutations: async () => reader.call('readPermutations', { runFolder: shownFolder() }),
      describeImages: async () => reader.call('describeImages', { runFolder: shownFolder() }),
      readEvaluations: async () => reader.call('readEvaluations', { runFolder: shownFolder() }),
      ...analyses.handlers,
      openImage: async ({ folder, path }) => {
        if (folder !== null) analyses.requireKnown(folder);
        await actions.openImage(imageInside(folder ?? shownRun().folder, path, t));
        return {};
      },
      openImages: async ({ folder, paths }) => {
        analyses.requireKnown(folder);
        await actions.openImages(paths.map((path) => imageInside(folder, path, t)));
        return {};
      },
      moveImages: async ({ folder, paths }) => {
        analyses.requireKnown(folder);
        return { outcome: await actions.moveImages(folder, paths) };
      },
      moveImagesBack: async () => ({ outcome: await actions.moveImagesBack() }),
      choosePath: async ({ kind, title }) => ({ path: await actions.choosePath(kind, title) }),
      listRuns: async () => ({ groups: await options.comparison.list() }),
      chooseRunFolder: async () => {
        const chosen = await actions.choosePath('folder', t('Choose a run folder to compare'));
        return { runFolder: chosen === null ? null : await options.comparison.add(chosen) };
      },
      compareRuns: async ({ runFolders }) =>
        options.comparison.compare(runFolders, feed.run?.status.runFolder ?? null),
      copyText: async ({ text }) => {
        await actions.copyText(text);
        return {};
      },
      saveFile: async (file) => ({ savedAs: await actions.saveFile(file, shownRun()) }),
      revealRunFolder: async () => {
        await actions.revealFolder(shownFolder());
        return {};
      },
      revealFolder: async ({ folder }) => {
        analyses.requireKnown(folder);
        await actions.revealFolder(folder);
        return {};
      },
      writeReport: async () => {
        await actions.writeReport(shownFolder());
        return {};
      },
      showLog: () => {
        actions.showLog();
        return Promise.resolve({});
      },
      showTraining: async () => {
        await actions.showTraining();
        return {};
      },
      chooseRun: async () => {
        await actions.chooseRun();
        return {};
      },
    },
    createErrorDescriber(words, options.logger),
  );

  return {
    setVisible: (visible) => {
      if (visible === isVisible) return;
      isVisible = visible;
      if (!visible && options.reloadsWhenShown) isReady = false;
      feed.setListening(visible && isReady);
      analyses.setListening(visible && isReady);
    },
    showTab: (tab) => {
      if (isReady && isVisible) sendEvent({ kind: 'showTab', tab });
      else pendingTab = tab;
    },
    compare: (runFolders) => {
      const named = runFolders.slice(0, mostCompared);
      if (isReady && isVisible) sendEvent({ kind: 'compare', runFolders: named });
      else pendingRuns = named;
    },
    show: (source) => {
      feed.show(source);
      analyses.tell();
    },
    dispose: () => {
      feed.dispose();
      analyses.dispose();
    },
  };
};
