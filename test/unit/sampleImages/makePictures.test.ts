import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Worker } from 'node:worker_threads';

import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { LabError } from '../../../src/engine/labError.js';
import { makePictures } from '../../../src/engine/sampleImages/makePictures.js';
import { makePicture, planPicture } from '../../../src/engine/sampleImages/picture.js';
import { writeSampleImages } from '../../../src/engine/sampleImages/writeSampleImages.js';
import { bundleWorker } from '../../support/bundleWorker.js';

const seed = 11;
/** Enough for two threads. */
const count = 101;
const plans = Array.from({ length: count }, (_, index) => planPicture(seed, 32, index));

const urls = { real: new URL('file:///'), dying: new URL('file:///') };
const missing = pathToFileURL(join(tmpdir(), 'no such worker.js'));
const here = new Map<string, Buffer>();
let folder = '';
const started: Worker[] = [];
const note = (worker: Worker): void => void started.push(worker);

beforeAll(async () => {
  urls.real = await bundleWorker('src/engine/data/loaderWorker.ts');
  urls.dying = await bundleWorker('test/support/dyingWorker.ts');
  for (const plan of plans) here.set(plan.fileName, Buffer.from(await makePicture(plan)));
});

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pictures '));
  process.on('worker', note);
});

afterEach(async () => {
  process.off('worker', note);
  started.length = 0;
  await rm(folder, { recursive: true, force: true });
});

/** How many of the threads that were started are still there. */
const threadsLeft = (): number => started.filter(({ threadId }) => threadId !== -1).length;

describe('makePictures', () => {
  it.each([
    { name: 'two threads', workerUrl: () => urls.real, most: 2, threads: 2 },
    {
      name: 'more threads than there is work for',
      workerUrl: () => urls.real,
      most: 9,
      threads: 2,
    },
    { name: 'one thread, so in this one', workerUrl: () => urls.real, most: 1, threads: 0 },
    { name: 'threads that die', workerUrl: () => urls.dying, most: 2, threads: 2 },
    { name: 'threads that cannot start', workerUrl: () => missing, most: 2, threads: 2 },
  ])(`makes the same bytes with $name (seed ${seed})`, async ({ workerUrl, most, threads }) => {
    const made = new Map<string, Buffer>();
    await makePictures(plans, { workerUrl: workerUrl(), most }, async (some, files) => {
      expect(files).toHaveLength(some.length);
      await Promise.resolve();
      for (const [i, plan] of some.entries()) made.set(plan.fileName, Buffer.from(files[i]!));
    });
    expect(made.size).toBe(count);
    for (const [name, bytes] of here) expect(made.get(name)?.equals(bytes), name).toBe(true);
    expect(started).toHaveLength(threads);
    expect(threadsLeft()).toBe(0);
  });

  it('ends its threads and takes nothing more when a picture cannot be kept', async () => {
    let taken = 0;
    const full = new Error('full');
    const making = makePictures(plans, { workerUrl: urls.real, most: 2 }, () => {
      taken += 1;
      return taken === 3 ? Promise.reject(full) : Promise.resolve();
    });
    await expect(making).rejects.toBe(full);
    // Of 13 jobs, what the other three runners had been given by then.
    expect(taken).toBeLessThanOrEqual(6);
    expect(started).toHaveLength(2);
    expect(threadsLeft()).toBe(0);
  });
});

describe('writeSampleImages in threads', () => {
  it('writes each picture and never reports less than before', async () => {
    const reports: number[] = [];
    await writeSampleImages({
      ...{ folder, count, seed, sizePx: 32 },
      threads: { workerUrl: urls.real, most: 2 },
      onProgress: (done, total) => {
        expect(total).toBe(count);
        reports.push(done);
      },
    });
    expect(reports).toEqual([...reports].sort((a, b) => a - b));
    expect(reports.length).toBeGreaterThan(5);
    expect(reports.at(-1)).toBe(count);
    for (const plan of plans) {
      const bytes = await readFile(join(folder, plan.className, plan.fileName));
      expect(bytes.equals(here.get(plan.fileName)!), plan.fileName).toBe(true);
    }
  });

  it('says in a sentence that the folder has gone, and stops', async () => {
    let removal: Promise<void> | undefined;
    const writing = writeSampleImages({
      ...{ folder, count: 2000, seed, sizePx: 32 },
      threads: { workerUrl: urls.real, most: 2 },
      onProgress: () => {
        removal ??= rm(folder, { recursive: true, force: true, maxRetries: 5 });
      },
    });
    const error: unknown = await writing.catch((reason: unknown) => reason);
    await removal;
    expect(error).toBeInstanceOf(LabError);
    expect(error).toMatchObject({ code: 'notWritable' });
    expect(threadsLeft()).toBe(0);
    expect(await readdir(folder).catch(() => [])).toEqual([]);
  });
});
