import { describe, expect, it } from 'vitest';

import { axisOver } from '../../../src/engine/report/charts/ticks.js';
import { escapeHtml, html } from '../../../src/engine/report/html.js';

describe('markup', () => {
  it('takes every value for text, and only what it made itself for markup', () => {
    const hostile = `<img src=x onerror="alert('1')">&`;
    const inner = html`<b>${hostile}</b>`;
    expect(inner.markup).toBe(
      '<b>&lt;img src=x onerror=&quot;alert(&#39;1&#39;)&quot;&gt;&amp;</b>',
    );
    expect(html`<i title="${hostile}">${[inner, inner]}${null}${3}</i>`.markup).toBe(
      `<i title="${escapeHtml(hostile)}">${inner.markup}${inner.markup}3</i>`,
    );
  });

  it('holds no control characters', () => {
    expect(escapeHtml('a\u0000b\u001bc\td\ne')).toBe('a b c\td\ne');
  });
});

describe('an axis', () => {
  it.each([
    [0, 1, [0, 0.2, 0.4, 0.6, 0.8, 1], 1],
    [0.61, 1.38, [0.6, 0.8, 1, 1.2, 1.4], 1],
    [3, 3, [3, 4, 5, 6], 0],
    [0, 1128, [0, 500, 1000, 1500], 0],
    [0, 0, [0, 0.2, 0.4, 0.6, 0.8, 1], 1],
  ])('from %d to %d has round ticks', (least, greatest, ticks, decimals) => {
    expect(axisOver(least, greatest, 5)).toMatchObject({ ticks, decimals });
  });

  it('ends at the range itself where it should not widen', () => {
    expect(axisOver(0, 1128, 5, false)).toMatchObject({ from: 0, to: 1128, ticks: [0, 500, 1000] });
  });

  it('has few ticks, whatever the range', () => {
    for (const [least, greatest] of [
      [0, 1e-30],
      [0, 1e6],
      [1e6, 1e6],
      [0.999999, 1],
    ] as const) {
      const { ticks, from, to } = axisOver(least, greatest, 5);
      expect(ticks.length).toBeGreaterThan(1);
      expect(ticks.length).toBeLessThan(14);
      expect(from).toBeLessThanOrEqual(least);
      expect(to).toBeGreaterThanOrEqual(greatest);
    }
  });
});
