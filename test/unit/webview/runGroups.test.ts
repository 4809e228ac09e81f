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

describe('the machine of a run', () => {
  const versions = {
    ...{ pretextLab: '0.1.0', node: '22.1.0', later: '7' },
    ...{ tensorflow: '2.9.1', nativeKernels: 'true' },
    ...{ webgpu: '4.22.0', adapter: 'Some Graphics' },
    ...{ wasm: '4.22.0', simd: 'true' },
  };
  const always = [
    ['Pretext Lab', '0.1.0'],
    ['Node.js', '22.1.0'],
    ['later', '7'],
  ];

  it.each([
    [
      { name: 'tensorflow', device: 'TensorFlow 2.9.1' },
      [
        ['TensorFlow', '2.9.1'],
        ['Native kernels', 'On'],
      ],
    ],
    [
      { name: 'webgpu', device: 'Some Graphics' },
      [
        ['TensorFlow.js', '4.22.0'],
        ['Graphics adapter', 'Some Graphics'],
      ],
    ],
    [
      { name: 'wasm', device: 'WebAssembly, SIMD' },
      [
        ['TensorFlow.js', '4.22.0'],
        ['Vector instructions', 'On'],
      ],
    ],
  ] as const)('has the versions of its backend only: $name', (backend, own) => {
    const entries = entriesOf(makeStatus({ hardware: null, backend, versions }), 'Machine');
    expect(entries.slice(1)).toEqual([...always, ...own]);
  });

  it('has all of them where the backend is not known', () => {
    const entries = entriesOf(makeStatus({ hardware: null, backend: null, versions }), 'Machine');
    expect(entries).toHaveLength(9);
  });
});
