import { describe, expect, it } from 'vitest';

import { createSpeedometer } from '../../../src/engine/training/speedometer.js';

describe('the speedometer', () => {
  it('tells the speed of each step', () => {
    expect(createSpeedometer().record(200, 50, 16, 64)).toEqual({
      viewsPerSecond: 320,
      imagesPerSecond: 80,
      dataWaitShare: 0.25,
    });
  });

  it('leaves the first step out of the total and of the estimate', () => {
    const speedometer = createSpeedometer();
    speedometer.record(10_000, 9000, 16, 64);
    expect(speedometer.stepMs).toBeNull();
    expect(speedometer.total).toEqual({ viewsPerSecond: 0, imagesPerSecond: 0, dataWaitShare: 0 });
    speedometer.record(100, 10, 16, 64);
    speedometer.record(300, 30, 16, 64);
    expect(speedometer.total).toEqual({
      viewsPerSecond: 320,
      imagesPerSecond: 80,
      dataWaitShare: 0.1,
    });
    expect(speedometer.stepMs).toBeCloseTo(110, 10);
  });

  it('follows a change of speed', () => {
    const speedometer = createSpeedometer();
    for (let step = 0; step < 10; step++) speedometer.record(100, 0, 1, 1);
    for (let step = 0; step < 200; step++) speedometer.record(50, 0, 1, 1);
    expect(speedometer.stepMs).toBeCloseTo(50, 1);
  });

  it('survives a clock that stands, and waits longer than a step', () => {
    const { dataWaitShare, viewsPerSecond } = createSpeedometer().record(0, 0, 1, 1);
    expect([dataWaitShare, viewsPerSecond]).toEqual([0, 0]);
    expect(createSpeedometer().record(10, 20, 1, 1).dataWaitShare).toBe(1);
  });
});
