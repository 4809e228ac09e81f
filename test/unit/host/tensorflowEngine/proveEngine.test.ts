import { describe, expect, it } from 'vitest';

import { proveEngine } from '../../../../src/host/tensorflowEngine/proveEngine.js';
import { inEnglish, sentence } from '../../../../src/protocol/sentence.js';
import { createTestClock, settle } from '../world.js';
import { engineError, playEngines, type PlayedEnding } from './tensorflowWorld.js';

const prove = (plays: Parameters<typeof playEngines>[0]) => {
  const engines = playEngines(plays);
  const clock = createTestClock();
  const cancel = new AbortController();
  const proof = proveEngine('/engine', {
    launch: engines.launch,
    clock,
    signal: cancel.signal,
    onLog: () => undefined,
  });
  return { engines, clock, cancel, proof };
};

describe('the trial of an engine', () => {
  it('is passed by steps that took their time, and ends the engine', async () => {
    const { proof, engines, clock } = prove({ imagesPerSecond: 12.5 });
    expect(await proof).toEqual({ kind: 'computes', imagesPerSecond: 12.5 });
    expect(engines).toMatchObject({ folders: ['/engine'], stops: [0] });
    expect(clock.waiting).toBe(0);
  });

  const closed = engineError(sentence('The engine has gone.'));
  const end = (signal: string | null, code: number | null = null) => ({
    code,
    signal,
    killed: false,
  });
  const notLoaded = (why: string): PlayedEnding => ({
    error: engineError(sentence('The TensorFlow library could not be loaded ({0}).', why)),
  });

  it.each<[string, PlayedEnding | { imagesPerSecond: number }, RegExp, boolean]>([
    [
      'an old C library',
      notLoaded(
        "/lib/x86_64-linux-gnu/libc.so.6: version `GLIBC_2.34' not found (required by /e/lib/napi-v8/tfjs_binding.node)",
      ),
      /^This system is too old for it: it needs version 2\.34 of the C library \(glibc\)/,
      true,
    ],
    [
      'an old C++ library',
      notLoaded("/lib/libstdc++.so.6: version `GLIBCXX_3.4.29' not found (required by x)"),
      /its C\+\+ library lacks GLIBCXX_3\.4\.29\.$/,
      true,
    ],
    [
      'a processor without AVX',
      { error: closed, end: end('SIGILL') },
      /^The processor refused its instructions: it lacks some that TensorFlow needs \(AVX\), or/,
      true,
    ],
    [
      'files that end too early',
      { error: closed, end: end('SIGBUS') },
      /^Its files cannot be read to their end\.$/,
      false,
    ],
    [
      'a loader that ends the process with its words',
      { error: closed, end: end(null, 127), log: ["libm.so.6: version `GLIBC_2.29' not found"] },
      /needs version 2\.29/,
      true,
    ],
    [
      'a crash',
      { error: closed, end: end('SIGSEGV'), log: ['terrible things'] },
      /^The engine ended unexpectedly by signal SIGSEGV\. Its last words: terrible things$/,
      false,
    ],
    [
      'another answer of the engine',
      notLoaded('file too short'),
      /^The TensorFlow library could not be loaded \(file too short\)\.$/,
      false,
    ],
    [
      'an answer that is none',
      { error: new Error('odd') },
      /^Something went wrong \(odd\)\.$/,
      false,
    ],
    ['no speed', { imagesPerSecond: 0 }, /^It measured 0 images per second\.$/, false],
  ])('is failed by %s', async (_name, plays, reason, isLasting) => {
    const { proof, engines } = prove(plays);
    const failed = await proof;
    if (failed.kind !== 'fails') throw new Error(failed.kind);
    expect(inEnglish(failed.reason)).toMatch(reason);
    expect(failed.isLasting).toBe(isLasting);
    expect(engines.stops).toEqual([0]);
  });

  it('is failed by an engine that cannot be started', async () => {
    const proof = await proveEngine('/engine', {
      launch: () => {
        throw engineError(sentence('The engine is not built.'));
      },
      clock: createTestClock(),
      signal: new AbortController().signal,
      onLog: () => undefined,
    });
    expect(proof).toEqual({
      kind: 'fails',
      reason: sentence('The engine is not built.'),
      isLasting: false,
    });
  });

  it('is given up after three minutes without an answer, and when it is cancelled', async () => {
    const slow = prove({ error: null });
    await settle();
    slow.clock.advance(179_999);
    expect(slow.engines.stops).toEqual([]);
    slow.clock.advance(1);
    expect(await slow.proof).toMatchObject({ kind: 'fails', isLasting: false });
    expect(slow.engines.stops).toEqual([0]);

    const cancelled = prove({ error: null });
    cancelled.cancel.abort();
    expect(await cancelled.proof).toEqual({ kind: 'cancelled' });
    expect(cancelled.engines.stops).toEqual([0]);
    expect(cancelled.clock.waiting).toBe(0);
  });
});
