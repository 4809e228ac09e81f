import { FetchFailure, reasonOf } from './fetchFailure.mjs';

/** The index that is asked when nobody names another. */
export const publicIndex = 'https://pypi.org/simple';
const lookUpLimitMs = 30_000;

/**
 * A file of the Python package index, and what to send along to get it.
 * @typedef {{ url: string, headers: Record<string, string> }} IndexFile
 */

/**
 * Finds a file of a project by its exact name, in the index that pip would use.
 * @param {typeof globalThis.fetch} fetch
 * @param {string | undefined} indexUrl Value of PIP_INDEX_URL; the public index when empty.
 * @param {string} project
 * @param {string} fileName
 * @param {AbortSignal} [signal] Cancels.
 * @returns {Promise<IndexFile>}
 * @throws {FetchFailure} `badIndexAddress`, `indexUnreachable`, `notInIndex` or `cancelled`.
 */
export async function findIndexFile(fetch, indexUrl, project, fileName, signal) {
  const { base, headers } = splitCredentials(
    indexUrl === undefined || indexUrl === '' ? publicIndex : indexUrl,
  );
  const page = `${base.replace(/\/+$/, '')}/${project}/`;
  let body;
  let type;
  let answeredAt;
  const limit = AbortSignal.timeout(lookUpLimitMs);
  try {
    const response = await fetch(page, {
      headers: { ...headers, accept: 'application/vnd.pypi.simple.v1+json, text/html;q=0.1' },
      signal: signal === undefined ? limit : AbortSignal.any([limit, signal]),
    });
    if (!response.ok) throw new Error(`it answered ${response.status} ${response.statusText}`);
    type = response.headers.get('content-type') ?? '';
    answeredAt = response.url === '' ? page : response.url;
    body = await response.text();
  } catch (error) {
    throw new FetchFailure(
      signal?.aborted === true
        ? { code: 'cancelled' }
        : { code: 'indexUnreachable', page, reason: reasonOf(error) },
      { cause: error },
    );
  }
  const link = type.includes('json') ? linkInJson(body, fileName) : linkInHtml(body, fileName);
  if (link === null) {
    throw new FetchFailure({ code: 'notInIndex', page, file: fileName });
  }
  const url = new URL(link, answeredAt);
  // The hash in the fragment is the index's own word; the pinned one is what counts.
  url.hash = '';
  // Whoever serves the file elsewhere has no business with the index's password.
  const sameServer = url.origin === new URL(base).origin;
  return { url: url.href, headers: sameServer ? headers : {} };
}

/**
 * @param {string} body
 * @param {string} fileName
 * @returns {string | null}
 */
function linkInJson(body, fileName) {
  /** @type {unknown} */
  let page;
  try {
    page = JSON.parse(body);
  } catch {
    return null;
  }
  if (typeof page !== 'object' || page === null || !('files' in page)) return null;
  if (!Array.isArray(page.files)) return null;
  for (const file of /** @type {Partial<Record<string, unknown>>[]} */ (page.files)) {
    if (file['filename'] === fileName && typeof file['url'] === 'string') return file['url'];
  }
  return null;
}

/**
 * Older mirrors answer with the index's first form, a page of links.
 * @param {string} body
 * @param {string} fileName
 * @returns {string | null}
 */
function linkInHtml(body, fileName) {
  for (const [, link] of body.matchAll(/<a\s[^>]*href=["']([^"']+)["']/gi)) {
    const address = link?.replaceAll('&amp;', '&') ?? '';
    if (address.split(/[?#]/)[0]?.split('/').at(-1) === fileName) return address;
  }
  return null;
}

/**
 * `fetch` refuses a password inside an address, which is where pip's setting has it.
 * @param {string} address
 * @returns {{ base: string, headers: Record<string, string> }}
 */
function splitCredentials(address) {
  let url;
  try {
    url = new URL(address);
  } catch {
    throw new FetchFailure({ code: 'badIndexAddress' });
  }
  if (url.username === '' && url.password === '') return { base: url.href, headers: {} };
  const pair = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
  url.username = '';
  url.password = '';
  return {
    base: url.href,
    headers: { authorization: `Basic ${Buffer.from(pair).toString('base64')}` },
  };
}
