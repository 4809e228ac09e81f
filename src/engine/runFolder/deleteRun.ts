/**
 * Removing a run for good. Only what a run writes is removed: if someone put other files beside it,
 * they stay with their folder. Links are removed, never followed.
 */
import { lstat, readdir, rm, rmdir } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';

import { sentence } from '../../protocol/sentence.js';
import { LabError } from '../labError.js';
import { systemCode, systemReason } from '../systemCode.js';
import { readRunJson } from './runFolder.js';
import { findLivingHolder, type ProcessTable } from './runLock.js';

/** Names of what a run writes, but for run.json. See docs/run-folder.md. */
const isOfRun = (name: string): boolean =>
  /^(images\.json|permutations\.json|metrics\.jsonl|checkpoints|samples|evaluations|tensorboard|lock-\d+-\d+\.json)$/.test(
    name,
  ) || /^[\w.-]+\.(json|jsonl)\.tmp$/.test(name);

const requireFolder = async (runFolder: string): Promise<void> => {
  const found = await lstat(runFolder).catch(() => null);
  if (found === null) {
    throw new LabError(
      'runUnreadable',
      sentence('There is no run folder {0}; check the path.', runFolder),
    );
  }
  if (!found.isDirectory()) {
    throw new LabError(
      'runUnreadable',
      sentence('{0} is a link or a file, not a run folder, so it is not deleted.', runFolder),
    );
  }
};

/**
 * Removes a run folder.
 * @throws LabError `runUnreadable` when it is a link or holds no readable run.json, `runLocked` naming
 *   the living process that trains the run, `notWritable` when something in it cannot be removed
 */
export const deleteRun = async (
  requestedFolder: string,
  processes: ProcessTable,
): Promise<void> => {
  const runFolder = resolve(requestedFolder);
  await requireFolder(runFolder);
  await readRunJson(runFolder);
  const holder = await findLivingHolder(runFolder, processes);
  if (holder !== null) {
    throw new LabError(
      'runLocked',
      sentence(
        'The run {0} is being trained by process {1} on {2}; stop it before deleting the run.',
        basename(runFolder),
        holder.pid,
        holder.hostName,
      ),
    );
  }
  try {
    for (const name of (await readdir(runFolder)).filter(isOfRun)) {
      await rm(join(runFolder, name), { recursive: true, force: true });
    }
    // Last, so that what a killed process leaves behind can be deleted again.
    await rm(join(runFolder, 'run.json'), { force: true });
    await rmdir(runFolder).catch((error: unknown) => {
      if (systemCode(error) !== 'ENOTEMPTY' && systemCode(error) !== 'EEXIST') throw error;
    });
  } catch (error) {
    throw new LabError(
      'notWritable',
      sentence(
        'Cannot delete the run {0} ({1}); allow writing there and try again.',
        runFolder,
        systemReason(error),
      ),
      { cause: error },
    );
  }
};
