import { describe, expect, it } from 'vitest';

import type { EngineEvent } from '../../../src/protocol/engineEvents.js';
import {
  engineRequests,
  engineService,
  type EngineHandlers,
} from '../../../src/protocol/engineProtocol.js';
import {
  connectClient,
  RpcError,
  createEventSender,
  serveRequests,
  type Port,
} from '../../../src/protocol/rpc.js';
import { inEnglish, sentence, type Sentence } from '../../../src/protocol/sentence.js';

interface TestPort extends Port {
  /** Hands a message to this end, as if it had come over the wire. */
  deliver(message: unknown): void;
  close(reason: Sentence): void;
  readonly posted: unknown[];
}

const createPort = (send: (message: unknown) => void = () => undefined): TestPort => {
  const messageListeners: ((message: unknown) => void)[] = [];
  const closeListeners: ((reason: Sentence) => void)[] = [];
  const posted: unknown[] = [];
  return {
    posted,
    post: (message) => {
      posted.push(message);
      send(message);
    },
    onMessage: (listener) => messageListeners.push(listener),
    onClose: (listener) => closeListeners.push(listener),
    deliver: (message) => {
      for (const listener of messageListeners) listener(message);
    },
    close: (reason) => {
      for (const listener of closeListeners) listener(reason);
    },
  };
};

/** Two ends of one wire; what is posted is cloned, as between processes. */
const createWire = (): { near: TestPort; far: TestPort } => {
  const near: TestPort = createPort((message) => {
    far.deliver(structuredClone(message));
  });
  const far: TestPort = createPort((message) => {
    near.deliver(structuredClone(message));
  });
  return { near, far };
};

const unexpected = (name: string) => () => Promise.reject(new Error(`nobody expected ${name}`));

const createHandlers = (some: Partial<EngineHandlers>): EngineHandlers => ({
  hello: unexpected('hello'),
  describeBackend: unexpected('describeBackend'),
  evaluate: unexpected('evaluate'),
  writeReport: unexpected('writeReport'),
  auditShortcuts: unexpected('auditShortcuts'),
  compareRuns: unexpected('compareRuns'),
  readEvaluations: unexpected('readEvaluations'),
  inspectFolder: unexpected('inspectFolder'),
  previewSamples: unexpected('previewSamples'),
  makePermutationSet: unexpected('makePermutationSet'),
  writeSampleImages: unexpected('writeSampleImages'),
  pretrain: unexpected('pretrain'),
  resumeRun: unexpected('resumeRun'),
  pause: unexpected('pause'),
  unpause: unexpected('unpause'),
  stop: unexpected('stop'),
  listRuns: unexpected('listRuns'),
  showRun: unexpected('showRun'),
  readHistory: unexpected('readHistory'),
  readSamples: unexpected('readSamples'),
  readPhotos: unexpected('readPhotos'),
  readThumbnails: unexpected('readThumbnails'),
  readPermutations: unexpected('readPermutations'),
  describeImages: unexpected('describeImages'),
  deleteRun: unexpected('deleteRun'),
  countImages: unexpected('countImages'),
  measureSpeed: unexpected('measureSpeed'),
  classify: unexpected('classify'),
  findAnomalies: unexpected('findAnomalies'),
  searchImages: unexpected('searchImages'),
  findNearDuplicates: unexpected('findNearDuplicates'),
  embedFolder: unexpected('embedFolder'),
  readFilters: unexpected('readFilters'),
  explainImages: unexpected('explainImages'),
  exportRun: unexpected('exportRun'),
  exportFeatures: unexpected('exportFeatures'),
  ...some,
});

const describeError = (error: unknown) => ({
  code: 'described',
  message: error instanceof Error ? error.message : String(error),
});

const failureOf = async (call: Promise<unknown>): Promise<RpcError> => {
  const error: unknown = await call.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof RpcError)) throw new Error(`not an RpcError: ${String(error)}`);
  return error;
};

