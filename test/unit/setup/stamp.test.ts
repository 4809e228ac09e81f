import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { readStamp, writeStamp } from '../../../scripts/setup/stamp.mjs';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'pretext lab stamp '));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

describe('stamp of a step', () => {
  it('holds until one of its files changes size or goes', async () => {
    const stamp = path.join(folder, 'deep', 'library.json');
    const made = path.join(folder, 'library.so');
    await writeFile(made, 'library');
    expect(await readStamp(stamp)).toBeNull();
    await writeStamp(stamp, { source: 'wheel' }, [made]);
    expect(await readStamp(stamp)).toEqual({ source: 'wheel' });
    await writeFile(made, 'longer library');
    expect(await readStamp(stamp)).toBeNull();
    await rm(made);
    expect(await readStamp(stamp)).toBeNull();
  });

  it('counts for nothing when it is broken', async () => {
    const stamp = path.join(folder, 'library.json');
    for (const text of ['', '{"facts"', 'null', '{"facts":{}}']) {
      await writeFile(stamp, text);
      expect(await readStamp(stamp)).toBeNull();
    }
  });
});
