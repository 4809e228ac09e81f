import { describe, expect, it } from 'vitest';

import { findIndexFile } from '../../../src/tensorflowLibrary/packageIndex.mjs';

const file = 'tensorflow_cpu-2.21.0-cp311-cp311-manylinux_2_27_x86_64.whl';

/** An index that answers every request alike and remembers what it was asked. */
function index(body: string, type: string, status = 200) {
  const asked: { url: string; headers: Headers }[] = [];
  const fetch: typeof globalThis.fetch = (url, init) => {
    if (typeof url !== 'string') throw new Error('asked with something else than an address');
    asked.push({ url, headers: new Headers(init?.headers) });
    return Promise.resolve(new Response(body, { status, headers: { 'content-type': type } }));
  };
  return { asked, fetch };
}

const jsonPage = JSON.stringify({
  files: [
    { filename: `${file}.metadata`, url: 'https://files.test/no' },
    { filename: file, url: `https://files.test/packages/${file}` },
  ],
});

describe('findIndexFile', () => {
  it('asks the public index when none is set', async () => {
    for (const setting of [undefined, '']) {
      const { asked, fetch } = index(jsonPage, 'application/vnd.pypi.simple.v1+json');
      const found = await findIndexFile(fetch, setting, 'tensorflow-cpu', file);
      expect(found).toEqual({ url: `https://files.test/packages/${file}`, headers: {} });
      expect(asked[0]?.url).toBe('https://pypi.org/simple/tensorflow-cpu/');
    }
  });

  it('reads the page of links of an older mirror, relative links too', async () => {
    const page = `<a class="x" href='../../files/${file}?a=1&amp;b=2#sha256=00'>wheel</a>`;
    const { fetch } = index(page, 'text/html');
    const found = await findIndexFile(
      fetch,
      'http://mirror.test/py/simple/',
      'tensorflow-cpu',
      file,
    );
    expect(found.url).toBe(`http://mirror.test/py/files/${file}?a=1&b=2`);
  });

  it('sends the password of the setting to its own server only, and never in an address', async () => {
    const authorization = `Basic ${Buffer.from('me:p@ss').toString('base64')}`;
    const { asked, fetch } = index(`<a href="/files/${file}">wheel</a>`, 'text/html');
    const same = await findIndexFile(fetch, 'http://me:p%40ss@mirror.test/simple', 'x', file);
    expect(asked[0]?.url).toBe('http://mirror.test/simple/x/');
    expect(asked[0]?.headers.get('authorization')).toBe(authorization);
    expect(same).toEqual({ url: `http://mirror.test/files/${file}`, headers: { authorization } });

    const other = index(jsonPage, 'application/json');
    const elsewhere = await findIndexFile(other.fetch, 'http://me:p%40ss@mirror.test/s', 'x', file);
    expect(elsewhere.headers).toEqual({});
  });

  it('says what is wrong with an index', async () => {
    const find = (setting: string, fetch: typeof globalThis.fetch) =>
      findIndexFile(fetch, setting, 'x', file);
    await expect(find('nonsense', index('', '').fetch)).rejects.toMatchObject({
      failure: { code: 'badIndexAddress' },
    });
    await expect(find('http://m.test', index('', 'text/html', 403).fetch)).rejects.toMatchObject({
      failure: {
        code: 'indexUnreachable',
        page: 'http://m.test/x/',
        reason: expect.stringContaining('it answered 403') as unknown,
      },
    });
    for (const [body, type] of [
      ['{"files":[]}', 'application/json'],
      ['{broken', 'application/json'],
      ['[1]', 'application/json'],
      ['<a href="other.whl">other</a>', 'text/html'],
    ] as const) {
      await expect(find('http://m.test', index(body, type).fetch)).rejects.toMatchObject({
        failure: { code: 'notInIndex', page: 'http://m.test/x/', file },
      });
    }
    const unreachable = () =>
      Promise.reject(new TypeError('fetch failed', { cause: new Error('no such host') }));
    await expect(find('http://m.test', unreachable)).rejects.toMatchObject({
      failure: { code: 'indexUnreachable', reason: 'no such host' },
    });
  });

  it('can be cancelled', async () => {
    const cancel = new AbortController();
    const hanging: typeof fetch = (_url, init) =>
      new Promise((_resolve, reject) => {
        init?.signal?.addEventListener('abort', () => reject(new Error('aborted')));
      });
    const found = findIndexFile(hanging, undefined, 'x', file, cancel.signal);
    cancel.abort();
    await expect(found).rejects.toMatchObject({ failure: { code: 'cancelled' } });
  });
});
