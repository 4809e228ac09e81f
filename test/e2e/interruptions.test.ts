/** What a window that goes and an engine that dies leave, and how a run goes on after them. */
import path from 'node:path';

import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';

import { patiently, until } from '../support/editor/until.js';
import { openEditor, type EditorSession } from './support/editorSession.js';
import { fill, labPage, openTraining, shownSteps, stepShown } from './support/pages.js';
import { engineOf, hasEnded, isAlive, runFolders, writtenSteps } from './support/runFolders.js';
import { pictureOfFailure } from './support/themes.js';

const epochs = 400;
/** Of 180 images in batches of 16. */
const stepsPerEpoch = 11;

let session: EditorSession;
let runFolder = '';

beforeAll(async () => {
  session = await openEditor();
});
afterEach(({ task }) => pictureOfFailure(session, task));
afterAll(() => session.close());

/** The process that trains the run. */
const trainingEngine = (): Promise<number> =>
  until(() => engineOf(runFolder), 'an engine that holds the run');

const stepsOnDisk = async (): Promise<number> => (await writtenSteps(runFolder)).at(-1)?.step ?? 0;

it('saves the run when the window is reloaded, and ends its engine', async () => {
  const form = await openTraining(session);
  await fill(form, { Epochs: String(epochs), 'Batch (images)': '16' });
  await form.getByRole('button', { name: 'Start', exact: true }).click();
  await stepShown(session, 2 * stepsPerEpoch);
  runFolder = (await runFolders(path.dirname(session.images))).at(-1) ?? '';
  const engine = await trainingEngine();
  await session.reload();
  await hasEnded(engine);
});

it('offers to resume the run after the reload, and the Lab shows it again', async () => {
  const toast = await session.notification(/was interrupted when the window closed/);
  const lab = await labPage(session);
  await lab.getByText('Interrupted', { exact: true }).waitFor();
  const kept = (await shownSteps(lab)).step;
  expect(kept).toEqual(kept.map((_, index) => index + 1));
  await toast.getByRole('button', { name: 'Resume' }).click();
  await stepShown(session, (kept.at(-1) ?? 0) + stepsPerEpoch);
});

it('says why when the engine is killed, and leaves nothing running', async () => {
  const engine = await trainingEngine();
  process.kill(engine, 'SIGKILL');
  const toast = await session.notification(
    /Rotation was interrupted after step [\d,]+\. The engine ended .*SIGKILL/,
  );
  expect(isAlive(engine)).toBe(false);
  await expect.poll(() => session.offersCommand('Pretext Lab: Stop'), patiently).toBe(false);
  await expect.poll(() => session.offersCommand('Pretext Lab: Resume'), patiently).toBe(true);
  const training = await openTraining(session);
  await training.getByText('Interrupted', { exact: true }).waitFor();
  await training.getByRole('button', { name: 'Resume' }).waitFor();
  await session.page.getByRole('treeitem', { name: /^Rotation, Interrupted · / }).waitFor();
  await session.screenshot('screenshots/dark-training-interrupted');
  await toast.getByRole('button', { name: 'Resume' }).click();
});

it('goes on from the checkpoint, and the curve has no gap', async () => {
  const before = await stepsOnDisk();
  const engine = await trainingEngine();
  await until(
    async () => ((await stepsOnDisk()) > before + stepsPerEpoch ? true : null),
    'further steps of the resumed run',
  );
  await session.runCommand('Pretext Lab: Stop');
  await session.notification(/Rotation was stopped after step /);
  await hasEnded(engine);
  const lab = await labPage(session);
  await lab.getByText('Stopped', { exact: true }).waitFor();
  const shown = await shownSteps(lab);
  const written = await writtenSteps(runFolder);
  expect(shown.step).toEqual(written.map(({ step }) => step));
  expect(shown.loss).toEqual(written.map(({ loss }) => Math.fround(loss)));
  expect(shown.step).toEqual(shown.step.map((_, index) => index + 1));
  expect(session.problems).toEqual([]);
});
