import { expect, it } from 'vitest';

import { whyNotLoaded } from '../../../src/engine/backend/dawn.js';
import { inEnglish } from '../../../src/protocol/sentence.js';

const failure = (code: string, message: string): Error =>
  Object.assign(new Error(message), { code });

it.each([
  [
    'a package without it',
    failure('ERR_MODULE_NOT_FOUND', "Cannot find package 'webgpu' imported from /x/dist/engine.js"),
    'WebGPU is not part of this installation of Pretext Lab.',
  ],
  [
    'an old C library',
    failure(
      'ERR_DLOPEN_FAILED',
      "/lib/x86_64-linux-gnu/libc.so.6: version `GLIBC_2.34' not found (required by /x/dawn.node)",
    ),
    'WebGPU needs version 2.34 or later of the C library glibc.',
  ],
  [
    'a library that is not there',
    failure('ERR_DLOPEN_FAILED', 'The specified module could not be found.'),
    'The library of WebGPU cannot be loaded (The specified module could not be found.); on Windows it needs the Microsoft Visual C++ Redistributable.',
  ],
])('says what keeps WebGPU from being loaded: %s', (_, error, expected) => {
  expect(inEnglish(whyNotLoaded(error))).toBe(expected);
});
