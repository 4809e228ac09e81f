/**
 * The promise to a new user: install the package, draw sample images, train. On a machine that has the
 * editor and nothing else: no network, no compiler, no Python, no npm, no TensorFlow, no checkout.
 */
import { mkdir, mkdtemp, readdir, readFile, readlink } from 'node:fs/promises';
import path from 'node:path';

import { afterAll, afterEach, beforeAll, expect, inject, it } from 'vitest';

import { withoutNetwork } from '../../scripts/editor/cutOff.mjs';
import { runTool } from '../../scripts/setup/runTool.mjs';
import { atThisMoment } from '../support/atThisMoment.js';
import { emptyEnvironment } from '../support/emptyEnvironment.js';
import { openLab, type Lab } from './support/openLab.js';
import { fill, openTraining } from './support/pages.js';
import { backendOf, engineOf, runFolders, steppedRun, writtenSteps } from './support/runFolders.js';
import { picture, pictureOfFailure } from './support/themes.js';
import { watchPages } from './support/watchPages.js';

/** For what takes seconds on a quiet machine. */
const patienceMs = 150_000;
/** Programs that a package might secretly need. */
const builders = ['gcc', 'cc', 'g++', 'clang', 'make', 'cmake', 'python3', 'python', 'npm', 'node'];
const command = (name: string): string => `Pretext Lab: ${name}`;

let lab: Lab;
let problems: readonly string[];
/** Of the editor, and so of everything that it starts. */
let environment: NodeJS.ProcessEnv;
let workspace: string;

beforeAll(async () => {
  const machine = await mkdtemp(path.join(inject('e2eFolder'), 'clean-'));
  const home = path.join(machine, 'home');
  workspace = path.join(machine, 'workspace');
  await mkdir(home);
  await mkdir(workspace);
  // A machine without a graphics processor: Vulkan finds no driver, even where there is one.
  const noDriver = path.join(home, 'no-driver.json');
  environment = {
    ...emptyEnvironment(home),
    ...{ VK_DRIVER_FILES: noDriver, VK_ICD_FILENAMES: noDriver },
  };
  // Neither a folder with an engine nor a compute engine is named.
  lab = await openLab({ folder: workspace, environment, isCutOff: true });
  problems = watchPages(lab.page);
});
afterEach(({ task }) => pictureOfFailure(lab, task));
afterAll(() => lab.close());

const images = (): string => path.join(workspace, 'sample-images');

const networkOf = (pid: number | 'self'): Promise<string> => readlink(`/proc/${pid}/ns/net`);

it('is a machine without a network', async () => {
  const server = await networkOf(lab.server.pid);
  expect(server).not.toBe(await networkOf('self'));
  const cards = await readFile(`/proc/${lab.server.pid}/net/dev`, 'utf8');
  expect([...cards.matchAll(/^\s*(\S+):/gm)].map(([, name]) => name)).toEqual(['lo']);
  // Addresses of documentation: nobody has them anywhere, but here even the way there is missing.
  const script = `
    const ask = (host) => new Promise((resolve) => {
      const socket = require('node:net').connect({ host, port: 443 }, () => resolve('connected'));
      socket.once('error', ({ code }) => resolve(code));
    });
    Promise.all(['192.0.2.1', '2001:db8::1'].map(ask)).then((codes) => console.log(codes.join()));
  `;
  const asked = await withoutNetwork([inject('editor').node, '--eval', script]);
  const { output } = await runTool(asked.command, asked.args, { env: environment });
  expect(output.trim()).toMatch(/^ENETUNREACH,(ENETUNREACH|EADDRNOTAVAIL)$/);
});

it('is a machine without a compiler, Python or npm', async () => {
  const script = `for name in ${builders.join(' ')}; do command -v $name; done; echo looked`;
  const { output } = await runTool('/bin/sh', ['-c', script], { env: environment });
  expect(output).toBe('looked\n');
});

it('draws sample images and trains on them, right after the package was installed', async () => {
  await lab.runCommand(command('Create Sample Folder'));
  const startedMs = performance.now();
  await lab.page.locator('.quick-input-list .monaco-list-row').first().click();
  const toast = await lab.notification(/2,000 sample images are in /, patienceMs);
  const drawnMs = performance.now();
  await toast.getByRole('button', { name: 'Pretrain with Rotation' }).click();
  const clickedMs = performance.now();
  const run = await steppedRun(images(), patienceMs);
  const steppedMs = performance.now();

  const engine = await engineOf(run);
  if (engine === null) throw new Error(`Nobody holds the lock of ${run}.`);
  expect(await networkOf(engine)).toBe(await networkOf(lab.server.pid));
  const engineProgram = await readFile(`/proc/${engine}/cmdline`, 'utf8');
  expect(engineProgram).toContain(lab.server.extensions);
  expect(await backendOf(run)).toBe('wasm');

  const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;
  process.stderr.write(
    [
      `clean install: package installed in ${seconds(lab.installMs)}`,
      `sample images drawn in ${seconds(drawnMs - startedMs)}`,
      `first step ${seconds(steppedMs - clickedMs)} after the click\n`,
    ].join(', '),
  );
});

it('says in one sentence what it computes with, and nothing that went wrong', async () => {
  const training = await openTraining(lab);
  await training.getByText(/· WebAssembly/).waitFor({ timeout: patienceMs });
  await training
    .getByText(/^WebAssembly.* is used instead of WebGPU: No graphics processor was found here/)
    .waitFor();
  const complaints = lab.page
    .locator('.notification-toast')
    .locator('.codicon-error, .codicon-warning');
  expect(await atThisMoment(complaints.count())).toBe(0);
  await picture(lab, 'dark', 'clean-install');
  await lab.runCommand(command('Stop'));
  await lab.notification(/Rotation was stopped after step \d+/, patienceMs);
});

it('finishes an epoch', async () => {
  const form = await openTraining(lab);
  await fill(form, { Epochs: '1', 'Image size (px)': '16' });
  await form.getByRole('button', { name: 'Start', exact: true }).click();
  await lab.notification(/Rotation reached .*% validation accuracy \(chance 25/, patienceMs);
  const run = (await runFolders(images())).at(-1) ?? '';
  const steps = (await writtenSteps(run)).map(({ step }) => step);
  expect(steps).toEqual(steps.map((_, index) => index + 1));
  // A tenth of 2,000 images is held out, and a batch has 64.
  expect(steps.length).toBeGreaterThan(20);
  expect(await backendOf(run)).toBe('wasm');
});

it('left nothing at home, asked nobody, and broke no rule of its pages', async () => {
  expect(await readdir(environment['HOME'] ?? '')).not.toContain('.pretext-lab');
  expect(lab.externalRequests).toEqual([]);
  expect(problems).toEqual([]);
});
