import { createHash } from 'node:crypto';
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { download, isIntact } from '../../../scripts/setup/download.mjs';

const content = Buffer.from('library '.repeat(40_000));
const expected = {
  bytes: content.length,
  sha256: createHash('sha256').update(content).digest('hex'),
};

let folder: string;
let target: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'pretext lab download '));
  target = path.join(folder, 'file.whl');
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

/** Answers each request with the next response, and the last one from then on. */
function server(...answers: (() => Response)[]): { fetch: typeof fetch; requests: number } {
  const state = {
    requests: 0,
    fetch: () => {
      const answer = answers[Math.min(state.requests, answers.length - 1)];
      state.requests++;
      if (answer === undefined) throw new Error('no answer');
      return Promise.resolve(answer());
    },
  };
  return state;
}

function bring(from: { fetch: typeof fetch }, onShare: (share: number) => void = () => undefined) {
  return download(from.fetch, 'https://index.test/file.whl?key=1', {}, target, expected, onShare);
}

describe('download', () => {
  it('puts the checked file in place and tells how far it is', async () => {
    const shares: number[] = [];
    await bring(
      server(() => new Response(content)),
      (share) => shares.push(share),
    );
    expect((await readFile(target)).equals(content)).toBe(true);
    expect(shares.at(-1)).toBe(1);
    expect(await readdir(folder)).toEqual(['file.whl']);
  });

  it('tries again after an error of the server and after a broken connection', async () => {
    const flaky = server(
      () => new Response('busy', { status: 503 }),
      () => new Response(content.subarray(0, 1000)),
      () => new Response(content),
    );
    await bring(flaky);
    expect(flaky.requests).toBe(3);
    expect(await isIntact(target, expected)).toBe(true);
  });

  it('gives up with a sentence after three attempts and leaves nothing behind', async () => {
    const down = server(() => new Response('', { status: 404, statusText: 'Not Found' }));
    await expect(bring(down)).rejects.toThrow(
      /^https:\/\/index\.test\/file\.whl did not arrive: the server answered 404 Not Found\. Check the network/,
    );
    expect(down.requests).toBe(3);
    expect(await readdir(folder)).toEqual([]);
  });

  it('throws a file away at once that is longer or has another checksum', async () => {
    const other = Buffer.from(content);
    other[1000] = 0;
    for (const [wrong, reason] of [
      [other, 'has the checksum'],
      [Buffer.concat([content, Buffer.from('!')]), 'is longer than 320000 bytes'],
    ] as const) {
      const bad = server(() => new Response(wrong));
      await expect(bring(bad)).rejects.toThrow(reason);
      expect(bad.requests).toBe(1);
      expect(await readdir(folder)).toEqual([]);
    }
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
