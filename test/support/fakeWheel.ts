import { createHash } from 'node:crypto';

import type { Wheel } from '../../src/tensorflowLibrary/wheels.mjs';
import { zipOf } from './zipOf.js';

/** Its libraries, which are small. */
export const fakeLibraries = {
  'libtensorflow_cc.so.2': Buffer.from(
    Uint8Array.from({ length: 300_000 }, (_, index) => (index * 2654435761) >>> 13),
  ),
  'libtensorflow_framework.so.2': Buffer.from('framework '.repeat(2000)),
} as const;

export const fakeWheelContent = zipOf([
  { name: 'tensorflow/__init__.py', content: Buffer.from('raise SystemExit'), method: 8 },
  ...Object.entries(fakeLibraries).map(([name, content]) => ({
    name: `tensorflow/${name}`,
    content,
    // One that takes its time to arrive.
    method: name === 'libtensorflow_cc.so.2' ? (0 as const) : (8 as const),
  })),
  { name: 'tensorflow/include/tensorflow/c/c_api.h', content: Buffer.from('// C'), method: 0 },
  { name: 'tensorflow/include/Eigen/Core', content: Buffer.from('// C++'), method: 8 },
]);

export const sha256Of = (content: Buffer): string =>
  createHash('sha256').update(content).digest('hex');

/** A package as the real one is, 300 kB in size. */
export const fakeWheel: Wheel = {
  tensorflow: '9.9.9',
  project: 'tensorflow-cpu',
  file: 'tensorflow_cpu-9.9.9-cp311-cp311-manylinux_2_27_x86_64.whl',
  bytes: fakeWheelContent.length,
  sha256: sha256Of(fakeWheelContent),
  libraries: Object.keys(fakeLibraries),
  libraryBytes: Object.values(fakeLibraries).reduce((sum, { length }) => sum + length, 0),
  glibc: '2.27',
};
