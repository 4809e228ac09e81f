/** The extension under test, as the editor has it. */
import assert from 'node:assert/strict';

import * as vscode from 'vscode';

import type { LabApi } from '../../../src/host/labApi.js';
import type { RunStatus } from '../../../src/protocol/runStatus.js';
import { until } from '../../support/editor/until.js';
import { enginePids, enginesEnd } from './processes.js';

export const extensionId = 'pretext-lab.pretext-lab';

/** How long a run may take to what is waited for, on a busy machine. */
const patienceMs = 45_000;

export const labExtension = (): vscode.Extension<LabApi> => {
  const extension = vscode.extensions.getExtension<LabApi>(extensionId);
  assert.ok(extension, `The editor does not know ${extensionId}.`);
  return extension;
};

/** The extension's interface, once it is active. */
export const activeLab = (): Promise<LabApi> =>
  until(() => {
    const { isActive, exports } = labExtension();
    return Promise.resolve(isActive ? exports : null);
  }, 'the activation of the extension');

/** Runs one of the extension's commands to its end. */
export const run = async (command: string, ...args: readonly unknown[]): Promise<void> => {
  await vscode.commands.executeCommand(`pretextLab.${command}`, ...args);
};

/** The run under way or the last one. */
export const currentRun = (lab: LabApi): RunStatus => {
  const status = lab.currentRun();
  assert.ok(status, 'No run was started in this window.');
  return status;
};

/** The status of the current run as soon as it fits. */
export const runThat = (
  lab: LabApi,
  what: string,
  fits: (status: RunStatus) => boolean,
): Promise<RunStatus> =>
  new Promise((resolve, reject) => {
    const end = (): void => {
      clearTimeout(limit);
      for (const subscription of subscriptions) subscription.dispose();
    };
    const look = (): void => {
      const status = lab.currentRun();
      if (status === null || !fits(status)) return;
      end();
      resolve(status);
    };
    const limit = setTimeout(() => {
      end();
      const status = lab.currentRun();
      const shown =
        status === null ? 'none' : `${status.phase} at step ${status.step}, ${status.message}`;
      reject(new Error(`There was no run ${what} within ${patienceMs} ms; it is ${shown}.`));
    }, patienceMs);
    const subscriptions = [lab.onRunChanged(look), lab.onRunEnded(look)];
    look();
  });

/** The status with which the next run ends, once its process is gone. */
export const nextEnd = (lab: LabApi): Promise<RunStatus> =>
  new Promise((resolve, reject) => {
    const limit = setTimeout(() => {
      subscription.dispose();
      reject(new Error(`No run ended within ${patienceMs} ms.`));
    }, patienceMs);
    const subscription = lab.onRunEnded((status) => {
      clearTimeout(limit);
      subscription.dispose();
      resolve(status);
    });
  });

/** True once the run has trained for some steps and has a checkpoint to go on from. */
export const hasCheckpoint = ({ phase, checkpoints }: RunStatus): boolean =>
  phase === 'training' && checkpoints.length > 0;

/** Stops the run under way, and waits until its process is gone. */
export const stopRun = async (lab: LabApi): Promise<RunStatus> => {
  const ended = nextEnd(lab);
  await run('stop');
  return ended;
};

/** Ends whatever a suite left behind, also one that failed in its middle. */
export const endEverything = async (lab: LabApi): Promise<void> => {
  for (const { id } of lab.queue()) lab.removeQueued(id);
  if (lab.currentRun()?.live === true) await stopRun(lab);
  await endEngines();
};

/**
 * Ends every engine that is there. One that looks things up may be started anew right after, by a
 * list of runs that has heard of the last run's end.
 */
export const endEngines = async (): Promise<void> => {
  const pids = await enginePids();
  // Not busy any more, so it asks nothing.
  await run('restartEngine');
  await enginesEnd(pids);
};
