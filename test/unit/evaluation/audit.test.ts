/** What an audit changes about puzzles, and what it makes of the answers. */
import { describe, expect, it } from 'vitest';

import { planTests } from '../../../src/engine/evaluation/audit/auditTests.js';
import { concludeAudit, givesAway } from '../../../src/engine/evaluation/audit/concludeAudit.js';
import { bootstrapMean } from '../../../src/engine/evaluation/bootstrap.js';
import {
  createJigsawViews,
  type JigsawViewsSpec,
} from '../../../src/engine/pretext/jigsaw/jigsawViews.js';
import { createRandom } from '../../../src/engine/random.js';
import type { AuditTest } from '../../../src/protocol/audit.js';
import { inEnglish } from '../../../src/protocol/sentence.js';
import { noiseImage } from '../pretext/testImages.js';

const guarded: JigsawViewsSpec = {
  task: 'jigsaw',
  grid: 3,
  permutations: 10,
  permutationsPerImage: 2,
  sourceSizePx: 44,
  cropSizePx: 39,
  tileSizePx: 8,
  randomGap: true,
  normaliseTiles: true,
  grayShare: 0.3,
  channelShiftPx: 2,
  augment: true,
};
const bare: JigsawViewsSpec = {
  ...guarded,
  randomGap: false,
  normaliseTiles: false,
  grayShare: 0,
  channelShiftPx: 0,
};

const told = (spec: JigsawViewsSpec): string[] =>
  planTests(spec).map(({ name, givenAwayBy }) => `${name} ${givenAwayBy}`);

const specOf = (name: string, spec = guarded): JigsawViewsSpec => {
  const test = planTests(spec).find((one) => one.name === name);
  if (test === undefined) throw new Error(`There is no test ${name}.`);
  return test.spec;
};

const image = noiseImage(44, 3);

const render = (spec: JigsawViewsSpec) => {
  const maker = createJigsawViews(spec);
  const views = new Float32Array(9 * 8 * 8 * 3);
  maker.render(image, 'validation', createRandom(5), views, new Int32Array(2));
  return { views, plan: maker.plan('validation', createRandom(5)) };
};

describe('the tests of an audit', () => {
  it('bring back what training took away, and take away what it left', () => {
    expect(told(guarded)).toEqual([
      'touching rise',
      'centred rise',
      'grey fall',
      'shiftedChannels fall',
      'withoutNormalisation rise',
    ]);
    expect(told(bare)).toEqual([
      'randomGap fall',
      'grey fall',
      'shiftedChannels fall',
      'equalTiles fall',
    ]);
    // Tiles that fill their cells have no gap to change.
    expect(told({ ...guarded, cropSizePx: 24 })[0]).toBe('grey fall');
    // An overfit check draws no gaps.
    expect(told({ ...guarded, augment: false })[0]).toBe('randomGap fall');
  });

  it('let tiles touch: together they are a square of the source, pixel for pixel', () => {
    const { views } = render({ ...specOf('touching'), normaliseTiles: false });
    const { cropSizePx, sourceSizePx } = specOf('touching');
    expect(cropSizePx).toBe(24);
    const startPx = Math.floor((sourceSizePx - 24) / 2);
    for (let y = 0; y < 24; y++) {
      for (let x = 0; x < 24; x++) {
        const tile = Math.floor(y / 8) * 3 + Math.floor(x / 8);
        const value = views[((tile * 8 + (y % 8)) * 8 + (x % 8)) * 3] ?? NaN;
        const pixel = image.pixels[((startPx + y) * sourceSizePx + startPx + x) * 3] ?? NaN;
        expect(value).toBeCloseTo((pixel / 255 - 0.5) / 0.25, 5);
      }
    }
  });

  it('cut where validation cuts, but for what they change', () => {
    const { plan } = render(guarded);
    for (const name of ['grey', 'shiftedChannels', 'withoutNormalisation']) {
      const changed = render(specOf(name)).plan;
      expect(changed.tileLeftsPx).toEqual(plan.tileLeftsPx);
      expect(changed.tileTopsPx).toEqual(plan.tileTopsPx);
    }
    expect(new Set(render(specOf('centred')).plan.tileLeftsPx)).toEqual(new Set([2, 15, 28]));
    const moved = render(specOf('randomGap', bare)).plan;
    expect(new Set(moved.tileLeftsPx).size).toBeGreaterThan(3);
  });

  it('give all tiles one brightness and contrast, that of their puzzle', () => {
    const spec = specOf('equalTiles', bare);
    const { views } = render(spec);
    const before = render(bare).views;
    const statistics = (values: Float32Array, channel: number) => {
      const ofChannel = values.filter((_, i) => i % 3 === channel);
      const mean = ofChannel.reduce((sum, value) => sum + value, 0) / ofChannel.length;
      const squares = ofChannel.reduce((sum, value) => sum + (value - mean) ** 2, 0);
      return [mean, Math.sqrt(squares / ofChannel.length)] as const;
    };
    for (const channel of [0, 1, 2]) {
      const [mean, std] = statistics(before, channel);
      for (let tile = 0; tile < 9; tile++) {
        const one = views.subarray(tile * 192, (tile + 1) * 192);
        const [tileMean, tileStd] = statistics(one, channel);
        expect(tileMean).toBeCloseTo(mean, 4);
        expect(tileStd).toBeCloseTo(std, 4);
      }
    }
  });

  it('take colour away, and move red and blue but not green', () => {
    const grey = render(specOf('grey')).views;
    for (let i = 0; i < grey.length; i += 3) expect(grey[i]).toBe(grey[i + 1]);
    const before = render({ ...guarded, normaliseTiles: false }).views;
    const shifted = render({ ...specOf('shiftedChannels'), normaliseTiles: false });
    expect(shifted.plan.channelShiftsPx.some((px) => px !== 0)).toBe(true);
    const channel = (views: Float32Array, c: number) => views.filter((_, i) => i % 3 === c);
    expect(channel(shifted.views, 1)).toEqual(channel(before, 1));
    expect(channel(shifted.views, 0)).not.toEqual(channel(before, 0));
    // Also for a run that never shifted them.
    expect(specOf('shiftedChannels', bare).channelShiftPx).toBe(1);
  });
});

