/**
 * Starts, talks to and ends the engine's child process. The command line and the editor both use it,
 * and nothing else may start processes.
 */
import { fork, spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

import type { BackendName } from '../protocol/backend.js';
import type { EngineEvent } from '../protocol/engineEvents.js';
import {
  engineProtocolVersion,
  engineService,
  type EngineClient,
} from '../protocol/engineProtocol.js';
import { connectClient, RpcError, type Port } from '../protocol/rpc.js';
import { sentence, type Sentence } from '../protocol/sentence.js';
import { engineEnvironment, type Environment } from './engineEnvironment.js';
import { describeEngineEnd, type ChildEnd } from './engineStop.js';

export type { ChildEnd } from './engineStop.js';

/** Lines of the child's output that are kept for a failure report. */
const keptLogLines = 50;
/** How long pipes may stay open after the child has ended, held by something that it left behind. */
const drainMs = 1000;
/** How long a child that dropped its channel unasked may take to end. */
const silentChildMs = 10_000;

export interface EngineOptions {
  /** Path of the built engine, `dist/engine.js`. */
  readonly enginePath: string;
  /** What it computes with; TensorFlow by default. */
  readonly backend?: BackendName;
  /** Folder with TensorFlow's library and addon; that of the engine's own checkout by default. */
  readonly tensorflowFolder?: string;
  /** The Node binary to run it with; this process's own by default. */
  readonly nodePath?: string;
  /** What the engine's environment starts from; this process's own by default. */
  readonly environment?: Environment;
  readonly onEvent: (event: EngineEvent) => void;
  /** Receives each line that the child prints. */
  readonly onLog: (line: string) => void;
}

/** A running engine. */
export interface EngineProcess {
  /** Calls wait for the handshake, and reject with `RpcError` when the engine ends. */
  readonly client: EngineClient;
  /** Settles once, when the child and all that it started are gone. Never rejects. */
  readonly stopped: Promise<ChildEnd>;
  /** The last lines that the child printed, oldest first. */
  recentLog(): readonly string[];
  /**
   * Asks the engine to save and end, waits, then kills it with everything that it started.
   * @param graceMs how long to wait; 0 kills at once
   */
  stop(graceMs: number): Promise<void>;
}

/** The version of the C library that this process runs on, or null where it is not glibc. */
export const glibcVersion = (): string | null => {
  // Node's types lack the option, which came in 20.13 and 22.0.
  const reporter: typeof process.report & { excludeNetwork?: boolean } = process.report;
  const { excludeNetwork } = reporter;
  // A report looks up the names of all open connections, which may take as long as a name server likes.
  if (excludeNetwork !== undefined) reporter.excludeNetwork = true;
  const report: unknown = reporter.getReport();
  if (excludeNetwork !== undefined) reporter.excludeNetwork = excludeNetwork;
  if (typeof report !== 'object' || report === null || !('header' in report)) return null;
  const { header } = report;
  if (typeof header !== 'object' || header === null) return null;
  if (!('glibcVersionRuntime' in header)) return null;
  const version = header.glibcVersionRuntime;
  return typeof version === 'string' ? version : null;
};

/** A child process with one end, and a way to kill it with everything that it started. */
interface OwnedChild {
  readonly ended: Promise<ChildEnd>;
  readonly killTree: () => void;
}

const closing = (stream: Readable | null): Promise<void> =>
  new Promise((resolve) => {
    if (stream === null || stream.closed) resolve();
    else stream.once('close', resolve);
  });

/**
 * Watches a child that leads its own process group (its own process tree on Windows).
 * `error` and `exit` settle the same promise, whichever comes.
 */
const ownChild = (child: ChildProcess): OwnedChild => {
  let killed = false;
  let settled = false;

  const killGroup = (): void => {
    if (child.pid === undefined) return;
    if (process.platform === 'win32') {
      if (child.exitCode !== null) return;
      const killer = spawn('taskkill', ['/pid', String(child.pid), '/T', '/F'], {
        stdio: 'ignore',
      });
      killer.on('error', () => child.kill('SIGKILL'));
      return;
    }
    try {
      process.kill(-child.pid, 'SIGKILL');
    } catch {
      // Nothing of the group is left, which is what was wanted.
    }
  };

  // Not the child's own `close`: it never comes after this side has closed the channel.
  const drained = Promise.all([
    closing(child.stdout),
    closing(child.stderr),
    new Promise<void>((resolve) => {
      child.once('disconnect', resolve);
    }),
  ]);

  const ended = new Promise<ChildEnd>((resolve) => {
    let drain: NodeJS.Timeout | undefined;
    const settle = (end: ChildEnd): void => {
      if (settled) return;
      settled = true;
      clearTimeout(drain);
      resolve(end);
    };
    child.on('error', (error) => {
      // An error after the start (a signal or a message that did not go through) is no end.
      if (child.pid !== undefined) return;
      settle({ code: null, signal: null, killed, startError: error.message });
    });
    child.once('exit', (code, signal) => {
      killGroup();
      drain = setTimeout(() => {
        child.stdout?.destroy();
        child.stderr?.destroy();
        settle({ code, signal, killed });
      }, drainMs);
      // After the last output and the last message, so nothing that the child said is lost.
      void drained.then(() => {
        settle({ code, signal, killed });
      });
    });
  });

  return {
    ended,
    killTree: () => {
      if (settled) return;
      killed = true;
      killGroup();
    },
  };
};

const readLines = (stream: Readable | null, onLine: (line: string) => void): void => {
  if (stream === null) return;
  createInterface({ input: stream, crlfDelay: Infinity }).on('line', onLine);
};

const childPort = (child: ChildProcess, closed: Promise<Sentence>): Port => ({
  post: (message) => {
    if (!child.connected || typeof message !== 'object' || message === null) return;
    // A message that fails is answered by the end of the child, which rejects the call.
    child.send(message, () => undefined);
  },
  onMessage: (listener) => {
    child.on('message', listener);
  },
  onClose: (listener) => {
    void closed.then(listener);
  },
});

/** Compares protocol versions; the first call of a connection. */
const shakeHands = async (client: EngineClient): Promise<void> => {
  const mismatch = (said: Sentence): RpcError => new RpcError('protocolMismatch', said);
  try {
    const hello = await client.call('hello', { protocolVersion: engineProtocolVersion });
    if (hello.protocolVersion === engineProtocolVersion) return;
    throw mismatch(
      sentence(
        'This program speaks engine protocol {0}, but the engine {1} speaks {2}; build both from the same version.',
        engineProtocolVersion,
        hello.engineVersion,
        hello.protocolVersion,
      ),
    );
  } catch (error) {
    if (error instanceof RpcError && error.code === 'badMessage') {
      throw mismatch(
        sentence(
          'This program speaks engine protocol {0}, but the engine answers in another; build both from the same version.',
          engineProtocolVersion,
        ),
      );
    }
    throw error;
  }
};

/** Starts the engine and greets it. @throws RpcError `engineMissing` when the engine is not built */
export type StartEngine = (options: EngineOptions) => EngineProcess;

/** For an owner that starts many engines: the C library is looked at by the first start only. */
export const createEngineStarter = (readLibrary = glibcVersion): StartEngine => {
  let library: { readonly version: string | null } | null = null;
  return (options) => {
    library ??= { version: readLibrary() };
    return start(options, library.version);
  };
};

/** For an owner that starts one engine. */
export const startEngine: StartEngine = (options) => start(options, glibcVersion());

/**
 * What a start comes to that the system refuses. Node tells of some refusals by an event of the child and
 * throws the others (a program that is held open, or that a policy blocks); the owner sees one end.
 */
const neverStarted = (startError: string): EngineProcess => {
  const end: ChildEnd = { code: null, signal: null, killed: false, startError };
  return {
    client: {
      call: () => Promise.reject(new RpcError('portClosed', describeEngineEnd(end, []))),
    },
    stopped: Promise.resolve(end),
    recentLog: () => [],
    stop: () => Promise.resolve(),
  };
};

const start = (options: EngineOptions, libraryVersion: string | null): EngineProcess => {
  if (!existsSync(options.enginePath)) {
    throw new RpcError(
      'engineMissing',
      sentence(
        'The engine is not built: {0} does not exist; run `npm start` once in the folder of Pretext Lab to set everything up.',
        options.enginePath,
      ),
    );
  }
  const { backend, tensorflowFolder } = options;
  const engineArguments = [
    ...(backend === undefined ? [] : ['--backend', backend]),
    ...(tensorflowFolder === undefined ? [] : ['--tensorflow', tensorflowFolder]),
  ];
  let child: ChildProcess;
  try {
    child = fork(options.enginePath, engineArguments, {
      // Structured clone: typed arrays arrive as typed arrays.
      serialization: 'advanced',
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      // Options of this process (a debugger's port, a loader) are not the engine's.
      execArgv: [],
      env: engineEnvironment(
        process.platform,
        libraryVersion,
        options.environment ?? process.env,
        availableParallelism(),
      ),
      // Its own process group: it can be killed with all that it started, and a terminal's Ctrl-C
      // reaches only this process, which asks the engine to save. On Windows it would open a window.
      detached: process.platform !== 'win32',
      ...(options.nodePath === undefined ? {} : { execPath: options.nodePath }),
    });
  } catch (error) {
    return neverStarted(error instanceof Error ? error.message : String(error));
  }
  const owned = ownChild(child);

  const log: string[] = [];
  const keepLine = (line: string): void => {
    log.push(line);
    if (log.length > keptLogLines) log.shift();
    options.onLog(line);
  };
  readLines(child.stdout, keepLine);
  readLines(child.stderr, keepLine);

  let isAsked = false;
  child.once('disconnect', () => {
    if (isAsked) return;
    const impatience = setTimeout(owned.killTree, silentChildMs);
    void owned.ended.then(() => {
      clearTimeout(impatience);
    });
  });

  const closed = owned.ended.then((end) =>
    isAsked && !end.killed
      ? sentence('The engine was asked to stop.')
      : describeEngineEnd(end, log),
  );
  const connection = connectClient(engineService, childPort(child, closed), options.onEvent);
  const greeted = shakeHands(connection).catch((error: unknown) => {
    owned.killTree();
    throw error;
  });
  // Whoever calls sees the failure; without a call it is seen in `stopped`.
  greeted.catch(() => undefined);

  return {
    client: {
      call: async (name, params) => {
        await greeted;
        return connection.call(name, params);
      },
    },
    stopped: owned.ended,
    recentLog: () => [...log],
    stop: async (graceMs) => {
      isAsked = true;
      if (graceMs <= 0) owned.killTree();
      // The engine saves and ends by itself when its parent lets go of it.
      else if (child.connected) child.disconnect();
      const impatience = setTimeout(owned.killTree, graceMs);
      await owned.ended;
      clearTimeout(impatience);
    },
  };
};

export interface NodeScript {
  readonly scriptPath: string;
  readonly scriptArguments: readonly string[];
  readonly nodePath?: string;
  readonly environment?: Environment;
  /** Asks the script to end. */
  readonly abort?: AbortSignal;
}

/** Runs a script to its end on this process's own terminal. Never rejects. */
export const runNodeScript = (script: NodeScript): Promise<ChildEnd> =>
  new Promise((resolve) => {
    if (!existsSync(script.scriptPath)) {
      const startError = `${script.scriptPath} does not exist`;
      resolve({ code: null, signal: null, killed: false, startError });
      return;
    }
    const child = spawn(
      script.nodePath ?? process.execPath,
      [script.scriptPath, ...script.scriptArguments],
      { stdio: 'inherit', env: { ...(script.environment ?? process.env) } },
    );
    child.once('error', (error) => {
      resolve({ code: null, signal: null, killed: false, startError: error.message });
    });
    const askToEnd = (): void => {
      child.kill('SIGTERM');
    };
    script.abort?.addEventListener('abort', askToEnd, { once: true });
    child.once('exit', (code, signal) => {
      script.abort?.removeEventListener('abort', askToEnd);
      resolve({ code, signal, killed: script.abort?.aborted === true });
    });
  });
