import { describe, expect, it } from 'vitest';

import { engineEnvironment } from '../../../src/launcher/engineEnvironment.js';
import { describeEngineEnd } from '../../../src/launcher/engineStop.js';
import { inEnglish } from '../../../src/protocol/sentence.js';

const allocatorNames = ['MALLOC_MMAP_THRESHOLD_', 'MALLOC_TRIM_THRESHOLD_', 'MALLOC_TOP_PAD_'];

describe("the engine's environment", () => {
  it('sets the allocator and huge pages on glibc 2.35 and later', () => {
    expect(engineEnvironment('linux', '2.36', { HOME: '/home/someone' }, 2)).toEqual({
      HOME: '/home/someone',
      MALLOC_MMAP_THRESHOLD_: '8589934592',
      MALLOC_TRIM_THRESHOLD_: '17179869184',
      MALLOC_TOP_PAD_: '268435456',
      GLIBC_TUNABLES: 'glibc.malloc.hugetlb=1',
      TF_CPP_MIN_LOG_LEVEL: '2',
      UV_THREADPOOL_SIZE: '4',
    });
  });

  it.each([
    ['2.34', false],
    ['2.35', true],
    ['2.100', true],
    ['3.0', true],
    ['1.99', false],
    ['unknown', false],
  ])('on glibc %s huge pages are set: %s', (version, isSet) => {
    const environment = engineEnvironment('linux', version, {}, 2);
    expect('GLIBC_TUNABLES' in environment).toBe(isSet);
    expect(environment).toHaveProperty('MALLOC_TOP_PAD_');
  });

  it.each([
    ['linux', null],
    ['darwin', null],
    ['win32', null],
    ['darwin', '2.36'],
  ])('leaves the allocator alone on %s with glibc %s', (platform, version) => {
    const environment = engineEnvironment(platform, version, {}, 2);
    for (const name of [...allocatorNames, 'GLIBC_TUNABLES'])
      expect(environment).not.toHaveProperty(name);
    expect(environment).toHaveProperty('TF_CPP_MIN_LOG_LEVEL', '2');
  });

  it('keeps what the user has set', () => {
    const base = { MALLOC_TOP_PAD_: '1', TF_CPP_MIN_LOG_LEVEL: '0', UV_THREADPOOL_SIZE: '9' };
    expect(engineEnvironment('linux', '2.36', base, 2)).toMatchObject(base);
  });

  it('appends to tunables, but never changes one of them', () => {
    const tunables = (list: string) =>
      engineEnvironment('linux', '2.36', { GLIBC_TUNABLES: list }, 2)['GLIBC_TUNABLES'];
    expect(tunables('glibc.malloc.check=3')).toBe('glibc.malloc.check=3:glibc.malloc.hugetlb=1');
    expect(tunables('glibc.malloc.hugetlb=0')).toBe('glibc.malloc.hugetlb=0');
    expect(tunables('')).toBe('glibc.malloc.hugetlb=1');
  });

  it('does not change the environment that it starts from', () => {
    const base = Object.freeze({ PATH: '/bin', GONE: undefined });
    expect(engineEnvironment('linux', '2.36', base, 16)).toMatchObject({
      PATH: '/bin',
      UV_THREADPOOL_SIZE: '32',
    });
  });
});

describe('the sentence about how the engine ended', () => {
  const end = { code: null, signal: null, killed: false };
  const describeEnd = (...how: Parameters<typeof describeEngineEnd>): string =>
    inEnglish(describeEngineEnd(...how));

  it('names the exit code and the last line', () => {
    expect(describeEnd({ ...end, code: 3 }, ['first', 'last'])).toBe(
      'The engine ended unexpectedly with exit code 3. Its last words: last',
    );
    expect(describeEnd({ ...end, signal: 'SIGSEGV' }, [])).toBe(
      'The engine ended unexpectedly by signal SIGSEGV.',
    );
  });

  it.each([
    { ...end, signal: 'SIGKILL' },
    { ...end, signal: 'SIGABRT' },
    { ...end, code: 134 },
  ])('says what to do when memory ran out: %o', (out) => {
    const text = describeEnd(out, []);
    expect(text).toContain('ran out of memory; try a smaller batch');
    expect(text).toContain(out.signal ?? '134');
  });

  it('recognises the words for it, too', () => {
    const text = describeEnd({ ...end, code: 1 }, ['std::bad_alloc']);
    expect(text).toContain('smaller batch');
    expect(describeEnd({ ...end, code: 1 }, ['bad weather'])).not.toContain('smaller batch');
  });

  it('tells a kill of ours from a crash, and a start that failed from both', () => {
    expect(describeEnd({ ...end, signal: 'SIGKILL', killed: true }, [])).toBe(
      'The engine was killed before it had finished.',
    );
    expect(describeEnd({ ...end, startError: 'spawn ENOENT' }, [])).toBe(
      'The engine could not be started: spawn ENOENT.',
    );
  });
});
