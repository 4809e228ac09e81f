import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import {
  durationMs,
  largeNumber,
  positiveNumber,
  realNumber,
  shareBelowOne,
  wholeNumber,
} from '../../../src/cli/parseValue.js';

describe('a length of time', () => {
  it.each([
    ['90s', 90_000],
    ['10m', 600_000],
    ['1h', 3_600_000],
    ['1h30m', 5_400_000],
    ['1.5h', 5_400_000],
    ['2H 5M 1s', 7_501_000],
    ['0.5s', 500],
  ])('%s is %i ms', (text, expected) => {
    expect(durationMs(text)).toBe(expected);
  });

  it.each(['', '10', 'm', '10 minutes', '0s', '-5m', '1m1h', '1e3s', '10mm', '1..5h', 'Infinityh'])(
    '%j is refused with examples',
    (text) => {
      expect(() => durationMs(text)).toThrow('such as 90s, 10m, 1h or 1h30m');
    },
  );

  it('adds up its parts', () => {
    const part = fc.integer({ min: 0, max: 500 });
    fc.assert(
      fc.property(part, part, fc.integer({ min: 1, max: 500 }), (hours, minutes, seconds) => {
        const expected = ((hours * 60 + minutes) * 60 + seconds) * 1000;
        expect(durationMs(`${hours}h${minutes}m${seconds}s`)).toBe(expected);
      }),
      { seed: 20, numRuns: 50 },
    );
  });
});

describe('numbers', () => {
  it('are whole and within bounds', () => {
    const parse = wholeNumber({ min: 2, max: 10 });
    expect(['2', '10', '1e1', '+3'].map(parse)).toEqual([2, 10, 10, 3]);
    for (const text of ['1', '11', '2.5', '', ' ', 'two', '0x5', '3 4', 'NaN', 'Infinity']) {
      expect(() => parse(text)).toThrow('It must be a whole number from 2 to 10.');
    }
    expect(() => wholeNumber({ min: 1 })('0')).toThrow('It must be a whole number of at least 1.');
    expect(() => wholeNumber({ min: 0 })('9007199254740993')).toThrow();
  });

  it('are real and within bounds', () => {
    const parse = realNumber({ min: 0, max: 0.5 });
    expect(['0', '.5', '5e-4'].map(parse)).toEqual([0, 0.5, 0.0005]);
    for (const text of ['-0.1', '0.51', 'x', '']) {
      expect(() => parse(text)).toThrow('It must be a number from 0 to 0.5.');
    }
  });

  it('are positive, or below one', () => {
    expect(positiveNumber('0.05')).toBe(0.05);
    for (const text of ['0', '-1', '1e999']) expect(() => positiveNumber(text)).toThrow('above 0');
    expect(shareBelowOne('0.9')).toBe(0.9);
    for (const text of ['1', '-0.1']) expect(() => shareBelowOne(text)).toThrow('below 1');
  });

  it.each([
    ['4000000000', 4e9],
    ['4e9', 4e9],
    ['4G', 4e9],
    ['4GB', 4e9],
    ['1.5 m', 1.5e6],
    ['200MB', 200e6],
    ['12b', 12],
    ['0', 0],
  ])('may be large: %s is %i', (text, expected) => {
    expect(largeNumber(0)(text)).toBe(expected);
  });

  it.each(['', 'G', '4X', '-1', '1e30', '4 G B'])('%j is no large number', (text) => {
    expect(() => largeNumber(0)(text)).toThrow('such as 200M or 4e9');
  });
});
