import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { download, partialOf } from '../../../src/tensorflowLibrary/download.mjs';
import { isIntact } from '../../../src/tensorflowLibrary/fileCheck.mjs';
import {
  brokenOff,
  refusal,
  signInPage,
  silentAfter,
  startFileServer,
  whole,
  wholeAlways,
  type Answer,
  type FileServer,
} from '../../support/fileServer.js';
import { noSpaceLeft, watchedDisk } from '../../support/watchedDisk.js';

const content = Buffer.from('library '.repeat(40_000));
const expected = {
  bytes: content.length,
  sha256: createHash('sha256').update(content).digest('hex'),
};
/** Waits for nothing; stalls are told at once. */
const hurry = { stallMs: 150, attempts: 3, pauseMs: 0 };
const patient = { ...hurry, stallMs: 10_000 };

let folder: string;
let target: string;
let server: FileServer | null;

beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'pretext lab download '));
  target = path.join(folder, 'file.whl');
  server = null;
});
afterEach(async () => {
  await server?.close();
  await rm(folder, { recursive: true });
});

const bring = async (
  answers: readonly [Answer, ...Answer[]],
  options: Partial<Parameters<typeof download>[0]> = {},
): Promise<void> => {
  server = await startFileServer({ '/file.whl?key=1': answers });
  await download({
    fetch,
    url: `${server.origin}/file.whl?key=1`,
    headers: {},
    target,
    expected,
    onBytes: () => undefined,
    patience: patient,
    ...options,
  });
};

const ranges = (): (string | undefined)[] =>
  (server?.requests ?? []).map((request) => request.split(' ')[1]);

