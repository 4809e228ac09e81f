/** Event files in `tensorboard/` that TensorBoard opens; one file per process that trained the run. */
import { join } from 'node:path';

import {
  explainWriteError,
  nodeDisk,
  openAppendFile,
  type AppendFile,
  type Disk,
} from './atomicFile.js';
import { systemCode } from '../systemCode.js';
import {
  frameRecord,
  scalarsEvent,
  sessionStartEvent,
  versionEvent,
} from './tensorboardRecords.js';

/** Writes scalars. Await each call before the next one. */
export interface TensorboardWriter {
  /**
   * @param step 0 .. 2^53
   * @param scalars by tag, for example `loss/train`; stored as float32
   * @throws LabError `diskFull`; the file then ends where it ended before
   */
  write(step: number, now: Date, scalars: Readonly<Record<string, number>>): Promise<void>;
  close(): Promise<void>;
}

const mostFilesPerSecond = 100;

const createEventFile = async (base: string, disk: Disk): Promise<AppendFile> => {
  for (let attempt = 1; ; attempt++) {
    try {
      return await openAppendFile(attempt === 1 ? base : `${base}.${attempt}`, 'ax', disk);
    } catch (error) {
      if (systemCode(error) !== 'EEXIST' || attempt === mostFilesPerSecond) throw error;
    }
  }
};

/**
 * Starts a new event file.
 * @param options.resumedFromStep step of the checkpoint that the run goes on from: TensorBoard then
 *   forgets what earlier files hold after it. Null for a new run.
 * @throws LabError `notWritable` or `diskFull`
 */
export const openTensorboard = async (
  runFolder: string,
  options: {
    readonly hostName: string;
    readonly now: Date;
    readonly resumedFromStep: number | null;
  },
  disk: Disk = nodeDisk,
): Promise<TensorboardWriter> => {
  const { hostName, now, resumedFromStep } = options;
  const folder = join(runFolder, 'tensorboard');
  await disk.makeFolder(folder).catch((error: unknown) => {
    throw explainWriteError(error, folder, 0);
  });
  const seconds = String(Math.floor(now.getTime() / 1000)).padStart(10, '0');
  const host = hostName.replace(/[^A-Za-z0-9.-]/g, '_');
  const file = await createEventFile(join(folder, `events.out.tfevents.${seconds}.${host}`), disk);
  const opening = [versionEvent(now)];
  if (resumedFromStep !== null) opening.push(sessionStartEvent(now, resumedFromStep + 1));
  await file.append(Buffer.concat(opening.map(frameRecord)));
  return {
    write: (step, time, scalars) => file.append(frameRecord(scalarsEvent(time, step, scalars))),
    close: () => file.close(),
  };
};
