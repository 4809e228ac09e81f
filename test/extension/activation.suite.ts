import assert from 'node:assert/strict';

import * as vscode from 'vscode';
import * as z from 'zod';

import { activeLab, labExtension } from './support/lab.js';
import { enginePids } from './support/processes.js';

const manifestSchema = z.object({
  contributes: z.object({ commands: z.array(z.object({ command: z.string() })).min(1) }),
});
const reportSchema = z.object({ sharedObjects: z.array(z.string()) });

suite('activation', () => {
  test('comes by itself when the editor has started', async () => {
    await activeLab();
  });

  test('starts no engine, and loads none of its libraries', async () => {
    await activeLab();
    assert.deepEqual(await enginePids(), []);
    const { sharedObjects } = reportSchema.parse(process.report.getReport());
    assert.ok(sharedObjects.length > 0);
    assert.deepEqual(
      sharedObjects.filter((file) => /tensorflow|tfjs|sharp|vips|jpeg-turbo/.test(file)),
      [],
    );
  });

  test('registers every command of the manifest', async () => {
    await activeLab();
    const { contributes } = manifestSchema.parse(labExtension().packageJSON);
    const registered = new Set(await vscode.commands.getCommands(true));
    const missing = contributes.commands.filter(({ command }) => !registered.has(command));
    assert.deepEqual(missing, []);
  });

  test('shows no run, and nothing that was interrupted, in a new profile', async () => {
    const lab = await activeLab();
    assert.equal(lab.currentRun(), null);
    assert.deepEqual(lab.queue(), []);
    assert.equal(lab.runUnderWay(), null);
    assert.deepEqual(await lab.runs(), []);
    assert.deepEqual(await enginePids(), [], 'Listing no folder of runs needs no engine.');
  });
});
