import { describe, expect, it } from 'vitest';

import {
  libraryPlace,
  neededBytes,
  wheelFor,
  whyUnfit,
} from '../../../src/tensorflowLibrary/wheels.mjs';
import { fakeWheel } from '../../support/fakeWheel.js';

describe('the package with the library', () => {
  it('is known only for machines on which it was seen working', () => {
    expect(wheelFor('linux', 'x64', true)?.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(wheelFor('linux', 'x64', false)).toBeNull();
    expect(wheelFor('linux', 'arm64', true)).toBeNull();
    expect(wheelFor('darwin', 'arm64', false)).toBeNull();
  });

  it('has its libraries where the addon looks for them', () => {
    const wheel = wheelFor('linux', 'x64', true);
    for (const name of wheel?.libraries ?? []) {
      expect(libraryPlace(`tensorflow/${name}`)).toBe(`deps/lib/${name}`);
    }
    expect(libraryPlace('tensorflow/include/tensorflow/c/c_api.h')).toBeNull();
    expect(libraryPlace('other/libtensorflow_cc.so.2')).toBeNull();
    expect(libraryPlace('tensorflow/libtensorflow_cc.so.2/x')).toBeNull();
  });

  it('needs room for itself, less what is here, and for what comes out of it', () => {
    const wheel = { ...fakeWheel, bytes: 274e6, libraryBytes: 853e6 };
    expect(neededBytes(wheel, 0)).toBe(1277e6);
    expect(neededBytes(wheel, 200e6)).toBe(1077e6);
    expect(neededBytes(wheel, 300e6)).toBe(1003e6);
  });

  it('does not fit an older C library, or a processor without AVX, as far as these are known', () => {
    const unfit = (glibcVersion: string | null, cpuinfo: string | null) =>
      whyUnfit(fakeWheel, { glibcVersion, cpuinfo });
    const old = 'flags\t\t: fpu sse sse2 sse4_2 avxish\n';
    expect(unfit('2.26', null)).toEqual({ code: 'oldGlibc', has: '2.26', needs: '2.27' });
    expect(unfit('2.4', null)).toEqual({ code: 'oldGlibc', has: '2.4', needs: '2.27' });
    expect(unfit('2.27', null)).toBeNull();
    expect(unfit('3.0', null)).toBeNull();
    expect(unfit(null, null)).toBeNull();
    expect(unfit('2.36', old)).toEqual({ code: 'noAvx' });
    expect(unfit('2.36', 'processor : 0\nflags\t\t: fpu sse2 avx avx2\n')).toBeNull();
    expect(unfit('2.36', 'Features : asimd')).toBeNull();
  });
});
