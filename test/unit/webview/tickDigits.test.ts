import { describe, expect, it } from 'vitest';

import { tickDigits } from '../../../webview/parts/figure/tickDigits.js';

describe('the digits of ticks', () => {
  it('tell apart neighbours that differ only far behind the point', () => {
    const ticks = [2.773, 2.7735, 2.774, 2.7745];
    const digits = tickDigits(ticks);
    expect(new Set(ticks.map((tick) => tick.toPrecision(digits))).size).toBe(ticks.length);
  });

  it('are three where three are enough', () => {
    expect(tickDigits([0, 5, 10, 15])).toBe(3);
    expect(tickDigits([2.6, 2.7, 2.8])).toBe(3);
  });

  it('are three for a lone tick, for none, and where all are zero', () => {
    for (const ticks of [[7], [], [0, 0]]) expect(tickDigits(ticks)).toBe(3);
  });
});
