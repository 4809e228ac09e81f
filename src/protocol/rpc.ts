/**
 * Requests, replies and events over any port. Both sides parse what arrives: a message of the wrong
 * shape is dropped by the receiver of events and answered with `badMessage` by the receiver of requests.
 */
import { z } from 'zod';

import {
  engineEventSchema,
  engineRequests,
  type EngineEvent,
  type EngineParams,
  type EngineRequestName,
  type EngineResult,
} from './engineProtocol.js';

/** One end of a channel that carries structured-cloneable messages in order. */
export interface Port {
  post(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
  /** Called once, when nothing more will arrive; the reason is a sentence. */
  onClose(listener: (reason: string) => void): void;
}

const callSchema = z.object({
  kind: z.literal('call'),
  id: z.number().int(),
  name: z.string(),
  params: z.unknown(),
});
const replySchema = z.object({
  kind: z.literal('reply'),
  id: z.number().int(),
  reply: z.unknown(),
});
const replyBodySchema = z.union([
  z.object({ ok: z.unknown() }),
  z.object({ err: z.object({ code: z.string(), message: z.string() }) }),
]);
const eventMessageSchema = z.object({ kind: z.literal('event'), event: engineEventSchema });

/** A request that the other side refused, or that could not be delivered (`portClosed`). */
export class RpcError extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.name = 'RpcError';
    this.code = code;
  }
}

/** The calling side. */
export interface EngineClient {
  call<N extends EngineRequestName>(name: N, params: EngineParams<N>): Promise<EngineResult<N>>;
}

/**
 * Connects the calling side to a port.
 * @param onEvent receives every well-formed event
 * @returns a client whose calls reject with `RpcError`; closing the port rejects all that is pending
 */
export const connectClient = (port: Port, onEvent: (event: EngineEvent) => void): EngineClient => {
  interface Pending {
    settle(result: unknown): void;
    reject(error: RpcError): void;
  }
  const pending = new Map<number, Pending>();
  let closedBecause: string | null = null;
  let nextId = 1;

  port.onMessage((message) => {
    const reply = replySchema.safeParse(message);
    if (reply.success) {
      const waiting = pending.get(reply.data.id);
      pending.delete(reply.data.id);
      const body = replyBodySchema.safeParse(reply.data.reply);
      if (!body.success) waiting?.reject(new RpcError('badMessage', malformedReply));
      else if ('err' in body.data) {
        waiting?.reject(new RpcError(body.data.err.code, body.data.err.message));
      } else waiting?.settle(body.data.ok);
      return;
    }
    const event = eventMessageSchema.safeParse(message);
    if (event.success) onEvent(event.data.event);
  });
  port.onClose((reason) => {
    closedBecause = reason;
    for (const waiting of pending.values()) waiting.reject(new RpcError('portClosed', reason));
    pending.clear();
  });

  return {
    call: <N extends EngineRequestName>(name: N, params: EngineParams<N>) =>
      new Promise<EngineResult<N>>((resolve, reject) => {
        if (closedBecause !== null) {
          reject(new RpcError('portClosed', closedBecause));
          return;
        }
        const id = nextId++;
        pending.set(id, {
          settle: (result) => {
            const parsed = engineRequests[name].result.safeParse(result);
            if (parsed.success) resolve(parsed.data as EngineResult<N>);
            else reject(new RpcError('badMessage', `The engine's answer to ${name} is malformed.`));
          },
          reject,
        });
        port.post({ kind: 'call', id, name, params });
      }),
  };
};

const malformedReply =
  "The engine's answer is malformed; the two sides may be of different versions.";

/** One handler per request. */
export type EngineHandlers = {
  readonly [N in EngineRequestName]: (params: EngineParams<N>) => Promise<EngineResult<N>>;
};

/** Turns whatever was thrown into a code and a sentence. */
export type DescribeError = (error: unknown) => { code: string; message: string };

const isRequestName = (name: string): name is EngineRequestName =>
  Object.hasOwn(engineRequests, name);

/** Sends events to the other side. */
export const createEventSender =
  (port: Port): ((event: EngineEvent) => void) =>
  (event) => {
    port.post({ kind: 'event', event });
  };

/** Connects the answering side to a port; every call is answered, also when its handler throws. */
export const serveEngine = (
  port: Port,
  handlers: EngineHandlers,
  describeError: DescribeError,
): void => {
  // eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- N ties a handler to its own parameters; without it their union would have to be cast away.
  const invoke = async <N extends EngineRequestName>(name: N, params: unknown): Promise<unknown> =>
    handlers[name](engineRequests[name].params.parse(params) as EngineParams<N>);

  const answer = async (name: string, params: unknown): Promise<unknown> => {
    if (!isRequestName(name)) {
      return { err: { code: 'badMessage', message: `The engine knows no request named ${name}.` } };
    }
    try {
      return { ok: await invoke(name, params) };
    } catch (error) {
      return { err: describeError(error) };
    }
  };

  port.onMessage((message) => {
    const call = callSchema.safeParse(message);
    if (!call.success) return;
    const { id, name, params } = call.data;
    void answer(name, params).then((reply) => {
      port.post({ kind: 'reply', id, reply });
    });
  });
};
