import { describe, expect, it, vi } from 'vitest';

import { createRunUnderWayNote } from '../../../src/host/runUnderWay.js';
import { createSpeedBook } from '../../../src/host/speedBook.js';
import { createRunningMedian } from '../../../src/host/speedWatch.js';
import { config, createTestMemory, images, runFolder } from './world.js';

describe('the note of a run', () => {
  it('is read by the next window', async () => {
    const memory = createTestMemory();
    const waiting = [{ kind: 'new', folder: images, config, runsFolder: null } as const];
    const run = { runFolder, waiting };
    expect(createRunUnderWayNote(memory).read()).toBeNull();
    await createRunUnderWayNote(memory).write(run);
    expect(createRunUnderWayNote(memory).read()).toEqual(run);
    await createRunUnderWayNote(memory).clear();
    expect(createRunUnderWayNote(memory).read()).toBeNull();
    expect(memory.values.size).toBe(0);
  });

  it('of another shape counts as none', async () => {
    const memory = createTestMemory();
    const note = createRunUnderWayNote(memory);
    await note.write({ runFolder, waiting: [] });
    const [key] = [...memory.values.keys()];
    await memory.set(key ?? '', { runFolder: 5 });
    expect(note.read()).toBeNull();
  });
});

describe('the book of speeds', () => {
  it('has the last measured first, each key once, and fifty at most', async () => {
    const book = createSpeedBook(createTestMemory());
    const listener = vi.fn();
    book.onChange(listener);
    for (let key = 0; key < 60; key++) {
      await book.remember({ key: String(key), imagesPerSecond: 10 + key });
    }
    await book.remember({ key: '20', imagesPerSecond: 5 });
    expect(book.all()).toHaveLength(50);
    expect(book.all().slice(0, 2)).toEqual([
      { key: '20', imagesPerSecond: 5 },
      { key: '59', imagesPerSecond: 69 },
    ]);
    expect(listener).toHaveBeenCalledTimes(61);
  });

  it('takes no speed that is none, and none of another shape', async () => {
    const memory = createTestMemory();
    const book = createSpeedBook(memory);
    for (const imagesPerSecond of [NaN, 0, -1, Infinity]) {
      await book.remember({ key: 'a', imagesPerSecond });
    }
    expect(book.all()).toEqual([]);
    await book.remember({ key: 'a', imagesPerSecond: 1 });
    for (const key of memory.values.keys()) memory.values.set(key, ['rubbish']);
    expect(book.all()).toEqual([]);
  });
});

describe('a running median', () => {
  it.each([
    [[], NaN],
    [[3], 3],
    [[3, 1], 2],
    [[9, 1, 5], 5],
    [[100, 100, 100, 1, 2, 3], 2],
  ])('of %j', (values, median) => {
    const running = createRunningMedian(3);
    for (const value of values) running.add(value);
    expect(running.median()).toBe(median);
    expect(running.length).toBe(Math.min(3, values.length));
  });
});
