/**
 * Measures the Lab's page in the editor while an engine trains: `npm run bench:lab`. It takes some
 * minutes, prints its figures, and is no part of `npm test`.
 */
import { rm } from 'node:fs/promises';
import path from 'node:path';

import type { Frame } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';

import { median } from '../bench/statistics.js';
import { openEditor, type EditorSession } from '../e2e/support/editorSession.js';
import { fill, labPage, openTraining, shownSteps, stepShown } from '../e2e/support/pages.js';
import { runFolders } from '../e2e/support/runFolders.js';
import { prolongRun } from '../support/prolongRun.js';

const manySteps = 100_000;
const rounds = 5;
const watchMs = 15_000;

let session: EditorSession;

beforeAll(async () => {
  session = await openEditor();
});
afterAll(() => session.close());

const train = async (epochs: number): Promise<void> => {
  const form = await openTraining(session);
  await fill(form, { Epochs: String(epochs), 'Batch (images)': '16' });
  await form.getByRole('button', { name: 'Start', exact: true }).click();
};

const say = (what: string, values: readonly number[]): void => {
  const sorted = values.toSorted((a, b) => a - b);
  const p99 = sorted[Math.floor(sorted.length * 0.99)] ?? NaN;
  const figures = [median(values), sorted[0] ?? NaN, p99, sorted.at(-1) ?? NaN];
  const [middle, least, high, most] = figures.map((value) => value.toFixed(1));
  console.log(
    `${what}: median ${middle} ms, ${least} to ${most} ms, 99th percentile ${high} ms, ${values.length} times`,
  );
};

/** Time from a snapshot's message to the frame after the one that drew its very many steps, in ms. */
const snapshotDrawn = (lab: Frame): Promise<number> =>
  lab.evaluate(
    (steps) =>
      new Promise<number>((resolve) => {
        interface LabElement extends Element {
          readonly state: { readonly run: { readonly series: { readonly length: number } } | null };
        }
        const app = document.querySelector('lab-app') as LabElement;
        let arrivedMs = 0;
        window.addEventListener('message', () => (arrivedMs = performance.now()), {
          capture: true,
        });
        const look = (): void => {
          const messageMs = arrivedMs;
          if ((app.state.run?.series.length ?? 0) < steps) {
            requestAnimationFrame(look);
            return;
          }
          requestAnimationFrame(() => {
            requestAnimationFrame(() => resolve(performance.now() - messageMs));
          });
        };
        requestAnimationFrame(look);
      }),
    manySteps,
  );

it('draws at the rate of the screen while an engine trains', async () => {
  await train(400);
  await stepShown(session, 5);
  const lab = await labPage(session);
  const before = (await shownSteps(lab)).step.length;
  const frames = await lab.evaluate(
    (durationMs) =>
      new Promise<number[]>((resolve) => {
        const times: number[] = [];
        const tick = (now: number): void => {
          times.push(now);
          if (now - (times[0] ?? now) < durationMs) requestAnimationFrame(tick);
          else resolve(times.slice(1).map((time, index) => time - (times[index] ?? time)));
        };
        requestAnimationFrame(tick);
      }),
    watchMs,
  );
  const steps = (await shownSteps(lab)).step.length - before;
  expect(steps).toBeGreaterThan(0);
  say(`frames while training, ${steps} steps came`, frames);
  await session.runCommand('Pretext Lab: Stop');
  await session.notification(/was stopped after step/);
});

it('shows a run of very many steps while an engine trains', async () => {
  const [runFolder = ''] = await runFolders(path.dirname(session.images));
  await prolongRun(runFolder, manySteps);
  // The one that is left is the long one.
  await rm(runFolder, { recursive: true });
  await session.runCommand('Pretext Lab: Refresh Runs');
  const stopped = session.page
    .getByRole('tree', { name: 'Runs' })
    .getByRole('treeitem', { name: /^Rotation, Stopped/ });
  await expect.poll(() => stopped.count()).toBe(1);
  await train(400);
  await stepShown(session, 5);
  const drawn: number[] = [];
  for (let round = 0; round < rounds; round++) {
    await session.runCommand('Pretext Lab: Open Lab');
    await stepShown(session, 1);
    const lab = await labPage(session);
    await expect.poll(async () => (await shownSteps(lab)).step.length).toBeLessThan(manySteps);
    const drawing = snapshotDrawn(lab);
    await session.chooseFromMenu(stopped, 'Open Run in Lab');
    drawn.push(await drawing);
  }
  say(`a snapshot of ${manySteps} steps, from its message to its charts, while training`, drawn);
});
