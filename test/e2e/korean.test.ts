/** One pass in Korean: menus, the Training view, a run and the Lab. */
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';

import { patiently } from '../support/editor/until.js';
import { openEditor, type EditorSession } from './support/editorSession.js';
import { fill, labPage, openTraining, picturesDrawn } from './support/pages.js';
import { pictureOfFailure } from './support/themes.js';

let session: EditorSession;

beforeAll(async () => {
  session = await openEditor({ locale: 'ko' });
});
afterEach(({ task }) => pictureOfFailure(session, task));
afterAll(() => session.close());

it('speaks Korean in the sidebar and the palette', async () => {
  const training = await openTraining(session, 'Pretext Lab', '학습');
  await training.getByRole('button', { name: '시작', exact: true }).waitFor();
  await expect
    .poll(() => session.offersCommand('Pretext Lab: 샘플 폴더 만들기'), patiently)
    .toBe(true);
  await session.page.getByText('아직 실행이 없습니다', { exact: false }).waitFor();
  await session.screenshot('screenshots/ko-training');
});

it('speaks Korean in the Lab', async () => {
  const training = await openTraining(session, 'Pretext Lab', '학습');
  await fill(training, { 에포크: '2' });
  await training.locator('vscode-button:not([disabled])', { hasText: '시작' }).click();
  const lab = await labPage(session);
  await lab.getByText('완료됨', { exact: true }).waitFor({ timeout: 120_000 });
  await session.page.getByRole('treeitem', { name: /^회전, \d+\.\d % · / }).waitFor();
  await session.screenshot('screenshots/ko-lab-curves');
  await lab.getByRole('tab', { name: '회전', exact: true }).click();
  await picturesDrawn(lab.getByRole('tabpanel').locator('.rotation').first(), 2);
  await session.screenshot('screenshots/ko-lab-rotations');
  await lab.getByRole('tab', { name: '이미지', exact: true }).click();
  await picturesDrawn(lab.getByRole('tabpanel'), 9);
  await session.screenshot('screenshots/ko-lab-images');
  await lab.getByRole('tab', { name: '실행', exact: true }).click();
  await lab.getByRole('tabpanel').getByRole('heading', { name: '체크포인트' }).waitFor();
  await session.screenshot('screenshots/ko-lab-run');
  expect(session.problems).toEqual([]);
});
