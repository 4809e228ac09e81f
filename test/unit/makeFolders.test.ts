import { mkdtemp, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { makeFolders } from '../../src/engine/makeFolders.js';

const isFolder = async (path: string): Promise<boolean> => (await stat(path)).isDirectory();

describe('making folders', () => {
  it('makes all that are missing, also when several callers want the same', async () => {
    const root = await mkdtemp(join(tmpdir(), 'folders-'));
    const folder = join(root, 'a', 'b', 'c');
    await Promise.all([makeFolders(folder), makeFolders(folder), makeFolders(join(root, 'a'))]);
    expect(await isFolder(folder)).toBe(true);
    await makeFolders(folder);
  });

  it('refuses where a file stands in the way', async () => {
    const root = await mkdtemp(join(tmpdir(), 'folders-'));
    await writeFile(join(root, 'file'), '');
    await expect(makeFolders(join(root, 'file'))).rejects.toThrow('EEXIST');
    await expect(makeFolders(join(root, 'file', 'below'))).rejects.toThrow(/EEXIST|ENOTDIR/);
  });

  it('comes back from a file system that makes no folders', async () => {
    const impossible = process.platform === 'linux' ? '/proc/pretext/lab' : '/dev/null/pretext/lab';
    await expect(makeFolders(impossible)).rejects.toThrow(/E[A-Z]+/);
  });
});
