/** The result of an evaluation as people read it. */
import { describe, expect, it } from 'vitest';

import { evaluationText } from '../../../src/cli/evaluationText.js';
import { evaluationLine } from '../../../src/cli/progressText.js';
import { evaluationResult as result } from '../evaluation/evaluationResult.js';

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

  it('tells how far it is', () => {
    const line = evaluationLine({
      kind: 'evaluationProgress',
      phase: 'features',
      done: 1200,
      total: 12_000,
    });
    expect(line).toBe('Looking at images: 1,200 of 12,000');
  });
});
