import { describe, expect, it } from 'vitest';

import { describeNoUpright } from '../../../src/engine/evaluation/anomalies/uprightCheck.js';
import { inEnglish } from '../../../src/protocol/sentence.js';

/** The sentence, or nothing. */
const said = (accuracy: Parameters<typeof describeNoUpright>[0]): string => {
  const sentence = describeNoUpright(accuracy);
  return sentence === null ? '' : inEnglish(sentence);
};

describe('a rotation task', () => {
  it.each([
    [0.25, 0.25],
    [0.39, 0.25],
    [0.1, 0.25],
    [0.59, 0.5],
  ])('that was learnt no better than %f is said to be near chance', (accuracy, chance) => {
    expect(said({ accuracy, chance })).toMatch(/natural up/);
  });

  it.each([
    [0.41, 0.25],
    [0.95, 0.25],
    [0.61, 0.5],
  ])('that was learnt to %f is not', (accuracy, chance) => {
    expect(said({ accuracy, chance })).toBe('');
  });

  it('names both figures', () => {
    const text = said({ accuracy: 0.301, chance: 0.25 });
    expect(text).toContain('30.1 %');
    expect(text).toContain('25.0 %');
  });
});