describe('download', () => {
  it('puts the checked file in place and tells how far it is', async () => {
    const told: number[] = [];
    await bring([whole(content)], { onBytes: (bytes) => told.push(bytes) });
    expect((await readFile(target)).equals(content)).toBe(true);
    expect(told[0]).toBe(0);
    expect(told.at(-1)).toBe(content.length);
    expect(await readdir(folder)).toEqual(['file.whl']);
  });

  it('goes on where a connection broke off', async () => {
    const broken = brokenOff(content, 100_000);
    const disk = watchedDisk((bytes) => {
      if (bytes === 100_000) broken.breakOff();
      return null;
    });
    await bring([broken.answer, refusal(503), whole(content)], { disk });
    expect((await readFile(target)).equals(content)).toBe(true);
    expect(ranges()).toEqual([undefined, 'bytes=100000-', 'bytes=100000-']);
  });

  it('goes on where an earlier try ended, and begins with what is here', async () => {
    await writeFile(partialOf(target), content.subarray(0, 200_000));
    const told: number[] = [];
    await bring([whole(content)], { onBytes: (bytes) => told.push(bytes) });
    expect(ranges()).toEqual(['bytes=200000-']);
    expect(told[0]).toBe(200_000);
    expect(await isIntact(target, expected)).toBe(true);
  });

  it('needs no server when everything is here already', async () => {
    await writeFile(partialOf(target), content);
    await bring([refusal(500)]);
    expect(server?.requests).toEqual([]);
    expect(await isIntact(target, expected)).toBe(true);
  });

  it('starts over where a server ignores ranges, or sends another one', async () => {
    await writeFile(partialOf(target), content.subarray(0, 200_000));
    await bring([wholeAlways(content)]);
    expect(await isIntact(target, expected)).toBe(true);
    await server?.close();

    const otherRange: Answer = (_request, response) => {
      response
        .writeHead(206, { 'content-range': `bytes 0-${content.length - 1}/${content.length}` })
        .end(content);
    };
    for (const odd of [otherRange, refusal(416)]) {
      await rm(target);
      await writeFile(partialOf(target), content.subarray(0, 1000));
      await bring([odd, whole(content)]);
      expect(ranges()).toEqual(['bytes=1000-', undefined]);
      expect(await isIntact(target, expected)).toBe(true);
      await server?.close();
    }
  });

  it('keeps what has arrived when it is cancelled', async () => {
    const cancel = new AbortController();
    const disk = watchedDisk((bytes) => {
      if (bytes === 100_000) cancel.abort();
      return null;
    });
    const bringing = bring([silentAfter(content, 100_000)], { signal: cancel.signal, disk });
    await expect(bringing).rejects.toMatchObject({ failure: { code: 'cancelled' } });
    const kept = await readFile(partialOf(target));
    expect(kept.equals(content.subarray(0, 100_000))).toBe(true);
    expect(server?.requests).toHaveLength(1);
  });

  it('can be cancelled between two tries', async () => {
    const cancel = new AbortController();
    const bringing = bring([refusal(503)], {
      signal: cancel.signal,
      patience: { ...patient, pauseMs: 60_000 },
      fetch: async (input, init) => {
        const response = await fetch(input, init);
        setTimeout(() => cancel.abort(), 20);
        return response;
      },
    });
    await expect(bringing).rejects.toMatchObject({ failure: { code: 'cancelled' } });
  });

  it('gives up a connection that brings nothing, and keeps what it brought', async () => {
    await expect(
      bring([silentAfter(content, 100_000)], { patience: { ...hurry, attempts: 1 } }),
    ).rejects.toMatchObject({ failure: { code: 'stalled', seconds: 1 } });
    expect((await readFile(partialOf(target))).length).toBe(100_000);
  });

  it('gives up after three tries that get no further, and not while each gets further', async () => {
    const shortBody: Answer = (_request, response) => {
      response.writeHead(200).end(content.subarray(0, 1000));
    };
    await expect(bring([shortBody])).rejects.toMatchObject({
      failure: { code: 'cutOff', receivedBytes: 1000, expectedBytes: content.length },
    });
    expect(server?.requests).toHaveLength(3);
    await server?.close();

    await rm(partialOf(target));
    const drip: Answer = (request, response) => {
      const from = Number(/\d+/.exec(request.headers.range ?? '')?.[0] ?? 0);
      response
        .writeHead(from === 0 ? 200 : 206, {
          'content-range': `bytes ${from}-${content.length - 1}/${content.length}`,
        })
        .end(content.subarray(from, from + 40_000));
    };
    await bring([drip]);
    expect(server?.requests).toHaveLength(8);
    expect(await isIntact(target, expected)).toBe(true);
  });

  it.each([403, 404])('does not ask again after %i', async (status) => {
    await expect(bring([refusal(status)])).rejects.toMatchObject({
      failure: {
        code: 'refused',
        url: expect.stringMatching(/^http:.*\/file\.whl$/) as unknown,
        status: expect.stringContaining(String(status)) as unknown,
      },
    });
    expect(server?.requests).toHaveLength(1);
    expect(await readdir(folder)).toEqual([]);
  });

  it('does not take the page of a network that asks to sign in for the file', async () => {
    await writeFile(partialOf(target), content.subarray(0, 5000));
    await expect(bring([signInPage])).rejects.toMatchObject({ failure: { code: 'webPage' } });
    expect((await readFile(partialOf(target))).length).toBe(5000);
  });

  it('throws a file away at once that is longer, shorter by its own word, or has another checksum', async () => {
    const other = Buffer.from(content);
    other[1000] = 0;
    const endless: Answer = (_request, response) => {
      response.writeHead(200);
      response.end(Buffer.concat([content, Buffer.from('!')]));
    };
    for (const [answer, code] of [
      [wholeAlways(other), 'wrongChecksum'],
      [wholeAlways(content.subarray(1)), 'wrongLength'],
      [endless, 'wrongLength'],
    ] as const) {
      await expect(bring([answer])).rejects.toMatchObject({ failure: { code } });
      expect(server?.requests).toHaveLength(1);
      expect(await readdir(folder)).toEqual([]);
      await server?.close();
    }
  });

  it('starts over once when what an earlier try left was wrong', async () => {
    await writeFile(partialOf(target), Buffer.alloc(1000));
    await bring([whole(content)]);
    expect(ranges()).toEqual(['bytes=1000-', undefined]);
    expect(await isIntact(target, expected)).toBe(true);
  });

  it('says that the disk is full and leaves nothing on it', async () => {
    const fullDisk = watchedDisk((bytes) => (bytes > 100_000 ? noSpaceLeft() : null));
    await expect(bring([whole(content)], { disk: fullDisk })).rejects.toMatchObject({
      failure: { code: 'diskFull', file: partialOf(target) },
    });
    expect(server?.requests).toHaveLength(1);
    expect(await readdir(folder)).toEqual([]);
  });

  it('says where it cannot write', async () => {
    await mkdir(partialOf(target));
    await expect(bring([whole(content)])).rejects.toMatchObject({
      failure: { code: 'notWritable', file: partialOf(target), reason: 'EISDIR' },
    });
  });

  it('asks through the fetch that it is handed, with its headers', async () => {
    const asked: string[] = [];
    await bring([whole(content)], {
      headers: { authorization: 'Basic eA==' },
      fetch: (input, init) => {
        const headers = new Headers(init?.headers);
        asked.push(`${headers.get('authorization')} ${headers.get('accept-encoding')}`);
        return fetch(input, init);
      },
    });
    expect(asked).toEqual(['Basic eA== identity']);
  });

  it('says that a server cannot be reached, without the key of its address', async () => {
    const closed = await startFileServer({});
    await closed.close();
    await expect(
      bring([refusal(500)], { url: `${closed.origin}/file.whl?key=1` }),
    ).rejects.toMatchObject({
      failure: {
        code: 'unreachable',
        url: `${closed.origin}/file.whl`,
        reason: expect.stringContaining('ECONNREFUSED') as unknown,
      },
    });
  });
});

describe('isIntact', () => {
  it('tells the expected file from a missing, a short and an altered one', async () => {
    expect(await isIntact(target, expected)).toBe(false);
    await writeFile(target, content.subarray(1));
    expect(await isIntact(target, expected)).toBe(false);
    const altered = Buffer.from(content);
    altered[0] = 0;
    await writeFile(target, altered);
    expect(await isIntact(target, expected)).toBe(false);
    await writeFile(target, content);
    expect(await isIntact(target, expected)).toBe(true);
  });
});
