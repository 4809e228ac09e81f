/** A file is written anew, whole or not at all. */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { encodeTexts, nodeDisk, type Disk } from '../../../src/engine/runFolder/atomicFile.js';
import { requireNewFile, writeNewFile } from '../../../src/engine/runFolder/newFile.js';
import { sentence } from '../../../src/protocol/sentence.js';
import { fullAfter, temporaryFolder } from './runFixtures.js';

const advice = {
  whenRefused: sentence('Allow writing there, or name another file (--out).'),
  whenFull: sentence('Free some space, or name a file on another disk (--out).'),
};
const write = (file: string, text: string, disk: Disk = nodeDisk): Promise<void> =>
  writeNewFile(file, encodeTexts([text]), disk, advice);

describe('a new file', () => {
  it('is written with its folder, and never over another', async () => {
    const file = join(await temporaryFolder(), 'folder', 'file.csv');
    await requireNewFile(file);
    await write(file, 'first');
    expect(await readFile(file, 'utf8')).toBe('first');
    await expect(requireNewFile(file)).rejects.toMatchObject({ code: 'notWritable' });
    await expect(write(file, 'second')).rejects.toMatchObject({
      code: 'notWritable',
      message: expect.stringMatching(/already, and nothing is overwritten/) as string,
    });
    expect(await readFile(file, 'utf8')).toBe('first');
  });

  it('is refused where it cannot be', async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'file'), '');
    await expect(write(join(folder, 'file', 'below.csv'), 'x')).rejects.toMatchObject({
      code: 'notWritable',
      message: expect.stringMatching(/^Cannot write/) as string,
    });
  });

  it('leaves no part of itself on a full disk', async () => {
    const folder = await temporaryFolder();
    await expect(write(join(folder, 'file'), '0123456789', fullAfter(4))).rejects.toMatchObject({
      code: 'diskFull',
    });
    expect(await readdir(folder)).toEqual([]);
  });
});
