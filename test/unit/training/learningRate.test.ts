import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { learningRateAt } from '../../../src/engine/training/learningRate.js';
import { defaultRunConfig } from '../../../src/protocol/defaultConfig.js';
import type { OptimizerConfig } from '../../../src/protocol/run.js';

const optimizer = (changes: Partial<OptimizerConfig>): OptimizerConfig => ({
  ...defaultRunConfig('rotation').optimizer,
  learningRate: 0.1,
  ...changes,
});
const ratesOf = (config: OptimizerConfig, steps: number): number[] =>
  Array.from({ length: steps }, (_, step) => learningRateAt(config, step, steps));

describe('the learning rate', () => {
  it('rises over the warm-up to its peak, and never starts at zero', () => {
    const rates = ratesOf(optimizer({ warmupSteps: 4 }), 100);
    expect(rates.slice(0, 4)).toEqual(
      [0.025, 0.05, 0.1 * 0.75, 0.1].map((rate) => expect.closeTo(rate, 12) as number),
    );
    expect(rates[4]).toBeCloseTo(0.1, 12);
    expect(Math.max(...rates)).toBeCloseTo(0.1, 12);
  });

  it('falls along half a cosine', () => {
    const rates = ratesOf(optimizer({ warmupSteps: 0 }), 200);
    expect(rates[0]).toBeCloseTo(0.1, 12);
    expect(rates[100]).toBeCloseTo(0.05, 12);
    expect(rates[50]).toBeCloseTo(0.05 * (1 + Math.SQRT1_2), 12);
    expect(rates[199]).toBeLessThan(1e-4 * 0.1);
    for (let step = 1; step < 200; step++) expect(rates[step]).toBeLessThan(rates[step - 1] ?? 0);
  });

  it('falls in steps by 5 after 30, 60 and 80 %', () => {
    const rates = ratesOf(optimizer({ schedule: 'steps', warmupSteps: 0 }), 100);
    const expected = (step: number): number =>
      0.1 / 5 ** [30, 60, 80].filter((milestone) => step >= milestone).length;
    rates.forEach((rate, step) => {
      expect(rate).toBeCloseTo(expected(step), 12);
    });
  });

  it('warms up for at most a fifth of a short run', () => {
    const rates = ratesOf(optimizer({ warmupSteps: 100 }), 10);
    expect(rates[0]).toBeCloseTo(0.05, 12);
    expect(rates[1]).toBeCloseTo(0.1, 12);
    expect(ratesOf(optimizer({ warmupSteps: 100 }), 1)).toEqual([0.1]);
  });

  it('is always above zero and at most its peak', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 500 }),
        fc.nat(600),
        fc.constantFrom('cosine' as const, 'steps' as const),
        (steps, warmupSteps, schedule) => {
          for (const rate of ratesOf(optimizer({ warmupSteps, schedule }), steps)) {
            expect(rate).toBeGreaterThan(0);
            expect(rate).toBeLessThanOrEqual(0.1 + 1e-12);
          }
        },
      ),
      { seed: 2016 },
    );
  });
});
