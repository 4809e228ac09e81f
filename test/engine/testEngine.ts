/** The built engine in its own process, as the command line starts it, with everything that it says. */
import { fileURLToPath } from 'node:url';

import { startEngine, type ChildEnd } from '../../src/launcher/engineProcess.js';
import type { EngineEvent } from '../../src/protocol/engineEvents.js';
import type { EngineClient } from '../../src/protocol/engineProtocol.js';

export type EventOf<K extends EngineEvent['kind']> = Extract<EngineEvent, { kind: K }>;

export interface TestEngine {
  readonly client: EngineClient;
  /** All events so far. */
  readonly events: readonly EngineEvent[];
  readonly stopped: Promise<ChildEnd>;
  /** The events of a kind so far. */
  readonly eventsOf: <K extends EngineEvent['kind']>(kind: K) => EventOf<K>[];
  /**
   * The first event of a kind that fits, past or to come.
   * @throws Error when the engine ends without one
   */
  readonly waitFor: <K extends EngineEvent['kind']>(
    kind: K,
    fits?: (event: EventOf<K>) => boolean,
  ) => Promise<EventOf<K>>;
  /** Resolves once a training step has been reported. */
  readonly waitForStep: (step: number) => Promise<void>;
  /** Lets go of the engine as a parent does that ends; it is killed if it does not end by itself. */
  readonly letGo: () => Promise<void>;
  /** `kill -9` */
  readonly kill: () => Promise<void>;
}

export const enginePath = fileURLToPath(new URL('../../dist/engine.js', import.meta.url));

/** How long an engine may take to save and end. */
const graceMs = 5000;

export const startTestEngine = (): TestEngine => {
  const events: EngineEvent[] = [];
  const listeners = new Set<() => void>();
  const engine = startEngine({
    enginePath,
    onEvent: (event) => {
      events.push(event);
      for (const listener of [...listeners]) listener();
    },
    onLog: () => undefined,
  });
  const eventsOf = <K extends EngineEvent['kind']>(kind: K): EventOf<K>[] =>
    events.filter((event): event is EventOf<K> => event.kind === kind);

  const waitFor = <K extends EngineEvent['kind']>(
    kind: K,
    fits: (event: EventOf<K>) => boolean = () => true,
  ): Promise<EventOf<K>> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        const found = eventsOf(kind).find(fits);
        if (found === undefined) return;
        listeners.delete(look);
        resolve(found);
      };
      listeners.add(look);
      look();
      void engine.stopped.then(() => {
        reject(new Error(`The engine ended without the ${kind} that was waited for.`));
      });
    });

  return {
    client: engine.client,
    events,
    stopped: engine.stopped,
    eventsOf,
    waitFor,
    waitForStep: async (step) => {
      await waitFor('steps', ({ steps }) => steps.some((one) => one.step >= step));
    },
    letGo: () => engine.stop(graceMs),
    kill: () => engine.stop(0),
  };
};

/** Runs `body` with an engine of its own. */
export const withEngine = async <R>(body: (engine: TestEngine) => Promise<R>): Promise<R> => {
  const engine = startTestEngine();
  try {
    return await body(engine);
  } finally {
    await engine.kill();
  }
};
