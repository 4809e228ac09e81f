import { describe, expect, it } from 'vitest';

import { limitEventRate, mostSkippedReports } from '../../src/engine/limitEventRate.js';
import type { EngineEvent } from '../../src/protocol/engineProtocol.js';
import { sentence } from '../../src/protocol/sentence.js';

const progress = (done: number): EngineEvent => ({
  kind: 'dataProgress',
  phase: 'decode',
  done,
  total: 1000,
});

describe('the event rate', () => {
  it('lets progress through ten times a second, and always the end', () => {
    let now = 0;
    const seen: EngineEvent[] = [];
    const report = limitEventRate(
      (event) => seen.push(event),
      () => now,
    );
    for (let done = 0; done <= 1000; done++) {
      now += 1;
      report(progress(done));
    }
    expect(seen.map((event) => (event.kind === 'dataProgress' ? event.done : -1))).toEqual([
      0, 100, 200, 300, 400, 500, 600, 700, 800, 900, 1000,
    ]);
  });

  it('stops telling skipped files one by one, says so once, and holds nothing else back', () => {
    const seen: EngineEvent[] = [];
    const report = limitEventRate(
      (event) => seen.push(event),
      () => 0,
    );
    const file = {
      path: 'a.jpg',
      code: 'corrupt' as const,
      message: sentence('It ends too early.'),
    };
    for (let i = 0; i < mostSkippedReports + 50; i++) report({ kind: 'imageSkipped', file });
    report({ kind: 'paused', paused: true });
    expect(seen).toHaveLength(mostSkippedReports + 2);
    expect(seen.at(-3)).toEqual({ kind: 'imageSkipped', file });
    expect(seen.at(-2)).toMatchObject({
      kind: 'warning',
      code: 'data',
      message: { values: [mostSkippedReports] },
    });
    expect(seen.at(-1)).toEqual({ kind: 'paused', paused: true });
  });
});
