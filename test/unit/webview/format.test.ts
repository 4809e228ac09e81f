import { afterEach, expect, it } from 'vitest';

import {
  formatBytes,
  formatCount,
  formatDuration,
  formatLearningRate,
  formatLoss,
  formatPercent,
  formatSignificant,
} from '../../../webview/parts/format.js';
import { setLanguage } from '../../../webview/text.js';

afterEach(() => setLanguage('en', {}));

it('writes counts, percents and losses', () => {
  expect(formatCount(1_234_567)).toBe('1,234,567');
  expect(formatPercent(0.7312)).toBe('73.1 %');
  expect(formatPercent(0)).toBe('0.0 %');
  expect(formatLoss(0.12345)).toBe('0.123');
  expect([0.01234, 17.26, 2314.4].map((value) => formatSignificant(value))).toEqual([
    '0.0123',
    '17.3',
    '2,314',
  ]);
});

it('writes times as their two largest units', () => {
  expect([-5, 840, 59_400, 259_000, 3_599_400, 3_599_600, 7_500_000].map(formatDuration)).toEqual([
    '0.0 s',
    '0.8 s',
    '59 s',
    '4 min 19 s',
    '59 min 59 s',
    '1 h 0 min',
    '2 h 5 min',
  ]);
});

it('writes bytes in the largest unit of at least one', () => {
  expect([0, 999, 1000, 12.5e6, 4e9, 3.2e15].map(formatBytes)).toEqual([
    '0 B',
    '999 B',
    '1 kB',
    '12.5 MB',
    '4 GB',
    '3,200 TB',
  ]);
});

it('writes small learning rates by their power of ten', () => {
  expect([0, 0.05, 0.001, 0.00032].map(formatLearningRate)).toEqual([
    '0',
    '0.05',
    '0.001',
    '3.2e-4',
  ]);
});

it('follows the language', () => {
  setLanguage('de', { '{0} min {1} s': '{0} Min. {1} Sek.' });
  expect(formatCount(1234567)).toBe('1.234.567');
  expect(formatDuration(61_000)).toBe('1 Min. 1 Sek.');
});
