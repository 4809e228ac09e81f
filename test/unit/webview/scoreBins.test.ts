import { describe, expect, it } from 'vitest';

import type { AnomalyReport } from '../../../src/protocol/findings.js';
import { scoreBins } from '../../../webview/lab/anomalies/scoreBins.js';
import { createRandom } from '../../../src/engine/random.js';

type Image = AnomalyReport['images'][number];
const image = (score: number, anomalous: boolean | null = null): Image => ({
  ...{ path: `${score}.png`, score, rotationScore: score, neighborDistance: null, anomalous },
});

describe('scoreBins', () => {
  it('counts each image once, in bins of one round width', () => {
    const random = createRandom(7);
    const images = Array.from({ length: 500 }, () => image(random.uniform() * 3.7 - 0.4));
    const { edges, series } = scoreBins(images);
    const [all] = series;
    expect(series).toHaveLength(1);
    expect(all).toMatchObject({ kind: 'all', total: 500 });
    expect(edges).toHaveLength((all?.counts.length ?? 0) + 1);
    expect(edges.length).toBeLessThanOrEqual(42);
    // A slow count, edge by edge.
    const slow = all?.counts.map((_, bin) => {
      const from = edges[bin] ?? NaN;
      const to = edges[bin + 1] ?? NaN;
      return images.filter(({ score }) => score >= from && score < to).length;
    });
    expect(all?.counts).toEqual(slow);
    expect(all?.counts.reduce((sum, count) => sum + count, 0)).toBe(500);
  });

  it('takes the largest score into the last bin', () => {
    const { edges, series } = scoreBins([image(0), image(0.5), image(1)]);
    expect(edges[0]).toBeLessThanOrEqual(0);
    expect(edges.at(-1)).toBeGreaterThanOrEqual(1);
    expect(series[0]?.counts.at(-1)).toBe(1);
    expect(series[0]?.counts[0]).toBe(1);
  });

  it('tells kinds apart where labels are there, and leaves out images of neither', () => {
    const { edges, series } = scoreBins([
      ...[image(1, false), image(1, false), image(3, true), image(90)],
    ]);
    expect(series.map(({ kind, total }) => [kind, total])).toEqual([
      ['normal', 2],
      ['anomalous', 1],
    ]);
    expect(edges.at(-1)).toBeLessThanOrEqual(3.1);
  });

  it('has a bin for equal scores, and one for none', () => {
    expect(scoreBins([image(2), image(2)]).series[0]?.counts).toEqual([2]);
    expect(scoreBins([])).toEqual({
      edges: [0, 1],
      series: [{ kind: 'all', counts: [0], total: 0 }],
    });
  });
});
