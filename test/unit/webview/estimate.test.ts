import { describe, expect, it } from 'vitest';

import { defaultRunConfig } from '../../../src/protocol/defaultConfig.js';
import { speedKey } from '../../../src/protocol/trainingProtocol.js';
import { estimateEpoch, estimateText, speedOf } from '../../../webview/training/estimate.js';

const config = defaultRunConfig('rotation');

describe('the speed of a configuration', () => {
  it('is the one measured for it', () => {
    const speeds = [
      { key: 'other', imagesPerSecond: 1 },
      { key: speedKey(config), imagesPerSecond: 500 },
    ];
    expect(speedOf(config, speeds)).toBe(500);
    expect(speedOf({ ...config, batchSize: 8 }, speeds)).toBeNull();
    expect(speedOf(config, [{ key: speedKey(config), imagesPerSecond: 0 }])).toBeNull();
  });
});

describe('what a measured speed holds for', () => {
  const both = defaultRunConfig('both');
  const puzzles = (change: Partial<typeof both.jigsaw>) => ({
    ...both,
    jigsaw: { ...both.jigsaw, ...change },
  });

  it('is the same number of views and labels per image', () => {
    const keys = [
      both,
      puzzles({ grid: 2 }),
      puzzles({ permutations: 24 }),
      puzzles({ permutationsPerImage: both.jigsaw.permutationsPerImage + 1 }),
      { ...both, rotation: { turns: 'half' as const } },
      { ...both, imageSizePx: both.imageSizePx * 2 },
    ].map(speedKey);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('is not what another task would be made of', () => {
    const { jigsaw } = puzzles({ grid: 2 });
    expect(speedKey({ ...config, jigsaw })).toBe(speedKey(config));
    const puzzle = defaultRunConfig('jigsaw');
    expect(speedKey({ ...puzzle, rotation: { turns: 'half' } })).toBe(speedKey(puzzle));
  });
});

describe('the estimate', () => {
  it('counts whole batches, and validation at a third of the cost', () => {
    // 1000 images: 900 to train on are 14 batches of 64, and 100 are held out.
    const estimate = estimateEpoch(config, 1000, 100);
    expect(estimate.stepsPerEpoch).toBe(14);
    expect(estimate.epochMs).toBeCloseTo(((14 * 64 + 100 / 3) / 100) * 1000);
  });

  it('counts 50 steps where a few images are learnt by heart', () => {
    const estimate = estimateEpoch({ ...config, overfitImages: 16 }, 1000, 640);
    expect(estimate.stepsPerEpoch).toBe(50);
    expect(estimate.epochMs).toBeCloseTo(5000);
  });

  it('says the time of the epochs', () => {
    const estimate = { imagesPerSecond: 1, epochMs: 32_500, stepsPerEpoch: 1 };
    expect(estimateText(config, estimate)).toBe(
      'About 4 min 20 s for 8 epochs, measured on this machine.',
    );
    expect(estimateText({ ...config, epochs: 1 }, estimate)).toBe(
      'About 33 s for 1 epoch, measured on this machine.',
    );
  });

  it('says the epochs in a time', () => {
    const tenMinutes = { ...config, epochs: null, budgetMs: 600_000 };
    const text = (epochMs: number) =>
      estimateText(tenMinutes, { imagesPerSecond: 1, epochMs, stepsPerEpoch: 1 });
    expect(text(60_000)).toBe('About 10 epochs in 10 min 0 s, measured on this machine.');
    expect(text(500_000)).toBe('About 1 epoch in 10 min 0 s, measured on this machine.');
    expect(text(900_000)).toBe(
      'Less than one epoch in 10 min 0 s: an epoch takes about 15 min 0 s on this machine.',
    );
  });
});
