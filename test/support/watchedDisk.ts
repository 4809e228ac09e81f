import { Writable } from 'node:stream';

import { nodeDisk, type Disk } from '../../src/tensorflowLibrary/disk.mjs';

/**
 * The real disk, with somebody beside it.
 * @param onWritten hears after each write how many bytes the file got so far; an error that it returns
 *   takes the place of the next one
 */
export const watchedDisk = (onWritten: (bytes: number, file: string) => Error | null): Disk => ({
  ...nodeDisk,
  openWrite: (file, isAppending) => {
    const inner = nodeDisk.openWrite(file, isAppending);
    let written = 0;
    let failure: Error | null = null;
    return new Writable({
      write: (chunk: Buffer, _encoding, done) => {
        if (failure !== null) {
          done(failure);
          return;
        }
        inner.write(chunk, (error) => {
          written += chunk.length;
          failure = onWritten(written, file);
          done(error);
        });
      },
      final: (done) => inner.end(done),
      destroy: (error, done) => {
        if (inner.closed) {
          done(error);
          return;
        }
        inner.once('close', () => done(error));
        inner.destroy();
      },
    });
  },
});

/** What a full disk says. */
export const noSpaceLeft = (): Error =>
  Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
