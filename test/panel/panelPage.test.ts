import { afterEach, expect, it } from 'vitest';

import { openPanelPage, type PanelPage } from './panelPage.js';
import { violations } from '../support/violations.js';

const open: PanelPage[] = [];
const openPage = async (options: Partial<Parameters<typeof openPanelPage>[0]> = {}) => {
  const panel = await openPanelPage({
    ...{ page: 'lab', theme: 'dark', width: 600, height: 400 },
    ...options,
  });
  open.push(panel);
  return panel;
};

afterEach(async () => {
  for (const panel of open.splice(0)) await panel.close();
});

it('hands typed arrays to the page and gets them back', async () => {
  const { page, deliver, posted } = await openPage();
  await page.evaluate(() => {
    window.addEventListener('message', (event: MessageEvent<{ bytes: unknown }>) => {
      const test = window as unknown as { panelTestPost(message: unknown): void };
      test.panelTestPost({ isArray: event.data.bytes instanceof Uint8Array, sent: event.data });
    });
  });
  await deliver({ bytes: new Uint8Array([7, 8]), losses: new Float32Array([0.5]) });
  await expect
    .poll(() => posted.at(-1))
    .toEqual({
      isArray: true,
      sent: { bytes: new Uint8Array([7, 8]), losses: new Float32Array([0.5]) },
    });
});

it('greets its host and keeps to the policy', async () => {
  const { posted, problems } = await openPage();
  await expect.poll(() => posted).toHaveLength(1);
  expect(posted[0]).toMatchObject({ kind: 'call', name: 'ready' });
  expect(problems).toEqual([]);
});

it('notices what the policy refuses, and errors', async () => {
  const { page, problems } = await openPage();
  await page.evaluate(() => {
    document.body.insertAdjacentHTML('beforeend', '<p style="color: red">text</p>');
    console.error('something went wrong');
  });
  await expect.poll(() => problems).toContain('console: something went wrong');
  await expect.poll(() => problems.join('\n')).toContain('policy: style-src-attr refused inline');
});

it('notices a picture without a text and a label without a contrast', async () => {
  const { page } = await openPage({ theme: 'light' });
  await page.evaluate(() => {
    const text = document.createElement('p');
    text.textContent = 'pale';
    text.style.color = '#eeeeee';
    document.body.append(document.createElement('img'), text);
  });
  const found = (await violations(page)).map((sentence) => sentence.split(':')[0]);
  expect(found).toEqual(['color-contrast', 'image-alt']);
});

it.each([
  ['dark', 'rgb(31, 31, 31)'],
  ['light', 'rgb(255, 255, 255)'],
  ['hc', 'rgb(0, 0, 0)'],
] as const)('shows the %s theme and changes to it', async (theme, color) => {
  const background = () => getComputedStyle(document.documentElement).backgroundColor;
  const { page } = await openPage({ theme });
  expect(await page.evaluate(background)).toBe(color);
  const other = await openPage({ theme: theme === 'dark' ? 'light' : 'dark' });
  expect(await other.page.evaluate(background)).not.toBe(color);
  await other.setTheme(theme);
  expect(await other.page.evaluate(background)).toBe(color);
});

it('keeps its state across a reload', async () => {
  const panel = await openPage({ state: { tab: 'images' } });
  await panel.reload();
  await expect(panel.state()).resolves.toEqual({ tab: 'images' });
  expect(panel.posted).toHaveLength(2);
});
