/** The host's side of the Training view: its state as a whole, and the run in small portions. */
import type { Steer } from '../protocol/panelProtocol.js';
import type { RunStatus } from '../protocol/runStatus.js';
import {
  trainingRequests,
  type TrainingEvent,
  type TrainingRequests,
  type TrainingState,
} from '../protocol/trainingProtocol.js';
import {
  createEventSender,
  serveRequests,
  type Params,
  type Port,
  type Result,
} from '../protocol/rpc.js';
import type { RunConfig } from '../protocol/run.js';
import { createErrorDescriber } from './describeError.js';
import { greet } from './greeting.js';
import type { LiveRun } from './liveRun.js';
import type { Clock, Logger, Subscription, Words } from './outside.js';
import { refuseOtherRun } from './otherRun.js';
import type { SpeedBook } from './speedBook.js';
import { SpokenError } from './spokenError.js';
import { createThrottle } from './throttle.js';
import type { Trainer } from './trainer.js';
import { refuse } from './workspaceGuard.js';

/** Shortest time between two messages. */
export const progressEveryMs = 100;

/** What of the state the editor knows: folders, settings, trust. */
export type Surroundings = Omit<TrainingState, 'kind' | 'queue' | 'isQueueHeld' | 'run' | 'speeds'>;

/** What the view asks of the editor. What they throw is told to the user by the view. */
export interface TrainingActions {
  browseFolder(): Promise<void>;
  checkFolder(folder: string): Promise<Result<TrainingRequests, 'checkFolder'>>;
  /** Starts a run with the user's settings about where runs are kept. */
  start(folder: string, config: RunConfig): Promise<void>;
  steer(action: Steer, run: RunStatus): Promise<void>;
  /** Starts the next queued run after the queue was held. */
  startNext(): void;
  openLab(): Promise<void>;
  createSampleFolder(): Promise<void>;
  preview(params: Params<TrainingRequests, 'preview'>): Promise<void>;
}

export interface TrainingSessionOptions {
  readonly port: Port;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly trainer: Trainer;
  readonly speeds: SpeedBook;
  readonly surroundings: () => Surroundings;
  readonly onSurroundingsChange: (listener: () => void) => Subscription;
  readonly actions: TrainingActions;
  readonly words: Words;
  /** Translations of the pages by their English text; empty in English. */
  readonly translations: Readonly<Record<string, string>>;
  /** True where a hidden page is thrown away: it says `ready` again when it is back, and is told nothing before. */
  readonly reloadsWhenShown: boolean;
}

export interface TrainingSession {
  /** Whether the user can see the view. True at first. */
  setVisible(isVisible: boolean): void;
  dispose(): void;
}

/** What must be the same for a progress message to do. */
interface Told {
  readonly run: LiveRun | null;
  readonly queue: Trainer['queue'];
  readonly isBusy: boolean;
  readonly isQueueHeld: boolean;
}

export const createTrainingSession = (options: TrainingSessionOptions): TrainingSession => {
  const { trainer, actions, words } = options;
  const sendEvent = createEventSender<TrainingEvent>(options.port);
  let told: Told | null = null;
  let isReady = false;
  let isVisible = true;

  const lookAround = (): Told => ({
    run: trainer.current,
    queue: trainer.queue,
    isBusy: trainer.isBusy,
    isQueueHeld: trainer.isQueueHeld,
  });
  const takeState = (): TrainingState => {
    told = lookAround();
    return {
      kind: 'state',
      ...options.surroundings(),
      queue: [...told.queue],
      isQueueHeld: told.isQueueHeld,
      run: told.run?.status ?? null,
      speeds: [...options.speeds.all()],
    };
  };

  const sendNews = (): void => {
    const now = lookAround();
    const isSame =
      told?.run === now.run &&
      told.queue === now.queue &&
      told.isBusy === now.isBusy &&
      told.isQueueHeld === now.isQueueHeld;
    if (!isSame) sendEvent(takeState());
    if (now.run !== null) {
      const curve = now.run.smallCurve.columns();
      sendEvent({ kind: 'progress', run: now.run.status, curve });
    }
  };
  const news = createThrottle(options.clock, progressEveryMs, sendNews);

  const isListening = (): boolean => isReady && isVisible;
  const tellState = (): void => {
    if (!isListening()) return;
    told = null;
    news.request();
  };
  const subscriptions = [
    trainer.onChange(() => {
      if (isListening()) news.request();
    }),
    options.speeds.onChange(tellState),
    options.onSurroundingsChange(tellState),
  ];

  const refuseIfObstructed = (): void => refuse(options.surroundings().obstacle);
  const done = async (work: () => Promise<void> | void): Promise<Record<string, never>> => {
    await work();
    return {};
  };

  serveRequests(
    trainingRequests,
    options.port,
    {
      ready: ({ protocolVersion }) =>
        Promise.resolve().then(() => {
          const greeting = greet(protocolVersion, words, options.translations);
          isReady = true;
          const state = takeState();
          // The small curve comes after the answer, with the first progress.
          options.clock.after(0, () => {
            if (isListening()) news.request();
          });
          return { ...greeting, state };
        }),
      browseFolder: () => done(() => actions.browseFolder()),
      checkFolder: ({ folder }) => actions.checkFolder(folder),
      measureSpeed: ({ config }) =>
        done(() => {
          refuseIfObstructed();
          return trainer.measureSpeed(config);
        }),
      start: ({ folder, config }) => done(() => actions.start(folder, config)),
      steer: ({ action, id }) =>
        done(() => {
          const run = trainer.current?.status;
          if (run === undefined) throw new SpokenError(words.t('No run is under way.'));
          refuseOtherRun(id, run.id, words.t);
          return actions.steer(action, run);
        }),
      moveQueued: ({ id, place }) => done(() => trainer.moveQueued(id, place)),
      removeQueued: ({ id }) => done(() => trainer.removeQueued(id)),
      startNext: () => done(() => actions.startNext()),
      openLab: () => done(() => actions.openLab()),
      createSampleFolder: () => done(() => actions.createSampleFolder()),
      preview: (params) => done(() => actions.preview(params)),
    },
    createErrorDescriber(words, options.logger),
  );

  return {
    setVisible: (visible) => {
      if (visible === isVisible) return;
      isVisible = visible;
      if (!visible && options.reloadsWhenShown) isReady = false;
      if (visible) tellState();
      else news.cancel();
    },
    dispose: () => {
      for (const subscription of subscriptions) subscription.dispose();
      news.dispose();
    },
  };
};
