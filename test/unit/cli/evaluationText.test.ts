/** The result of an evaluation as people read it. */
import { describe, expect, it } from 'vitest';

import { evaluationText } from '../../../src/cli/evaluationText.js';
import { evaluationLine } from '../../../src/cli/progressText.js';
import { evaluationResult as result, figure } from '../evaluation/evaluationResult.js';

describe('an evaluation as text', () => {
  it('shows each figure beside its references', () => {
    const lines = evaluationText(result).split('\n');
    const row = (start: string): string | undefined =>
      lines.find((line) => line.trim().startsWith(start))?.trim();
    expect(lines[0]).toBe('Evaluated after 8 epochs and 1,128 steps, 1 min 01 s');
    expect(row('block1 *')?.split(/ {2,}/)).toEqual(
      'block1 *|1,128|54.4|52.4-56.4|47.9|41.9|39.9-43.9|35.9'.split('|'),
    );
    expect(row('raw pixels')).toMatch(/38\.7 .*39\.6/);
    expect(row('5')?.split(/ {2,}/)).toEqual(['5', '33.6', '2.1', '20.0', '0.0']);
    expect(row('shared')).toContain('9,045 training and 2 test images');
    expect(row('test')).toContain('held out of the same folder');
  });

  it('says what is not known, and leaves out what was not asked for', () => {
    const { shared } = result.dataset;
    const text = evaluationText({
      ...result,
      fewLabels: [],
      dataset: {
        ...result.dataset,
        shared: { ...shared, trainWithPretraining: null, testWithPretraining: null },
      },
    });
    expect(text).toContain('unknown for the pretraining images');
    expect(text).not.toContain('labels per class');
  });

  it('shows what training with labels gives', () => {
    const training = { images: 10_000, steps: 1128, views: 288_768, learningRate: 0.1 };
    const { perBlock } = result;
    const text = evaluationText({
      ...result,
      references: {
        ...result.references,
        supervised: {
          head: figure(0.75),
          perBlock: perBlock.map((block) => ({ ...block, linear: { ...figure(0.6), l2: 1 } })),
          bestBlock: 'block1',
          training: { ...training, elapsedMs: 90_000, pretrainingViews: 288_900 },
        },
        fineTuned: {
          epochs: 10,
          labelsPerClass: 5,
          pretrained: figure(0.7),
          random: figure(0.5),
          training: { ...training, learningRate: 0.1 * 0.1, elapsedMs: 5000 },
        },
      },
    });
    expect(text).toContain(
      '288,768 views of 10,000 labelled images, learning rate 0.1, 1 min 30 s',
    );
    expect(text).toContain('288,900 whole views');
    const cells = (start: string): string[] | undefined =>
      text
        .split('\n')
        .findLast((line) => line.trim().startsWith(start))
        ?.trim()
        .split(/ {2,}/);
    expect(cells('block1 *')).toEqual(
      'block1 *|60.0|58.0-62.0|54.4|47.9|41.9|39.9-43.9|41.9|35.9'.split('|'),
    );
    expect(cells('its own head')).toEqual(['its own head', '75.0', '73.0-77.0']);
    expect(text).toContain('for 10 epochs with 5 labels of each class');
    expect(text).toContain('learning rate 0.01,');
    expect(cells('pretrained')).toEqual(['pretrained', '70.0', '68.0-72.0']);
    expect(cells('random')).toEqual(['random', '50.0', '48.0-52.0']);
  });

  it('tells how far it is', () => {
    const line = evaluationLine({
      kind: 'evaluationProgress',
      phase: 'features',
      done: 1200,
      total: 12_000,
    });
    expect(line).toBe('Looking at images: 1,200 of 12,000');
    expect(
      evaluationLine({ kind: 'evaluationProgress', phase: 'training', done: 3, total: 1128 }),
    ).toBe('Training with labels: 3 of 1,128 steps');
  });
});
