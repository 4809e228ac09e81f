import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { fillFolder, type StagedFolder } from '../../../src/engine/exporting/stagedFolder.js';
import { nodeDisk } from '../../../src/engine/runFolder/atomicFile.js';
import { fullAfter, temporaryFolder } from '../runFolder/runFixtures.js';

const text = (content: string): Uint8Array[] => [Buffer.from(content)];
const writeTwo = async (staged: StagedFolder): Promise<readonly string[]> => {
  await staged.write('a.txt', text('a'));
  await staged.write('deep/er/b.txt', text('b'));
  return staged.names;
};

describe('a folder that is filled', () => {
  it('has its files at the end, whether it was there or not', async () => {
    const root = await temporaryFolder();
    const there = join(root, 'there');
    await mkdir(there);
    for (const folder of [there, join(root, 'new', 'one')]) {
      expect(await fillFolder(folder, nodeDisk, writeTwo)).toEqual(['a.txt', 'deep/er/b.txt']);
      expect((await readdir(folder)).sort()).toEqual(['a.txt', 'deep']);
      expect(await readFile(join(folder, 'deep/er/b.txt'), 'utf8')).toBe('b');
    }
  });

  it('shows nothing before its end, and lets what was written be read', async () => {
    const folder = join(await temporaryFolder(), 'new');
    await fillFolder(folder, nodeDisk, async (staged) => {
      await writeTwo(staged);
      expect((await readdir(folder)).every((name) => name.startsWith('.'))).toBe(true);
      expect(await readFile(staged.pathOf('a.txt'), 'utf8')).toBe('a');
    });
  });

  it('is not touched when it is not empty, or a file', async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'mine.txt'), 'mine');
    const attempt = fillFolder(folder, nodeDisk, writeTwo);
    await expect(attempt).rejects.toMatchObject({
      code: 'notWritable',
      message: expect.stringMatching(/not empty \(entries: 1\).*--out DIR/) as string,
    });
    expect(await readdir(folder)).toEqual(['mine.txt']);
    const file = fillFolder(join(folder, 'mine.txt'), nodeDisk, writeTwo);
    await expect(file).rejects.toMatchObject({ code: 'notWritable' });
    const below = fillFolder(join(folder, 'mine.txt', 'below'), nodeDisk, writeTwo);
    await expect(below).rejects.toMatchObject({ code: 'notWritable' });
    expect(await readFile(join(folder, 'mine.txt'), 'utf8')).toBe('mine');
  });

  it('is as it was before when something fails', async () => {
    const root = await temporaryFolder();
    const failing = async (staged: StagedFolder): Promise<never> => {
      await writeTwo(staged);
      throw new Error('no good');
    };
    await expect(fillFolder(join(root, 'new'), nodeDisk, failing)).rejects.toThrow('no good');
    expect(await readdir(root)).toEqual([]);
    await mkdir(join(root, 'there'));
    await expect(fillFolder(join(root, 'there'), nodeDisk, failing)).rejects.toThrow('no good');
    expect(await readdir(join(root, 'there'))).toEqual([]);
    const full = fillFolder(join(root, 'new'), fullAfter(1), writeTwo);
    await expect(full).rejects.toMatchObject({ code: 'diskFull' });
    expect(await readdir(root)).toEqual(['there']);
  });

  it('may hold what a killed process left of an earlier attempt', async () => {
    const folder = await temporaryFolder();
    await mkdir(join(folder, '.pretext-lab-writing-abc'));
    await writeFile(join(folder, '.pretext-lab-writing-abc', 'half.onnx'), 'half');
    await fillFolder(folder, nodeDisk, writeTwo);
    expect((await readdir(folder)).sort()).toEqual(['a.txt', 'deep']);
  });

  it.each(['../outside.txt', '/tmp/outside.txt', '', '.', 'deep/../../outside.txt'])(
    'takes no file %j outside itself',
    async (name) => {
      const root = await temporaryFolder();
      const folder = join(root, 'new');
      const attempt = fillFolder(folder, nodeDisk, (staged) => staged.write(name, text('x')));
      await expect(attempt).rejects.toMatchObject({ code: 'badArgument' });
      expect(await readdir(root)).toEqual([]);
    },
  );
});
