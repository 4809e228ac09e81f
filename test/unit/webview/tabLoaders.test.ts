import { describe, expect, it } from 'vitest';

import type { PermutationSet } from '../../../src/protocol/run.js';
import { sentence } from '../../../src/protocol/sentence.js';
import { createThumbnails } from '../../../webview/lab/images/thumbnails.js';
import { nearestPair, compareAll } from '../../../webview/lab/permutations/distances.js';
import { createSetLoader } from '../../../webview/lab/permutations/setLoader.js';
import { createImageUrls } from '../../../webview/lab/samples/imageUrls.js';

const set: PermutationSet = {
  kind: 'permutationSet',
  method: 'random',
  grid: 2,
  seed: 0,
  count: 3,
  minHamming: 2,
  meanHamming: 3,
  permutations: [
    [0, 1, 2, 3],
    [1, 0, 3, 2],
    [1, 0, 2, 3],
  ],
};
const describeError = (error: unknown): string => (error instanceof Error ? error.message : '');

describe('the permutation set of a run', () => {
  it('is read once for each run', async () => {
    const counts = { reads: 0, changes: 0 };
    const loader = createSetLoader({
      read: async () => {
        counts.reads += 1;
        return Promise.resolve({ permutationSet: set });
      },
      onChange: () => void (counts.changes += 1),
      describeError,
    });
    loader.open('a');
    loader.open('a');
    await expect.poll(() => loader.state.kind).toBe('there');
    expect(counts).toEqual({ reads: 1, changes: 1 });
    loader.open('b');
    await expect.poll(() => loader.state.kind).toBe('there');
    expect(counts.reads).toBe(2);
  });

  it('may be missing, and failing to read it may be repeated', async () => {
    const answers = [new Error('Gone.'), null];
    const loader = createSetLoader({
      read: async () => {
        const answer = answers.shift() ?? null;
        if (answer !== null) throw answer;
        return Promise.resolve({ permutationSet: null });
      },
      onChange: () => undefined,
      describeError,
    });
    loader.open('a');
    await expect.poll(() => loader.state).toEqual({ kind: 'failed', text: 'Gone.' });
    loader.retry();
    await expect.poll(() => loader.state).toEqual({ kind: 'none' });
  });

  it('has a nearest pair', () => {
    expect(nearestPair(compareAll(set.permutations))).toEqual([0, 2]);
    expect(nearestPair(compareAll([[0, 1]]))).toEqual([0, 0]);
  });
});

describe('thumbnails', () => {
  const begin = (fails = false) => {
    const asked: (readonly string[])[] = [];
    const held = new Set<string>();
    const thumbnails = createThumbnails({
      read: async (paths) => {
        asked.push(paths);
        if (fails) throw new Error('The folder is gone.');
        return Promise.resolve(
          paths.map((path) =>
            path === 'lost.jpg'
              ? { path, image: null, message: sentence('It was deleted.') }
              : { path, image: new Uint8Array([0xff]), message: null },
          ),
        );
      },
      urls: createImageUrls({
        createObjectURL: () => {
          const url = `blob:${held.size}`;
          held.add(url);
          return url;
        },
        revokeObjectURL: (url) => void held.delete(url),
      }),
      onChange: () => undefined,
      describeError,
      unknownText: '',
    });
    return { thumbnails, asked, held };
  };

  it('are asked for once, and released at the end', async () => {
    const { thumbnails, asked, held } = begin();
    await thumbnails.load(['a.jpg', 'lost.jpg']);
    await thumbnails.load(['a.jpg', 'b.jpg']);
    expect(asked).toEqual([['a.jpg', 'lost.jpg'], ['b.jpg']]);
    expect(thumbnails.of('a.jpg').kind).toBe('there');
    expect(thumbnails.of('lost.jpg')).toEqual({ kind: 'missing', message: 'It was deleted.' });
    expect(thumbnails.of('later.jpg')).toEqual({ kind: 'loading' });
    thumbnails.dispose();
    expect(held.size).toBe(0);
  });

  it('say what failed', async () => {
    const { thumbnails } = begin(true);
    await thumbnails.load(['a.jpg']);
    expect(thumbnails.of('a.jpg')).toEqual({ kind: 'missing', message: 'The folder is gone.' });
  });
});
