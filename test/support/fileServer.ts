/** An HTTP server on the loopback interface that serves one file, well or badly. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

export interface FileServer {
  /** `http://127.0.0.1:<port>` */
  readonly origin: string;
  /** What each request asked for: its path, and its range where it named one. */
  readonly requests: readonly string[];
  close(): Promise<void>;
}

export type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** @param answers by path; a path with several answers uses one up with each request, but for the last */
export const startFileServer = async (
  answers: Readonly<Record<string, readonly [Answer, ...Answer[]]>>,
): Promise<FileServer> => {
  const requests: string[] = [];
  const used = new Map<string, number>();
  const server = createServer((request, response) => {
    const path = request.url ?? '';
    const { range } = request.headers;
    requests.push(range === undefined ? path : `${path} ${range}`);
    const known = answers[path];
    if (known === undefined) {
      response.writeHead(404).end();
      return;
    }
    const turn = used.get(path) ?? 0;
    used.set(path, turn + 1);
    (known[turn] ?? known.at(-1) ?? known[0])(request, response);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return {
    origin: `http://127.0.0.1:${address.port}`,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
};

/** Serves the file, or the range of it that was asked for. */
export const whole =
  (content: Buffer): Answer =>
  (request, response) => {
    const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
    if (from === 0) {
      response.writeHead(200, { 'content-length': content.length }).end(content);
      return;
    }
    const rest = content.subarray(from);
    response
      .writeHead(206, {
        'content-length': rest.length,
        'content-range': `bytes ${from}-${content.length - 1}/${content.length}`,
      })
      .end(rest);
  };

/** Serves the whole file whatever was asked for, as servers without ranges do. */
export const wholeAlways =
  (content: Buffer): Answer =>
  (_request, response) => {
    response.writeHead(200, { 'content-length': content.length }).end(content);
  };

/** Promises the file, sends some bytes of it, and breaks the connection off when it is told to. */
export const brokenOff = (
  content: Buffer,
  bytes: number,
): { readonly answer: Answer; readonly breakOff: () => void } => {
  const open: ServerResponse[] = [];
  return {
    answer: (_request, response) => {
      open.push(response);
      response.writeHead(200, { 'content-length': content.length });
      response.write(content.subarray(0, bytes));
    },
    breakOff: () => open.forEach((response) => response.destroy()),
  };
};

/** Promises the file, and says nothing more after some bytes of it. */
export const silentAfter =
  (content: Buffer, bytes: number): Answer =>
  (_request, response) => {
    response.writeHead(200, { 'content-length': content.length });
    response.write(content.subarray(0, bytes));
  };

/** Answers with a status and nothing else. */
export const refusal =
  (status: number): Answer =>
  (_request, response) => {
    response.writeHead(status).end();
  };

/** Answers with a page, as a network that asks to sign in does for every address. */
export const signInPage: Answer = (_request, response) => {
  response
    .writeHead(200, { 'content-type': 'text/html; charset=utf-8' })
    .end('<html><body><a href="/login">Welcome! Please sign in.</a></body></html>');
};

/** A page of the package index that links to one file. */
export const indexPage =
  (file: string, path: string): Answer =>
  (_request, response) => {
    response
      .writeHead(200, { 'content-type': 'application/vnd.pypi.simple.v1+json' })
      .end(JSON.stringify({ files: [{ filename: file, url: path }] }));
  };
