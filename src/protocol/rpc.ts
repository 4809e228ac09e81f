/**
 * Requests, replies and events over any port. Both sides parse what arrives: a message of the wrong
 * shape is dropped by the receiver of events and answered with `badMessage` by the receiver of requests.
 */
import * as z from 'zod';

import { inEnglish, sentence, sentenceSchema, type Sentence } from './sentence.js';

/** One end of a channel that carries structured-cloneable messages in order. */
export interface Port {
  post(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
  /** Called once, when nothing more will arrive. */
  onClose(listener: (reason: Sentence) => void): void;
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
  z.object({
    err: z.object({
      code: z.string(),
      message: z.string(),
      sentence: sentenceSchema.optional(),
    }),
  }),
]);
const eventMessageSchema = z.object({ kind: z.literal('event'), event: z.unknown() });

/** A request that the other side refused, or that could not be delivered (`portClosed`). */
export class RpcError extends Error {
  readonly code: string;
  /** What `message` says in English, to be shown in any language; null where nobody can translate it. */
  readonly sentence: Sentence | null;

  /** @param said a finished text only where there is no sentence */
  constructor(code: string, said: Sentence | string) {
    super(typeof said === 'string' ? said : inEnglish(said));
    this.name = 'RpcError';
    this.code = code;
    this.sentence = typeof said === 'string' ? null : said;
  }
}

/** Every request that one side answers, by name: the schemas of its parameters and of its result. */
export type RequestMap = Readonly<
  Record<string, { readonly params: z.ZodType; readonly result: z.ZodType }>
>;
export type RequestName<R extends RequestMap> = keyof R & string;
export type Params<R extends RequestMap, N extends RequestName<R>> = z.infer<R[N]['params']>;
export type Result<R extends RequestMap, N extends RequestName<R>> = z.infer<R[N]['result']>;

/** The calling side. */
export interface Client<R extends RequestMap> {
  call<N extends RequestName<R>>(name: N, params: Params<R, N>): Promise<Result<R, N>>;
}

/** What the calling side is told: its requests, and the shape of the events that come unasked. */
export interface Service<R extends RequestMap, E> {
  readonly requests: R;
  readonly eventSchema: z.ZodType<E>;
}

/**
 * Connects the calling side to a port.
 * @param onEvent receives every well-formed event
 * @returns a client whose calls reject with `RpcError`; closing the port rejects all that is pending
 */
export const connectClient = <R extends RequestMap, E>(
  { requests, eventSchema }: Service<R, E>,
  port: Port,
  onEvent: (event: E) => void,
): Client<R> => {
  interface Pending {
    settle(result: unknown): void;
    reject(error: RpcError): void;
  }
  const pending = new Map<number, Pending>();
  let closedBecause: Sentence | null = null;
  let nextId = 1;

  port.onMessage((message) => {
    const reply = replySchema.safeParse(message);
    if (reply.success) {
      const waiting = pending.get(reply.data.id);
      pending.delete(reply.data.id);
      const body = replyBodySchema.safeParse(reply.data.reply);
      if (!body.success) waiting?.reject(new RpcError('badMessage', malformedReply));
      else if ('err' in body.data) {
        const { code, message, sentence: said } = body.data.err;
        waiting?.reject(new RpcError(code, said ?? message));
      } else waiting?.settle(body.data.ok);
      return;
    }
    const envelope = eventMessageSchema.safeParse(message);
    if (!envelope.success) return;
    const event = eventSchema.safeParse(envelope.data.event);
    if (event.success) onEvent(event.data);
  });
  port.onClose((reason) => {
    closedBecause = reason;
    for (const waiting of pending.values()) waiting.reject(new RpcError('portClosed', reason));
    pending.clear();
  });

  return {
    call: <N extends RequestName<R>>(name: N, params: Params<R, N>) =>
      new Promise<Result<R, N>>((resolve, reject) => {
        if (closedBecause !== null) {
          reject(new RpcError('portClosed', closedBecause));
          return;
        }
        const id = nextId++;
        pending.set(id, {
          settle: (result) => {
            const parsed = requests[name]?.result.safeParse(result);
            if (parsed?.success === true) resolve(parsed.data as Result<R, N>);
            else reject(new RpcError('badMessage', malformedReply));
          },
          reject,
        });
        port.post({ kind: 'call', id, name, params });
      }),
  };
};

const malformedReply = sentence(
  'An answer is malformed; the two sides may be of different versions.',
);

/** One handler per request. */
export type Handlers<R extends RequestMap> = {
  readonly [N in RequestName<R>]: (params: Params<R, N>) => Promise<Result<R, N>>;
};

/** What the calling side is told of a failure: a code, what to show, and how to say it otherwise. */
export interface ErrorDescription {
  readonly code: string;
  readonly message: string;
  readonly sentence?: Sentence;
}

/** Turns whatever was thrown into what is told of it. */
export type DescribeError = (error: unknown) => ErrorDescription;

/** Sends events to the other side. */
export const createEventSender =
  // eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- E says once what every call may send; events of any kind could be sent without it.
  <E>(port: Port): ((event: E) => void) =>
    (event) => {
      port.post({ kind: 'event', event });
    };

const unknownRequest = (name: string): { readonly err: ErrorDescription } => {
  const said = sentence(
    'There is no request named {0}; the two sides may be of different versions.',
    name,
  );
  return { err: { code: 'badMessage', message: inEnglish(said), sentence: said } };
};

/** Connects the answering side to a port; every call is answered, also when its handler throws. */
export const serveRequests = <R extends RequestMap>(
  requests: R,
  port: Port,
  handlers: Handlers<R>,
  describeError: DescribeError,
): void => {
  const isRequestName = (name: string): name is RequestName<R> => Object.hasOwn(requests, name);
  // eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- N ties a handler to its own parameters; without it their union would have to be cast away.
  const invoke = async <N extends RequestName<R>>(name: N, params: unknown): Promise<unknown> =>
    handlers[name](requests[name]?.params.parse(params) as Params<R, N>);

  const answer = async (name: string, params: unknown): Promise<unknown> => {
    if (!isRequestName(name)) {
      return unknownRequest(name);
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
