/** A host of the Training view that a test plays. */
import { defaultDataConfig } from '../../src/protocol/defaultConfig.js';
import { panelProtocolVersion } from '../../src/protocol/panelProtocol.js';
import {
  trainingRequests,
  type TrainingEvent,
  type TrainingRequests,
  type TrainingState,
} from '../../src/protocol/trainingProtocol.js';
import {
  createEventSender,
  serveRequests,
  type Handlers,
  type Port,
} from '../../src/protocol/rpc.js';

export const makeState = (changes: Partial<TrainingState> = {}): TrainingState => ({
  kind: 'state',
  folders: [
    { path: '/home/me/photos', label: 'photos', kind: 'workspace' },
    { path: '/mnt/archive/cats', label: 'cats', kind: 'recent' },
  ],
  chosen: null,
  obstacle: null,
  queue: [],
  isQueueHeld: false,
  run: null,
  speeds: [],
  data: defaultDataConfig,
  precision: 'auto',
  isFirstRun: false,
  ...changes,
});

export interface TrainingHost {
  readonly connect: (port: Port) => void;
  /** Requests in order, but for `ready` and `checkFolder`. */
  readonly asked: readonly { readonly name: string; readonly params: unknown }[];
  send(event: TrainingEvent): void;
}

/** @param answers what the host answers; all requests but `ready` and `checkFolder` do nothing */
export const playTrainingHost = (
  state: TrainingState,
  answers: Partial<Handlers<TrainingRequests>> = {},
): TrainingHost => {
  const asked: { name: string; params: unknown }[] = [];
  const sender: { send: (event: TrainingEvent) => void } = { send: () => undefined };
  const note =
    (name: string) =>
    async (params: unknown): Promise<Record<string, never>> => {
      asked.push({ name, params });
      return Promise.resolve({});
    };
  const handlers: Handlers<TrainingRequests> = {
    ready: async () =>
      Promise.resolve({
        protocolVersion: panelProtocolVersion,
        language: 'en',
        translations: {},
        state,
      }),
    checkFolder: async () => Promise.resolve({ images: 1000, problem: null }),
    browseFolder: note('browseFolder'),
    measureSpeed: note('measureSpeed'),
    start: note('start'),
    steer: note('steer'),
    moveQueued: note('moveQueued'),
    removeQueued: note('removeQueued'),
    startNext: note('startNext'),
    openLab: note('openLab'),
    createSampleFolder: note('createSampleFolder'),
    preview: note('preview'),
    ...answers,
  };
  return {
    asked,
    connect: (port) => {
      sender.send = createEventSender<TrainingEvent>(port);
      serveRequests(trainingRequests, port, handlers, (error) => ({
        code: 'refused',
        message: error instanceof Error ? error.message : String(error),
      }));
    },
    send: (event) => sender.send(event),
  };
};
