import { describe, expect, it } from 'vitest';

import { describeEngineEnd, isCrash } from '../../../src/launcher/engineStop.js';
import { inEnglish } from '../../../src/protocol/sentence.js';

const crash = { code: 3, signal: null, killed: false };

describe('the sentence for the end of an engine', () => {
  it('quotes the last line that says something, not the notes of the library after it', () => {
    const log = [
      'tensor trouble',
      'WARNING: All log messages before absl::InitializeLog() is called are written to STDERR',
      '2026-11-24 17:00:00.123456: I tensorflow/core/util/port.cc:153] oneDNN custom operations are on.',
      'I0000 00:00:1764000000.000000    1234 cpu_feature_guard.cc:227] This binary is optimized.',
      'W0000 00:00:1764000000.000000    1234 other.cc:1] Something was slow.',
      '',
    ];
    expect(inEnglish(describeEngineEnd(crash, log))).toBe(
      'The engine ended unexpectedly with exit code 3. Its last words: tensor trouble',
    );
  });

  it('quotes nothing when there were only notes', () => {
    expect(inEnglish(describeEngineEnd(crash, ['I0000 00:00:1.0 1 a.cc:1] note']))).toBe(
      'The engine ended unexpectedly with exit code 3.',
    );
  });

  it('speaks of memory after a kill that nobody here sent', () => {
    const end = { code: null, signal: 'SIGKILL', killed: false };
    expect(inEnglish(describeEngineEnd(end, []))).toContain('ran out of memory');
  });
});

it.each([
  ['a broken library', { code: null, signal: 'SIGSEGV', killed: false }, true],
  [
    'an instruction that the processor lacks',
    { code: null, signal: 'SIGILL', killed: false },
    true,
  ],
  ['an access violation of Windows', { code: 0xc0000005, signal: null, killed: false }, true],
  ['what this side killed', { code: null, signal: 'SIGSEGV', killed: true }, false],
  ['a lack of memory', { code: null, signal: 'SIGKILL', killed: false }, false],
  ['an exit', { code: 127, signal: null, killed: false }, false],
  ['a start that failed', { code: null, signal: null, killed: false, startError: 'x' }, false],
])('%s is told from other ends', (_, end, expected) => {
  expect(isCrash(end)).toBe(expected);
});
