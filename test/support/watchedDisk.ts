import { Writable } from 'node:stream';

import { nodeDisk, type Disk } from '../../src/tensorflowLibrary/disk.mjs';

/**
 * The real disk, with somebody beside it.
 * @param onWritten hears after each write how many bytes the file got so far; an error that it returns
 *   ends the file there
 */
export const watchedDisk = (onWritten: (bytes: number, file: string) => Error | null): Disk => ({
  ...nodeDisk,
  openWrite: (file, isAppending) => {
    const inner = nodeDisk.openWrite(file, isAppending);
    let written = 0;
    return new Writable({
      write: (chunk: Buffer, _encoding, done) => {
        inner.write(chunk, (error) => {
          written += chunk.length;
          done(error ?? onWritten(written, file));
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
