/**
 * The lock that keeps two processes out of one run.
 *
 * Each process that wants the run writes its own file `lock-<pid>-<ms>.json` first and looks at all
 * the others afterwards. Of two processes at least one therefore sees the other and steps back, so
 * both never train, and a lock whose process is gone needs no delicate take-over: it is just removed.
 */
import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';

import * as z from 'zod';

import { sentence } from '../../protocol/sentence.js';
import { LabError } from '../labError.js';
import { explainWriteError, nodeDisk, type Disk } from './atomicFile.js';
import { systemCode } from '../systemCode.js';
import { formatVersion, readVersionedJson } from './readUntrusted.js';

/** What a lock needs to know of this machine's processes. */
export interface ProcessTable {
  /** The process that asks. */
  readonly pid: number;
  readonly hostName: string;
  isAlive(pid: number): boolean;
  /** A text that differs between two processes that had the same pid; null if the system does not tell. */
  startTimeOf(pid: number): Promise<string | null>;
}

/** A run that this process holds. */
export interface RunLock {
  /** Lets others have the run. */
  release(): Promise<void>;
}

const lockSchema = z.object({
  formatVersion: z.literal(formatVersion),
  pid: z.number().int().min(1),
  startTime: z.string().nullable(),
  hostName: z.string(),
  acquiredAt: z.iso.datetime(),
});
/** Who holds a run. */
type LockHolder = z.infer<typeof lockSchema>;

const namePattern = /^lock-\d+-\d+\.json$/;
const largestLockBytes = 4096;

/**
 * Asks the operating system about processes.
 * @param system `signal` sends signal 0 (`process.kill(pid, 0)`) and throws when there is no such process
 */
export const createProcessTable = (system: {
  readonly pid: number;
  readonly hostName: string;
  signal(pid: number): void;
}): ProcessTable => ({
  pid: system.pid,
  hostName: system.hostName,
  isAlive: (pid) => {
    try {
      system.signal(pid);
      return true;
    } catch (error) {
      // EPERM: it lives and belongs to someone else.
      return systemCode(error) === 'EPERM';
    }
  },
  startTimeOf: async (pid) => {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null);
    // The command in parentheses may hold anything; field 3 (state) follows the last parenthesis.
    const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ');
    // A process that ended but was not yet collected by its parent holds nothing any more.
    if (fields?.[0] === 'Z' || fields?.[0] === 'X') return 'ended';
    return fields?.[19] ?? null;
  },
});

const isLiving = async (holder: LockHolder, processes: ProcessTable): Promise<boolean> => {
  // Nothing can be known of another machine's processes.
  if (holder.hostName !== processes.hostName) return true;
  if (!processes.isAlive(holder.pid)) return false;
  const startTime = await processes.startTimeOf(holder.pid);
  return holder.startTime === null || startTime === null || holder.startTime === startTime;
};

/** All locks of a run; `holder` is null where the file tells nothing. */
const readLocks = async (runFolder: string) => {
  const names = (await readdir(runFolder)).filter((name) => namePattern.test(name)).sort();
  return Promise.all(
    names.map(async (name) => {
      const file = join(runFolder, name);
      const holder = await readVersionedJson(file, lockSchema, largestLockBytes).catch(() => null);
      return { file, holder };
    }),
  );
};

/** Who lives and who is gone; `ownFile` counts as neither. */
const splitLocks = async (runFolder: string, processes: ProcessTable, ownFile: string | null) => {
  const stale: string[] = [];
  const files: string[] = [];
  let living: { file: string; holder: LockHolder } | null = null;
  for (const { file, holder } of await readLocks(runFolder)) {
    files.push(file);
    if (file === ownFile) continue;
    if (holder !== null && (await isLiving(holder, processes))) living ??= { file, holder };
    else stale.push(file);
  }
  return { files, living, stale };
};

const lockedError = (runFolder: string, file: string, holder: LockHolder): LabError =>
  new LabError(
    'runLocked',
    sentence(
      'The run {0} is in use by process {1} on {2} since {3}; stop that one first (if it no longer exists, delete {4}).',
      basename(runFolder),
      holder.pid,
      holder.hostName,
      holder.acquiredAt,
      file,
    ),
  );

/** Who holds the run and lives, or null. */
export const findLivingHolder = async (
  runFolder: string,
  processes: ProcessTable,
): Promise<LockHolder | null> => {
  const { living } = await splitLocks(runFolder, processes, null);
  return living?.holder ?? null;
};

/**
 * Takes the run for this process, at once also when the process that held it was killed.
 * @throws LabError `runLocked` naming the living holder, `runUnreadable`, `notWritable` or `diskFull`
 */
export const acquireRunLock = async (
  runFolder: string,
  processes: ProcessTable,
  now: Date,
  disk: Disk = nodeDisk,
): Promise<RunLock> => {
  const { pid, hostName } = processes;
  const holder: LockHolder = {
    formatVersion,
    pid,
    startTime: await processes.startTimeOf(pid),
    hostName,
    acquiredAt: now.toISOString(),
  };
  const ownFile = join(runFolder, `lock-${pid}-${now.getTime()}.json`);
  try {
    const opened = await disk.open(ownFile, 'wx');
    try {
      await opened.write(Buffer.from(JSON.stringify(holder)));
    } finally {
      await opened.close();
    }
  } catch (error) {
    if (systemCode(error) === 'EEXIST') throw lockedError(runFolder, ownFile, holder);
    await disk.remove(ownFile).catch(() => undefined);
    if (systemCode(error) === 'ENOENT') {
      throw new LabError(
        'runUnreadable',
        sentence('There is no run folder {0}; check the path.', runFolder),
      );
    }
    throw explainWriteError(error, ownFile, largestLockBytes);
  }
  const release = () => disk.remove(ownFile).catch(() => undefined);
  const after = await splitLocks(runFolder, processes, ownFile);
  if (after.living !== null) {
    await release();
    throw lockedError(runFolder, after.living.file, after.living.holder);
  }
  // Someone who looked before these lines were written took the file for torn and removed it.
  if (!after.files.includes(ownFile)) throw lockedError(runFolder, ownFile, holder);
  for (const file of after.stale) await disk.remove(file).catch(() => undefined);
  return { release };
};
