import { beforeEach, describe, expect, it } from 'vitest';

import {
  createSilenceWatch,
  preparingLimitMs,
  trainingLimitMs,
  type SilenceWatch,
} from '../../../../src/launcher/choice/silenceWatch.js';
import { createTestClock, runStarted, stepMetrics, type TestClock } from '../../host/world.js';

let clock: TestClock;
let silences: number[];
let watch: SilenceWatch;

beforeEach(() => {
  clock = createTestClock();
  silences = [];
  watch = createSilenceWatch(clock, (silentMs) => silences.push(silentMs));
});

const step = (imagesPerSecond: number): void => {
  watch.heard({
    kind: 'steps',
    steps: [stepMetrics(1, { imagesPerSecond })],
    remainingMs: null,
  });
};

describe('a watch for silence', () => {
  it('gives preparation its time, and counts from the last report', () => {
    clock.advance(preparingLimitMs - 5000);
    watch.heard({ kind: 'dataProgress', phase: 'decode', done: 1, total: 2 });
    clock.advance(preparingLimitMs - 5000);
    expect(silences).toEqual([]);
    clock.advance(5000);
    expect(silences).toEqual([preparingLimitMs]);
    clock.advance(10 * preparingLimitMs);
    expect(silences).toHaveLength(1);
  });

  it('expects a report a minute in training', () => {
    watch.heard(runStarted);
    step(1000);
    clock.advance(trainingLimitMs - 5000);
    expect(silences).toEqual([]);
    clock.advance(5000);
    expect(silences).toEqual([trainingLimitMs]);
  });

  it('waits for slow steps as long as they take', () => {
    // 64 images at 8 a second: 8 s a step, of which several may be late.
    watch.heard(runStarted);
    step(8);
    clock.advance(300_000);
    expect(silences).toEqual([]);
    clock.advance(25_000);
    expect(silences).toHaveLength(1);
  });

  it('waits for a validation, which tells nothing until it is over', () => {
    watch.heard({ ...runStarted, validationImages: 50_000 });
    step(100);
    clock.advance(900_000);
    expect(silences).toEqual([]);
  });

  it('does not count while the run is paused', () => {
    watch.heard(runStarted);
    step(1000);
    watch.heard({ kind: 'paused', paused: true });
    clock.advance(10 * preparingLimitMs);
    watch.heard({ kind: 'paused', paused: false });
    expect(silences).toEqual([]);
    clock.advance(trainingLimitMs);
    expect(silences).toHaveLength(1);
  });

  it('is over when it is disposed', () => {
    watch.dispose();
    clock.advance(10 * preparingLimitMs);
    expect(silences).toEqual([]);
    expect(clock.waiting).toBe(0);
  });
});