const test = (
  name: AuditTest['name'],
  givenAwayBy: AuditTest['givenAwayBy'],
  [low, mean, high]: readonly [number, number, number],
): AuditTest => {
  const difference = { mean, low, high };
  const leans = givesAway({ difference, givenAwayBy });
  const accuracy = { accuracy: 0.5, low: 0.4, high: 0.6 };
  return { name, accuracy, difference, givenAwayBy, leans };
};

describe('the conclusion of an audit', () => {
  it.each([
    ['rise', [0.01, 0.06, 0.1], true],
    ['rise', [-0.01, 0.06, 0.1], false],
    ['rise', [0.01, 0.04, 0.1], false],
    ['rise', [-0.2, -0.1, -0.05], false],
    ['fall', [-0.2, -0.1, -0.05], true],
    ['fall', [-0.2, -0.1, 0.01], false],
    ['fall', [-0.06, -0.04, -0.02], false],
    ['fall', [0.05, 0.1, 0.2], false],
  ] as const)('a %s of %j: %s', (givenAwayBy, change, leans) => {
    expect(test('grey', givenAwayBy, change).leans).toBe(leans);
  });

  const conclude = (tests: AuditTest[], accuracy = 0.5): string =>
    inEnglish(
      concludeAudit({ unchanged: { accuracy, low: accuracy, high: accuracy }, chance: 0.1, tests }),
    );

  it('names the strongest leaning', () => {
    const grey = test('grey', 'fall', [-0.1, -0.08, -0.05]);
    const touching = test('touching', 'rise', [0.1, 0.21, 0.3]);
    const strange = test('withoutNormalisation', 'rise', [-0.5, -0.4, -0.3]);
    expect(conclude([grey, touching, strange])).toMatch(/edges .* rises by 21\.0 points/);
    expect(conclude([strange, grey])).toMatch(/colour: accuracy falls by 8\.0 points/);
    expect(conclude([strange])).toMatch(/No shortcut shows/);
  });

  it('is none where the run has learnt nothing that could fall', () => {
    expect(conclude([test('touching', 'rise', [0.1, 0.2, 0.3])], 0.13)).toMatch(
      /learnt too little/,
    );
  });
});

describe('the interval of a mean', () => {
  it('lies around it, as wide as the normal approximation says', () => {
    const random = createRandom(2);
    const values = Float64Array.from({ length: 400 }, () => random.normal() / 10 + 0.02);
    const { mean, low, high } = bootstrapMean(values, createRandom(3));
    expect(mean).toBeCloseTo(values.reduce((sum, value) => sum + value, 0) / 400, 12);
    expect((high - low) / 2 / (1.96 * 0.1 * (1 / 20))).toBeGreaterThan(0.85);
    expect((high - low) / 2 / (1.96 * 0.1 * (1 / 20))).toBeLessThan(1.15);
  });
});
