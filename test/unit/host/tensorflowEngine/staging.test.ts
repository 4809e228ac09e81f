import { mkdir, mkdtemp, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { claimStaging, staleMs } from '../../../../src/host/tensorflowEngine/staging.js';
import { createTestClock, type TestClock } from '../world.js';

let root: string;
let clock: TestClock;

beforeEach(async () => {
  root = join(await mkdtemp(join(tmpdir(), 'pretext lab staging ')), 'tensorflow');
  clock = createTestClock();
});
afterEach(async () => {
  await rm(join(root, '..'), { recursive: true });
});

describe('a folder to install in', () => {
  it('is there for one at a time, and gone afterwards', async () => {
    const first = await claimStaging(root, clock);
    expect(first).not.toBeNull();
    expect(await claimStaging(root, clock)).toBeNull();
    await writeFile(join(first?.folder ?? '', 'library'), 'much');
    await first?.release();
    expect(await readdir(root)).toEqual([]);
    expect(clock.waiting).toBe(0);
    expect(await claimStaging(root, clock)).not.toBeNull();
  });

  it('is given to at most one of many who want it at the same moment', async () => {
    const claims = await Promise.all(Array.from({ length: 8 }, () => claimStaging(root, clock)));
    const given = claims.filter((claim) => claim !== null);
    expect(given.length).toBeLessThanOrEqual(1);
    expect(await readdir(root)).toHaveLength(given.length);
  });

  it('takes the place of one that nobody has kept fresh for a minute, and of no other', async () => {
    const left = join(root, 'installing-left');
    await mkdir(left, { recursive: true });
    await writeFile(join(left, 'alive'), '');
    const setAge = async (ms: number): Promise<void> => {
      // Against the clock of the disk, as the code does.
      const probe = join(root, 'probe');
      await writeFile(probe, '');
      const then = (await stat(probe)).mtimeMs - ms;
      await rm(probe);
      for (const path of [join(left, 'alive'), left]) await utimes(path, then / 1000, then / 1000);
    };
    await setAge(staleMs - 5000);
    expect(await claimStaging(root, clock)).toBeNull();
    await setAge(staleMs + 5000);
    const claimed = await claimStaging(root, clock);
    expect(claimed).not.toBeNull();
    expect(await readdir(root)).toEqual([claimed?.folder.slice(root.length + 1)]);
  });

  it('is kept fresh', async () => {
    const claimed = await claimStaging(root, clock);
    const alive = join(claimed?.folder ?? '', 'alive');
    await utimes(alive, 1000, 1000);
    clock.advance(5000);
    await expect.poll(async () => (await stat(alive)).mtimeMs).toBeGreaterThan(2_000_000);
    await expect.poll(() => clock.waiting).toBe(1);
    await claimed?.release();
  });
});
