/** A command line without a machine: every part of the outside world is a few lines. */
import type { PathKind } from '../../../src/cli/folders.js';
import type { Colors } from '../../../src/cli/progressText.js';
import { createJsonReporter, createPlainReporter } from '../../../src/cli/reporter.js';
import type { CliContext, Suspension } from '../../../src/cli/cliContext.js';
import type { BackendChoice } from '../../../src/launcher/choice/backendChoice.js';
import type { BackendStart } from '../../../src/launcher/choice/backendStart.js';
import type { BackendTable } from '../../../src/launcher/choice/backendTable.js';
import type { ChildEnd } from '../../../src/launcher/engineProcess.js';
import type { BackendName } from '../../../src/protocol/backend.js';
import type { EngineEvent } from '../../../src/protocol/engineEvents.js';
import { engineService } from '../../../src/protocol/engineProtocol.js';
import { RpcError, connectClient, type Port } from '../../../src/protocol/rpc.js';
import { sentence, type Sentence } from '../../../src/protocol/sentence.js';

const same = (text: string): string => text;
/** No colours. */
export const plain: Colors = { bold: same, dim: same, cyan: same, green: same, yellow: same };

/** What a fake engine does with a call: answers, refuses (RpcError), or leaves it waiting. */
export type Answer = (params: unknown, engine: FakeEngine) => unknown;
export const noAnswer = Symbol('no answer');

export interface FakeEngine {
  emit(event: EngineEvent): void;
  /** Answers an earlier call that was left waiting. */
  answer(name: string, result: unknown): void;
}

export interface FakeCli {
  readonly context: CliContext;
  readonly out: string[];
  readonly errors: string[];
  /** Names and parameters of the calls that reached the engine. */
  readonly calls: { name: string; params: unknown }[];
  /** The grace of each `stop`, in ms. */
  readonly stops: number[];
  readonly benches: (readonly string[])[];
  /** What each engine was started with. */
  readonly starts: (BackendStart | null)[];
  /** How often backends were measured. */
  readonly measurements: () => number;
  readonly suspensions: Suspension[];
  interrupt(): void;
  advanceClock(durationMs: number): void;
}

/** @param answers by request name; a request without one is refused */
export const createFakeCli = (
  answers: Readonly<Record<string, Answer>> = {},
  world: {
    readonly paths?: Readonly<Record<string, PathKind>>;
    readonly benchEnd?: ChildEnd;
    readonly startError?: Error;
    readonly isDebug?: boolean;
    /** What `auto` takes, in its order; WebAssembly by default. */
    readonly order?: readonly BackendName[];
    /** Backends that do not start. */
    /** A backend that never answers. */
    readonly hanging?: BackendName;
    readonly failures?: Partial<Record<BackendName, RpcError>>;
    /** What is known of the machine, and what a measurement finds. */
    readonly table?: BackendTable | null;
    readonly measured?: BackendTable | null;
  } = {},
): FakeCli => {
  const out: string[] = [];
  const errors: string[] = [];
  const calls: { name: string; params: unknown }[] = [];
  const stops: number[] = [];
  const benches: (readonly string[])[] = [];
  const suspensions: Suspension[] = [];
  const starts: (BackendStart | null)[] = [];
  let measurements = 0;
  const listeners = new Set<() => void>();
  let clockMs = 0;
  const writeOut = (line: string): void => {
    out.push(line);
  };

  const startEngine: CliContext['startEngine'] = (start, onEvent) => {
    if (world.startError !== undefined) throw world.startError;
    starts.push(start);
    const waiting = new Map<string, number>();
    let deliver: (message: unknown) => void = () => undefined;
    let close: (reason: Sentence) => void = () => undefined;
    const engine: FakeEngine = {
      emit: (event) => {
        onEvent(event);
      },
      answer: (name, result) => {
        deliver({ kind: 'reply', id: waiting.get(name), reply: { ok: result } });
      },
    };
    const port: Port = {
      onMessage: (listener) => {
        deliver = listener;
      },
      onClose: (listener) => {
        close = listener;
      },
      post: (message) => {
        const { id, name, params } = message as { id: number; name: string; params: unknown };
        if (name === 'describeBackend' && start !== null) {
          if (world.hanging === start.backend) return;
          const failure = world.failures?.[start.backend];
          const reply =
            failure === undefined
              ? { ok: { name: start.backend, device: 'its device', versions: {} } }
              : { err: { code: failure.code, message: failure.message } };
          deliver({ kind: 'reply', id, reply });
          return;
        }
        calls.push({ name, params });
        waiting.set(name, id);
        const refusal = new RpcError('badMessage', `nobody expected ${name}`);
        const result = (answers[name] ?? (() => refusal))(params, engine);
        if (result === noAnswer) return;
        const reply =
          result instanceof RpcError
            ? { err: { code: result.code, message: result.message } }
            : { ok: result };
        deliver({ kind: 'reply', id, reply });
      },
    };
    const client = connectClient(engineService, port, onEvent);
    return {
      client,
      stopped: Promise.resolve({ code: 0, signal: null, killed: false }),
      recentLog: () => [],
      stop: (graceMs) => {
        stops.push(graceMs);
        close(sentence('The engine has stopped.'));
        return Promise.resolve();
      },
    };
  };

  return {
    out,
    errors,
    calls,
    stops,
    benches,
    starts,
    measurements: () => measurements,
    suspensions,
    interrupt: () => {
      for (const listener of [...listeners]) listener();
    },
    advanceClock: (durationMs) => {
      clockMs += durationMs;
    },
    context: {
      version: '1.2.3',
      cores: 2,
      isDebug: world.isDebug === true,
      now: () => clockMs,
      writeOut,
      writeError: (line) => errors.push(line),
      pathKind: (path) => (world.paths ?? { '/at/photos': 'folder' })[path] ?? 'missing',
      resolvePath: (path) => (path.startsWith('/') ? path : `/at/${path}`),
      createReporter: (isJson) =>
        isJson ? createJsonReporter(writeOut) : createPlainReporter(writeOut, plain, () => clockMs),
      startEngine,
      after: () => ({ dispose: () => undefined }),
      createChoice: (whileMeasuring): BackendChoice => ({
        plan: () =>
          Promise.resolve({
            starts: (world.order ?? ['wasm']).map((backend) => ({ backend })),
            failures: [],
          }),
        planOnly: (backend) => ({ starts: [{ backend }], failures: [] }),
        known: () => Promise.resolve(world.table ?? null),
        measure: async () => {
          measurements += 1;
          await whileMeasuring(() => Promise.resolve());
          return world.measured ?? null;
        },
        hasTensorflow: false,
        noteFailure: () => undefined,
        dispose: () => undefined,
      }),
      runBench: (scriptArguments) => {
        benches.push(scriptArguments);
        return Promise.resolve(world.benchEnd ?? { code: 0, signal: null, killed: false });
      },
      onInterrupt: (listener) => {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
      onSuspend: (suspension) => {
        suspensions.push(suspension);
        return () => undefined;
      },
    },
  };
};
