import { expect, it } from 'vitest';

import { heatColors } from '../../../src/engine/evaluation/attention/heatColors.js';

it('heat is transparent where there is none, and full colour at the peak alone', () => {
  const colors = heatColors(Float32Array.of(0, 1, 1.5, 3), 3);
  const at = (place: number): number[] => [...colors.subarray(place * 4, place * 4 + 4)];
  expect(at(0)).toEqual([81, 18, 124, 0]);
  expect(at(1)).toEqual([183, 55, 121, 68]);
  expect(at(2)).toEqual([218, 96, 109, 102]);
  expect(at(3)).toEqual([252, 253, 191, 204]);
});

it('heat above the peak is that of the peak, whatever rounding did', () => {
  expect(heatColors(Float32Array.of(1.001), 1)).toEqual(heatColors(Float32Array.of(1), 1));
});
