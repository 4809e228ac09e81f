import { describe, expect, it } from 'vitest';

import { labTargetOf, parseLabLink } from '../../../src/host/labLink.js';
import { SpokenError } from '../../../src/host/spokenError.js';
import { webviewHtml } from '../../../src/host/webviewHtml.js';
import { readingObstacle, refuse, trainingObstacle } from '../../../src/host/workspaceGuard.js';
import { english } from './world.js';

const { t } = english;

describe('what a workspace does not allow', () => {
  it('is nothing in a trusted one on a disk', () => {
    const facts = { isTrusted: true, isVirtual: false };
    expect(trainingObstacle(facts, t)).toBeNull();
    expect(() => refuse(trainingObstacle(facts, t))).not.toThrow();
  });

  it('is training without trust, but not looking', () => {
    const facts = { isTrusted: false, isVirtual: false };
    expect(readingObstacle(facts, t)).toBeNull();
    expect(trainingObstacle(facts, t)).toMatch(/needs trust in this workspace/);
    expect(() => refuse(trainingObstacle(facts, t))).toThrow(SpokenError);
  });

  it('is everything where there is no disk', () => {
    const facts = { isTrusted: true, isVirtual: true };
    expect(readingObstacle(facts, t)).toMatch(/not on a disk/);
    expect(trainingObstacle(facts, t)).toBe(readingObstacle(facts, t));
  });
});

describe('a link into the Lab', () => {
  it('names a run and a tab, both if it likes', () => {
    expect(parseLabLink('/lab', 'run=%2Fa%20b%2Fr&tab=puzzles', t)).toEqual({
      runFolder: '/a b/r',
      tab: 'puzzles',
    });
    expect(parseLabLink('/lab', '', t)).toEqual({ runFolder: null, tab: null });
  });

  it.each([
    ['/elsewhere', '', /no page \/elsewhere/],
    ['/lab', 'run=..%2Fr', /\.\.\/r is not an absolute path/],
    ['/lab', 'tab=weights', /no tab weights; there are: curves, puzzles/],
  ])('is refused in words: %s?%s', (path, query, sentence) => {
    expect(() => parseLabLink(path, query, t)).toThrow(sentence);
  });

  it('comes as an argument, too, and anything else counts as nothing', () => {
    expect(labTargetOf({ runFolder: '/r', tab: 'run' })).toEqual({ runFolder: '/r', tab: 'run' });
    for (const argument of [undefined, null, 'x', { tab: 'weights' }, { runFolder: 3 }]) {
      expect(labTargetOf(argument)).toEqual({ runFolder: null, tab: null });
    }
  });
});

describe('the page of a webview', () => {
  const html = webviewHtml({
    page: 'lab',
    language: 'ko',
    title: 'A <b> & "c"',
    scriptUri: 'https://host/panel.js?a="b"',
    cspSource: 'https://host',
    nonce: 'abc123',
  });

  it('lets one script in, and neither connections nor fonts', () => {
    expect(html).toContain(
      "default-src 'none'; script-src 'nonce-abc123'; style-src 'nonce-abc123' https://host; img-src blob: data:; font-src 'none'",
    );
    expect(html.match(/<script/g)).toHaveLength(1);
    expect(html).not.toMatch(/unsafe/);
  });

  it('says which page it is, in which language, and takes no markup from a text', () => {
    expect(html).toContain('<html lang="ko">');
    expect(html).toContain('<body data-page="lab">');
    expect(html).toContain('<title>A &#60;b&#62; &#38; &#34;c&#34;</title>');
    expect(html).toContain('src="https://host/panel.js?a=&#34;b&#34;"');
  });
});
