import { describe, expect, it } from 'vitest';

import { LabError } from '../../../src/engine/labError.js';
import { explainWriteError } from '../../../src/engine/runFolder/atomicFile.js';
import { sentence } from '../../../src/protocol/sentence.js';

const failure = (code: string): Error => Object.assign(new Error(`${code}: no`), { code });

describe('a failed write', () => {
  it.each([
    ...['EACCES', 'EPERM', 'EROFS', 'ENOENT', 'ENOTDIR', 'EISDIR', 'ENAMETOOLONG', 'EINVAL'],
  ])('%s is refused in one sentence, with advice for a run', (code) => {
    const explained = explainWriteError(failure(code), '/at/file', 10);
    expect(explained).toBeInstanceOf(LabError);
    expect(explained).toMatchObject({
      code: 'notWritable',
      message: `Cannot write /at/file (${code}). Allow writing there, or choose another place for runs (--runs, or the setting pretextLab.runsFolder).`,
    });
  });

  it('takes the advice of whoever writes', () => {
    const advice = {
      whenRefused: sentence('Choose another file.'),
      whenFull: sentence('Free some space.'),
    };
    expect(explainWriteError(failure('ENOENT'), '/at/file', 10, advice)).toMatchObject({
      message: 'Cannot write /at/file (ENOENT). Choose another file.',
    });
    expect(explainWriteError(failure('ENOSPC'), '/at/file', 10, advice)).toMatchObject({
      code: 'diskFull',
      message: 'The disk is full: /at/file needs 10 bytes (ENOSPC). Free some space.',
    });
  });

  it('that is something else stays as it is', () => {
    const error = failure('EIO');
    expect(explainWriteError(error, '/at/file', 10)).toBe(error);
  });
});
