import { describe, expect, it } from 'vitest';

import { limitEventRate, mostSkippedReports } from '../../src/engine/limitEventRate.js';
import type { EngineEvent } from '../../src/protocol/engineEvents.js';
import { sentence } from '../../src/protocol/sentence.js';

/** Events of both kinds that tell how far something is. */
const progressOf = {
  dataProgress: (done: number): EngineEvent => {
    return { kind: 'dataProgress', phase: 'decode', done, total: 1000 };
  },
  evaluationProgress: (done: number): EngineEvent => {
    return { kind: 'evaluationProgress', phase: 'features', done, total: 1000 };
  },
};

describe('the event rate', () => {
  it.each(['dataProgress', 'evaluationProgress'] as const)(
    'lets %s through ten times a second, and always the end',
    (kind) => {
      let now = 0;
      const seen: EngineEvent[] = [];
      const report = limitEventRate(
        (event) => seen.push(event),
        () => now,
      );
      for (let done = 0; done <= 1000; done++) {
        now += 1;
        report(progressOf[kind](done));
      }
      expect(seen.map((event) => (event.kind === kind ? event.done : -1))).toEqual([
        0, 100, 200, 300, 400, 500, 600, 700, 800, 900, 1000,
      ]);
    },
  );

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
