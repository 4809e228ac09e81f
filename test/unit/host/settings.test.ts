import { describe, expect, it } from 'vitest';

import { readSettings } from '../../../src/host/settings.js';

const nothing = (): unknown => undefined;
const only =
  (name: string, value: unknown) =>
  (asked: string): unknown =>
    asked === name ? value : undefined;

describe('readSettings', () => {
  it('has a default for everything', () => {
    expect(readSettings(nothing, 2)).toEqual({
      engineFolder: '',
      nodePath: '',
      runsFolder: null,
      precision: 'auto',
      computeEngine: 'auto',
      notifications: 'all',
      data: {
        validationShare: 0.1,
        workers: 2,
        maxPixels: 100e6,
        maxFileBytes: 200e6,
        cacheLimitBytes: 4e9,
      },
    });
  });

  it('takes as many workers as there are cores, at most four, unless a number is set', () => {
    expect(readSettings(nothing, 1).data.workers).toBe(1);
    expect(readSettings(nothing, 64).data.workers).toBe(4);
    expect(readSettings(only('workers', 16), 2).data.workers).toBe(16);
  });

  it('turns megapixels, megabytes and gigabytes into pixels and bytes', () => {
    expect(readSettings(only('maxPixels', 0.5), 2).data.maxPixels).toBe(500_000);
    expect(readSettings(only('maxFileSize', 1.5), 2).data.maxFileBytes).toBe(1_500_000);
    expect(readSettings(only('cacheLimit', 0), 2).data.cacheLimitBytes).toBe(0);
  });

  it('keeps the default where a value is of the wrong type or out of its range', () => {
    expect(readSettings(only('validationShare', 0.9), 2).data.validationShare).toBe(0.1);
    expect(readSettings(only('workers', 'many'), 2).data.workers).toBe(2);
    expect(readSettings(only('precision', 'float16'), 2).precision).toBe('auto');
    expect(readSettings(only('runsFolder', 5), 2).runsFolder).toBeNull();
    // Relative to what? Nobody could say.
    expect(readSettings(only('runsFolder', 'runs'), 2).runsFolder).toBeNull();
    expect(readSettings(only('runsFolder', '/runs'), 2).runsFolder).toBe('/runs');
  });
});
