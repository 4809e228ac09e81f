import { describe, expect, it } from 'vitest';

import type { RunStatus } from '../../../src/protocol/runStatus.js';
import { configGroups } from '../../../webview/lab/run/runGroups.js';
import { makeStatus } from '../../panel/labHost.js';

const entriesOf = (status: RunStatus, group: string): readonly (readonly [string, string])[] =>
  configGroups(status)
    .find(({ title }) => title === group)!
    .entries.map(({ name, value }) => [name, value]);

describe('the images of a run', () => {
  const names = ['Train', 'Validation', 'Skipped'];

  it('are counted once the folder was looked through', () => {
    const entries = entriesOf(makeStatus({ validationImages: 0, skippedImages: 0 }), 'Images');
    expect(entries.filter(([name]) => names.includes(name))).toEqual([
      ['Train', '6,400 images'],
      ['Validation', '0 images'],
      ['Skipped', '0 files'],
    ]);
  });

  it('have no numbers before that', () => {
    const counts = { trainImages: 0, validationImages: 0, skippedImages: 0 };
    const entries = entriesOf(makeStatus({ phase: 'preparing', ...counts }), 'Images');
    expect(entries.filter(([name]) => names.includes(name))).toEqual([]);
    expect(entries).toContainEqual(['Folder', '/home/ada/photos']);
  });
});
