import { describe, expect, it } from 'vitest';

import type { EpochSamples, Sample } from '../../../src/protocol/runContents.js';
import { sentence } from '../../../src/protocol/sentence.js';
import { countByFilter, isUnsure, probabilityOf } from '../../../webview/lab/samples/answers.js';
import { createImageUrls, type ImageUrls } from '../../../webview/lab/samples/imageUrls.js';
import { createPhotoLoader } from '../../../webview/lab/samples/photoLoader.js';
import { createSamplesLoader } from '../../../webview/lab/samples/samplesLoader.js';
import {
  chooseEpoch,
  epochAfter,
  playFrom,
  playIntervalMs,
  shownEpoch,
} from '../../../webview/lab/samples/timeline.js';

const answered = (truth: number, ...probabilities: number[]): Sample => ({
  task: 'rotation',
  path: 'image.png',
  classes: 4,
  truth,
  truthProbability: probabilities[truth] ?? 0.01,
  top: probabilities.map((probability, label) => ({ label, probability })),
  fed: [null],
});

describe('answers', () => {
  it('are unsure below one half or with a small lead', () => {
    expect(isUnsure(answered(0, 0.49, 0.2))).toBe(true);
    expect(isUnsure(answered(0, 0.5, 0.2))).toBe(false);
    expect(isUnsure(answered(0, 0.54, 0.46))).toBe(true);
    expect(isUnsure(answered(0, 0.6, 0.4))).toBe(false);
  });

  it('are counted by filter, the unsure ones twice', () => {
    const samples = [answered(0, 0.9, 0.1), answered(1, 0.9, 0.1), answered(1, 0.4, 0.3)];
    expect(countByFilter(samples)).toEqual({ all: 3, right: 1, wrong: 2, unsure: 1 });
  });

  it('have no probability for a class that was not kept, but always one for the truth', () => {
    expect(probabilityOf(answered(3, 0.9, 0.05), 3)).toBe(0.01);
    expect(probabilityOf(answered(0, 0.9, 0.05), 2)).toBeNull();
  });
});

describe('timeline', () => {
  it('follows the newest epoch until one is chosen', () => {
    expect(shownEpoch([], null)).toBeNull();
    expect(shownEpoch([1, 2], null)).toBe(2);
    expect(shownEpoch([1, 2, 3], null)).toBe(3);
    expect(shownEpoch([1, 2, 3], 1)).toBe(1);
  });

  it('shows the epoch before one whose samples are gone', () => {
    expect(shownEpoch([2, 4, 6], 5)).toBe(4);
    expect(shownEpoch([2, 4, 6], 1)).toBe(2);
  });

  it('follows again after moving to the newest epoch', () => {
    expect(chooseEpoch([1, 2, 3], 3)).toBeNull();
    expect(chooseEpoch([1, 2, 3], 2)).toBe(2);
  });

  it('plays from where one is, from the end over again', () => {
    expect(playFrom([1, 2, 3], 2)).toBe(2);
    expect(playFrom([1, 2, 3], 3)).toBe(1);
    expect(epochAfter([1, 2, 3], 3)).toBeNull();
    expect(epochAfter([1, 3], 1)).toBe(3);
    expect(playIntervalMs(3)).toBe(900);
    expect(playIntervalMs(1000)).toBe(250);
  });
});

/** URLs that can be counted. */
const countedUrls = (): { urls: ImageUrls; live: Set<string> } => {
  const live = new Set<string>();
  const made = { count: 0 };
  const urls = createImageUrls({
    createObjectURL: () => {
      const url = `blob:${made.count++}`;
      live.add(url);
      return url;
    },
    revokeObjectURL: (url) => void live.delete(url),
  });
  return { urls, live };
};

describe('createImageUrls', () => {
  it('makes one URL a name and revokes those that are gone', () => {
    const { urls, live } = countedUrls();
    urls.add({ a: new Uint8Array([0x52]), b: new Uint8Array([0x89]) });
    const first = urls.urlOf('a');
    urls.add({ a: new Uint8Array([0x52]) });
    expect(urls.urlOf('a')).toBe(first);
    expect(live.size).toBe(2);
    urls.keepOnly(new Set(['b']));
    expect(urls.urlOf('a')).toBeNull();
    expect(live.size).toBe(1);
    urls.dispose();
    expect(live.size).toBe(0);
  });
});

const epochOf = (epoch: number): EpochSamples => ({
  epoch,
  samples: [{ ...answered(0, 1), fed: [`only-${epoch}`, 'shared'] }],
  images: { [`only-${epoch}`]: new Uint8Array([1]), shared: new Uint8Array([2]) },
});
const settled = async (): Promise<void> => {
  for (let turn = 0; turn < 5; turn++) await Promise.resolve();
};

