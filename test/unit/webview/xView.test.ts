import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { gestureOfKey } from '../../../webview/lab/curves/chartGesture.js';
import { logTicks } from '../../../webview/parts/figure/logTicks.js';
import { followEnd, panBy, zoomBy, type Zoom } from '../../../webview/lab/curves/xView.js';

const all = { from: 1, to: 1001 };

describe('the range of steps', () => {
  it('zooms around the step below the pointer', () => {
    expect(zoomBy(null, all, 0.5, 501)).toEqual({ from: 251, to: 751 });
    expect(zoomBy(null, all, 0.5, 1)).toEqual({ from: 1, to: 501 });
  });

  it('shows everything again when it is zoomed out', () => {
    expect(zoomBy({ from: 300, to: 700 }, all, 3, 500)).toBeNull();
  });

  it('stays within the run and never gets narrower than ten steps', () => {
    const moves = fc.array(
      fc.oneof(
        fc.record({
          factor: fc.double({ min: 0.1, max: 3, noNaN: true }),
          share: fc.double({ min: 0, max: 1, noNaN: true }),
        }),
        fc.record({ steps: fc.integer({ min: -2000, max: 2000 }) }),
      ),
    );
    fc.assert(
      fc.property(moves, (list) => {
        let zoom: Zoom = null;
        for (const move of list) {
          const { from, to }: { from: number; to: number } = zoom ?? all;
          zoom =
            'steps' in move
              ? panBy(zoom, all, move.steps)
              : zoomBy(zoom, all, move.factor, from + (to - from) * move.share);
          if (zoom === null) continue;
          expect(zoom.from).toBeGreaterThanOrEqual(all.from - 1e-9);
          expect(zoom.to).toBeLessThanOrEqual(all.to + 1e-9);
          expect(zoom.to - zoom.from).toBeGreaterThanOrEqual(10 - 1e-9);
        }
      }),
    );
  });

  it('keeps its span when it is moved against an end', () => {
    expect(panBy({ from: 100, to: 200 }, all, 5000)).toEqual({ from: 901, to: 1001 });
    expect(panBy({ from: 100, to: 200 }, all, -5000)).toEqual({ from: 1, to: 101 });
  });

  it('follows the end of the run only when it shows it', () => {
    const longer = { from: 1, to: 1101 };
    expect(followEnd({ from: 901, to: 1001 }, all, longer)).toEqual({ from: 1001, to: 1101 });
    expect(followEnd({ from: 100, to: 200 }, all, longer)).toEqual({ from: 100, to: 200 });
    expect(followEnd(null, all, longer)).toBeNull();
  });
});

describe('keys on a chart', () => {
  const press = (
    key: string,
    changes: Partial<KeyboardEvent> = {},
    pointed: number | null = null,
  ) =>
    gestureOfKey(
      { key, shiftKey: false, ctrlKey: false, metaKey: false, altKey: false, ...changes },
      { from: 100, to: 300 },
      pointed,
    );

  it('zoom around the middle, or the step that is read', () => {
    expect(press('+')).toMatchObject({ kind: 'zoom', anchor: 200 });
    expect(press('+', {}, 150)).toMatchObject({ kind: 'zoom', anchor: 150 });
    expect(press('-')).toMatchObject({ kind: 'zoom', anchor: 200 });
    expect(press('0')).toEqual({ kind: 'showAll' });
  });

  it('move by a tenth of what is shown', () => {
    expect(press('ArrowRight')).toEqual({ kind: 'pan', steps: 20 });
    expect(press('ArrowLeft')).toEqual({ kind: 'pan', steps: -20 });
  });

  it('read values step by step, within what is shown', () => {
    expect(press('ArrowLeft', { shiftKey: true })).toEqual({
      kind: 'point',
      step: 298,
      by: 'keys',
    });
    expect(press('ArrowRight', { shiftKey: true }, 299)).toEqual({
      kind: 'point',
      step: 300,
      by: 'keys',
    });
    expect(press('Escape', {}, 299)).toEqual({ kind: 'point', step: null, by: 'keys' });
  });

  it('leave the editor its own', () => {
    expect(press('0', { ctrlKey: true })).toBeNull();
    expect(press('Tab')).toBeNull();
    expect(press('Escape')).toBeNull();
  });
});

it('ticks a logarithmic axis at 1, 2 and 5', () => {
  expect(logTicks(0.04, 6)).toEqual([0.05, 0.1, 0.2, 0.5, 1, 2, 5]);
  expect(logTicks(90, 1100)).toEqual([100, 200, 500, 1000]);
  expect(logTicks(0, 1)).toEqual([]);
});
