import { describe, expect, it } from 'vitest';

import { describeNoUpright } from '../../../src/engine/evaluation/anomalies/uprightCheck.js';

describe('a rotation task', () => {
  it.each([
    [0.25, 0.25],
    [0.39, 0.25],
    [0.1, 0.25],
    [0.59, 0.5],
  ])('that was learnt no better than %f is said to be near chance', (accuracy, chance) => {
    expect(describeNoUpright({ accuracy, chance })).toMatch(/natural up/);
  });

  it.each([
    [0.41, 0.25],
    [0.95, 0.25],
    [0.61, 0.5],
  ])('that was learnt to %f is not', (accuracy, chance) => {
    expect(describeNoUpright({ accuracy, chance })).toBeNull();
  });

  it('names both figures', () => {
    const sentence = describeNoUpright({ accuracy: 0.301, chance: 0.25 });
    expect(sentence).toContain('30.1 %');
    expect(sentence).toContain('25.0 %');
  });
});