describe('calls over a wire', () => {
  it('carry parameters there and results back, also out of order', async () => {
    const { near, far } = createWire();
    const waiting: ((epoch: number) => void)[] = [];
    serveRequests(
      engineRequests,
      far,
      createHandlers({
        hello: ({ protocolVersion }) =>
          new Promise((resolve) => {
            waiting.push((version) => {
              resolve({ protocolVersion: protocolVersion + version, engineVersion: 'test' });
            });
          }),
      }),
      describeError,
    );
    const client = connectClient(engineService, near, () => undefined);
    const first = client.call('hello', { protocolVersion: 10 });
    const second = client.call('hello', { protocolVersion: 20 });
    waiting[1]?.(2);
    waiting[0]?.(1);
    expect((await first).protocolVersion).toBe(11);
    expect((await second).protocolVersion).toBe(22);
  });

  it('answer with code and sentence when the handler throws', async () => {
    const { near, far } = createWire();
    const handlers = createHandlers({ stop: () => Promise.reject(new Error('no run to stop')) });
    serveRequests(engineRequests, far, handlers, describeError);
    const client = connectClient(engineService, near, () => undefined);
    const error = await failureOf(client.call('stop', { outcome: 'stopped' }));
    expect(error).toMatchObject({ code: 'described', message: 'no run to stop', sentence: null });
  });

  it('carry a sentence across, beside its English text', async () => {
    const { near, far } = createWire();
    const said = sentence('There is no folder {0}.', '/a{0}');
    const handlers = createHandlers({ stop: () => Promise.reject(new Error('no')) });
    serveRequests(engineRequests, far, handlers, () => ({
      code: 'folderMissing',
      message: inEnglish(said),
      sentence: said,
    }));
    const client = connectClient(engineService, near, () => undefined);
    const error = await failureOf(client.call('stop', { outcome: 'stopped' }));
    expect(error).toMatchObject({ message: 'There is no folder /a{0}.', sentence: said });
  });

  it('reject a call whose answer is malformed', async () => {
    const port = createPort();
    const client = connectClient(engineService, port, () => undefined);
    const failed = failureOf(client.call('pause', {}));
    port.deliver({ kind: 'reply', id: 1, reply: { nothing: true } });
    expect((await failed).code).toBe('badMessage');
  });

  it('answer when the parameters have the wrong shape', async () => {
    const { near, far } = createWire();
    serveRequests(engineRequests, far, createHandlers({}), describeError);
    const client = connectClient(engineService, near, () => undefined);
    const error = await failureOf(client.call('hello', { protocolVersion: 1.5 }));
    expect(error.code).toBe('described');
  });

  it('answer a request that the engine does not know', async () => {
    const port = createPort();
    serveRequests(engineRequests, port, createHandlers({}), describeError);
    port.deliver({ kind: 'call', id: 7, name: 'toString', params: {} });
    await Promise.resolve();
    await Promise.resolve();
    expect(port.posted).toEqual([
      {
        kind: 'reply',
        id: 7,
        reply: {
          err: {
            code: 'badMessage',
            message:
              'There is no request named toString; the two sides may be of different versions.',
            sentence: {
              text: 'There is no request named {0}; the two sides may be of different versions.',
              values: ['toString'],
            },
          },
        },
      },
    ]);
  });

  it('reject an answer of the wrong shape', async () => {
    const port = createPort();
    const client = connectClient(engineService, port, () => undefined);
    const call = client.call('hello', { protocolVersion: 1 });
    port.deliver({ kind: 'reply', id: 1, reply: { ok: { protocolVersion: 'one' } } });
    const error = await failureOf(call);
    expect(error).toMatchObject({ code: 'badMessage' });
    expect(error.message).toContain('malformed');
  });

  it('ignore answers that nobody waits for, and messages of no known kind', async () => {
    const port = createPort();
    const client = connectClient(engineService, port, () => undefined);
    const call = client.call('pause', {});
    for (const stray of [null, 3, 'text', {}, { kind: 'reply', id: 99, reply: { ok: {} } }]) {
      port.deliver(stray);
    }
    port.deliver({ kind: 'reply', id: 1, reply: { ok: {} } });
    expect(await call).toEqual({});
  });
});

describe('closing a port', () => {
  it('rejects everything that is pending and every later call with the reason', async () => {
    const port = createPort();
    const client = connectClient(engineService, port, () => undefined);
    const pending = [client.call('pause', {}), client.call('unpause', {})];
    port.close(sentence('The engine is gone.'));
    const later = client.call('pause', {});
    for (const call of [...pending, later]) {
      const error = await failureOf(call);
      expect(error).toMatchObject({
        code: 'portClosed',
        message: 'The engine is gone.',
        sentence: sentence('The engine is gone.'),
      });
    }
    expect(port.posted).toHaveLength(2);
  });
});

describe('events', () => {
  it('reach the other side, and malformed ones are dropped', () => {
    const { near, far } = createWire();
    const seen: EngineEvent[] = [];
    connectClient(engineService, near, (event) => seen.push(event));
    const send = createEventSender(far);
    const event: EngineEvent = { kind: 'dataProgress', phase: 'scan', done: 3, total: null };
    send(event);
    far.post({ kind: 'event', event: { ...event, phase: 'dream' } });
    far.post({ kind: 'event', event: { ...event, done: -1 } });
    expect(seen).toEqual([event]);
  });
});
