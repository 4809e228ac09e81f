import { describe, expect, it } from 'vitest';

import { skippedFileSchema, type SkippedFile } from '../../../src/protocol/run.js';
import { sentence } from '../../../src/protocol/sentence.js';
import { sizeBars, subfolderBars } from '../../../webview/lab/images/imageFacts.js';
import { groupSkipped, skipReason } from '../../../webview/lab/images/skippedFiles.js';
import { lastPart, shortenPath } from '../../../webview/parts/pathText.js';

const skipped = (path: string, code: SkippedFile['code']): SkippedFile => ({
  path,
  code,
  message: sentence('It is.'),
});

describe('skipped files', () => {
  it('are grouped by reason, the most frequent first', () => {
    const files = [skipped('a', 'corrupt'), skipped('b', 'emptyFile'), skipped('c', 'emptyFile')];
    expect(groupSkipped(files)).toEqual([
      { code: 'emptyFile', files: [files[1], files[2]] },
      { code: 'corrupt', files: [files[0]] },
    ]);
  });

  it('each have a reason of their own', () => {
    const reasons = skippedFileSchema.shape.code.options.map(skipReason);
    expect(new Set(reasons).size).toBe(reasons.length);
  });
});

describe('the size histogram', () => {
  it('names each bar by its range and leaves out empty ends', () => {
    const bars = sizeBars({
      sampled: 6,
      edgesPx: [0, 64, 128, 256, 512],
      counts: [0, 2, 0, 4],
      medianWidthPx: 300,
      medianHeightPx: 200,
    });
    expect(bars).toEqual([
      { label: '64–127', count: 2, share: 0.5 },
      { label: '128–255', count: 0, share: 0 },
      { label: '256–511', count: 4, share: 1 },
    ]);
  });

  it('is empty without images', () => {
    const none = { sampled: 0, edgesPx: [0, 64], counts: [0], medianWidthPx: 0, medianHeightPx: 0 };
    expect(sizeBars(none)).toEqual([]);
  });

  it('names a bin of one size, and one without an end', () => {
    const sizes = { sampled: 2, medianWidthPx: 0, medianHeightPx: 0 };
    const bars = sizeBars({ ...sizes, edgesPx: [32, 33], counts: [1, 1] });
    expect(bars.map(({ label }) => label)).toEqual(['32', '33+']);
  });
});

describe('subfolders', () => {
  it('come by their number of images', () => {
    expect(subfolderBars({ cats: 5, dogs: 10 })).toEqual([
      { label: 'dogs', count: 10, share: 1 },
      { label: 'cats', count: 5, share: 0.5 },
    ]);
  });
});

describe('a path', () => {
  it('is named by its last part', () => {
    expect(lastPart('/home/me/photos/')).toBe('photos');
    expect(lastPart('C:\\images\\cats')).toBe('cats');
    expect(lastPart('/')).toBe('/');
  });

  it('is shortened in its middle', () => {
    expect(shortenPath('a/b.jpg', 20)).toBe('a/b.jpg');
    expect(shortenPath('/home/me/photos/of/the/north/cat.jpg', 20)).toBe('/home/me/ph…/cat.jpg');
    expect(shortenPath('/home/a-very-long-name-of-an-image.jpg', 12)).toHaveLength(12);
    expect(shortenPath('/home/a-very-long-name-of-an-image.jpg', 12)).toMatch(/^\/home….*\.jpg$/);
  });
});