describe('createSamplesLoader', () => {
  const play = (read: (epoch: number) => Promise<EpochSamples>) => {
    const counted = countedUrls();
    const asked: number[] = [];
    const loader = createSamplesLoader({
      read: (epoch) => {
        asked.push(epoch);
        return read(epoch);
      },
      urls: counted.urls,
      onChange: () => undefined,
      describeError: (error) => (error instanceof Error ? error.message : 'unknown'),
    });
    return { loader, asked, ...counted };
  };

  it('keeps showing the epoch before while another one is read, and reads each once', async () => {
    const { loader, asked } = play(async (epoch) => Promise.resolve(epochOf(epoch)));
    loader.show(1);
    expect(loader.state).toEqual({ shown: null, loading: true, problem: null });
    await settled();
    loader.show(2);
    expect(loader.state).toMatchObject({ shown: { epoch: 1 }, loading: true });
    await settled();
    loader.show(1);
    expect(loader.state).toMatchObject({ shown: { epoch: 1 }, loading: false });
    expect(asked).toEqual([1, 2]);
  });

  it('shows the last wish, however the answers arrive', async () => {
    const answers = new Map<number, (samples: EpochSamples) => void>();
    const { loader } = play((epoch) => new Promise((resolve) => void answers.set(epoch, resolve)));
    loader.show(1);
    loader.show(2);
    answers.get(2)?.(epochOf(2));
    await settled();
    answers.get(1)?.(epochOf(1));
    await settled();
    expect(loader.state).toMatchObject({ shown: { epoch: 2 }, loading: false });
  });

  it('says what failed and tries again', async () => {
    const broken = { yes: true };
    const { loader } = play(async (epoch) =>
      broken.yes ? Promise.reject(new Error('No such file.')) : Promise.resolve(epochOf(epoch)),
    );
    loader.show(3);
    await settled();
    expect(loader.state).toEqual({ shown: null, loading: false, problem: 'No such file.' });
    broken.yes = false;
    loader.retry();
    await settled();
    expect(loader.state).toMatchObject({ shown: { epoch: 3 }, problem: null });
  });

  it('takes over an epoch that is already on its way', async () => {
    const { loader, asked } = play(async (epoch) => Promise.resolve(epochOf(epoch)));
    loader.prefetch(4);
    loader.show(4);
    await settled();
    expect(loader.state).toMatchObject({ shown: { epoch: 4 }, loading: false });
    expect(asked).toEqual([4]);
  });

  it('keeps a bounded number of epochs and only their images, none after its end', async () => {
    const { loader, live, urls } = play(async (epoch) => Promise.resolve(epochOf(epoch)));
    for (let epoch = 1; epoch <= 100; epoch++) {
      loader.show(epoch);
      await settled();
    }
    expect(live.size).toBe(33);
    expect(urls.urlOf('shared')).not.toBeNull();
    expect(urls.urlOf('only-100')).not.toBeNull();
    expect(urls.urlOf('only-1')).toBeNull();
    loader.dispose();
    expect(live.size).toBe(0);
  });

  it('makes no URL for an answer that comes after its end', async () => {
    const { loader, live } = play(async (epoch) => Promise.resolve(epochOf(epoch)));
    loader.show(1);
    loader.dispose();
    await settled();
    expect(live.size).toBe(0);
  });
});

describe('createPhotoLoader', () => {
  it('reads a photo once, and again only after it was forgotten', async () => {
    const { urls } = countedUrls();
    const asked: string[] = [];
    const loader = createPhotoLoader({
      read: async (path) => {
        asked.push(path);
        const image = path === 'here' ? new Uint8Array([1]) : null;
        return Promise.resolve({
          path,
          image,
          message: image === null ? sentence('It is gone.') : null,
        });
      },
      urls,
      onChange: () => undefined,
      describeError: () => 'failed',
      unknownText: 'unknown',
    });
    expect(loader.ask('here')).toEqual({ kind: 'loading' });
    expect(loader.ask('gone')).toEqual({ kind: 'loading' });
    await settled();
    expect(loader.ask('here').kind).toBe('there');
    expect(loader.ask('gone')).toEqual({ kind: 'missing', message: 'It is gone.' });
    expect(asked).toEqual(['here', 'gone']);
    loader.forget('gone');
    expect(loader.ask('gone')).toEqual({ kind: 'loading' });
    expect(asked).toEqual(['here', 'gone', 'gone']);
  });
});
