import { describe, expect, it } from 'vitest';

import {
  bestRandom,
  compareBest,
  referencesBeside,
  seriesOf,
} from '../../../webview/lab/probe/accuracies.js';
import { blockChart } from '../../../webview/lab/probe/blockChart.js';
import { dataFacts } from '../../../webview/lab/probe/dataFacts.js';
import { fewLabelsChart } from '../../../webview/lab/probe/fewLabelsChart.js';
import { gainText } from '../../../webview/lab/probe/figureWords.js';
import { allEvaluations, keyOf } from '../../../webview/lab/probe/keptEvaluations.js';
import type { Chart } from '../../../webview/parts/figure/figureView.js';
import type { FigureLook } from '../../../webview/parts/figure/figureLook.js';
import { labelReferences, makeEvaluation } from '../../panel/probeRun.js';

const look: FigureLook = {
  colours: {
    ...{ foreground: '#111111', description: '#222222', background: '#ffffff', grid: '#333333' },
    ...{ blue: '#0000ff', green: '#00ff00', orange: '#ff8800', red: '#ff0000' },
    ...{ purple: '#880088', yellow: '#ffff00' },
  },
  fontFamily: 'sans-serif',
  lineWidth: 2,
  textWidth: (text, sizePx) => text.length * sizePx * 0.5,
};
const draw = (chart: Chart): string =>
  chart.draw({ left: 0, top: 0, width: 600, height: 300 }, look);
/** Centres of the marks of one colour. */
const marksOf = (markup: string, colour: string): { x: number; y: number }[] => {
  const group = new RegExp(`<g stroke="${colour}"[^>]*>(.*?)</g>`).exec(markup)?.[1] ?? '';
  return [...group.matchAll(/cx="([\d.]+)" cy="([\d.]+)"/g)].map(([, x, y]) => ({
    x: Number(x),
    y: Number(y),
  }));
};
const evaluation = makeEvaluation();
const withLabels = makeEvaluation({}, labelReferences);

describe('the best block', () => {
  it('is compared with the same block of the random trunk', () => {
    const best = compareBest(evaluation, 'linear');
    expect(best).toMatchObject({ block: 'block5', overlaps: false });
    expect(best?.gain).toBeCloseTo(0.617 - 0.447, 10);
    expect(gainText(best?.gain ?? 0, '44.7 %')).toBe(
      '+17.0 percentage points over random weights (44.7 %)',
    );
  });

  it('may be worse than random', () => {
    expect(gainText(-0.02, '50.0 %')).toBe(
      '-2.0 percentage points, so below random weights (50.0 %)',
    );
  });

  it('may differ by chance where the intervals overlap', () => {
    const first = makeEvaluation({ bestBlock: 'block1' });
    expect(compareBest(first, 'linear')?.overlaps).toBe(true);
  });

  it('need not be there', () => {
    const odd = makeEvaluation({ bestBlock: 'block9' });
    expect(compareBest(odd, 'knn')).toBeNull();
    expect(draw(blockChart(odd, 'knn', ''))).not.toContain('Best block');
  });

  it('of random weights is another one', () => {
    expect(bestRandom(evaluation, 'linear')).toEqual({ block: 'block2', accuracy: 0.51 });
    expect(bestRandom(makeEvaluation({ perBlock: [] }), 'knn')).toBeNull();
  });
});

describe('references', () => {
  it('are pixels and guessing where no network was trained with labels', () => {
    const names = referencesBeside(evaluation, 'linear').map(({ name }) => name);
    expect(names).toEqual(['Raw pixels', 'Most frequent class']);
    expect(seriesOf(evaluation).map(({ key }) => key)).toEqual(['pretrained', 'random']);
  });

  it('are networks trained with labels, too, beside the linear probe', () => {
    const beside = referencesBeside(withLabels, 'linear');
    expect(beside).toContainEqual({ name: 'Fine-tuned', accuracy: 0.768 });
    expect(beside).toHaveLength(5);
    expect(referencesBeside(withLabels, 'knn')).toHaveLength(2);
    expect(seriesOf(withLabels).at(-1)).toMatchObject({ key: 'supervised' });
  });
});

describe('the chart of the blocks', () => {
  it('has a mark for every block, the higher the better', () => {
    const markup = draw(blockChart(evaluation, 'linear', ''));
    const pretrained = marksOf(markup, look.colours.blue);
    const random = marksOf(markup, look.colours.purple);
    expect(pretrained).toHaveLength(6);
    expect(random).toHaveLength(6);
    for (const [at, { y }] of pretrained.entries()) expect(y).toBeLessThan(random[at]?.y ?? 0);
    const best = evaluation.perBlock.toSorted((a, b) => b.linear.accuracy - a.linear.accuracy);
    const highest = pretrained.indexOf(
      pretrained.toSorted((a, b) => a.y - b.y)[0] ?? { x: 0, y: 0 },
    );
    expect(evaluation.perBlock[highest]?.block).toBe(best[0]?.block);
  });

  it('names the levels without overlap, also where they are close', () => {
    const markup = draw(blockChart(withLabels, 'linear', ''));
    const bases = [...markup.matchAll(/y="([\d.]+)"[^>]*>(?:Fine-tuned|Labels|Raw|Most)/g)].map(
      ([, y]) => Number(y),
    );
    expect(bases).toHaveLength(5);
    const ordered = bases.toSorted((a, b) => a - b);
    for (const [at, y] of ordered.slice(1).entries()) {
      expect(y - (ordered[at] ?? 0)).toBeGreaterThanOrEqual(14);
    }
  });

  it('escapes names', () => {
    const [first, ...others] = evaluation.perBlock;
    if (first === undefined) throw new Error('There is no block.');
    const odd = makeEvaluation({ perBlock: [{ ...first, block: '<b>&' }, ...others] });
    expect(draw(blockChart(odd, 'linear', ''))).toContain('&#60;b&#62;&#38;');
  });

  it('is described', () => {
    expect(blockChart(evaluation, 'knn', '').description).toBe(
      'k-NN by block: at the best block, block5, 55.8 % pretrained and 38.2 % with random weights.',
    );
  });
});

describe('the chart of few labels', () => {
  it('lays labels out by their logarithm', () => {
    const chart = fewLabelsChart(evaluation, '');
    if (chart === null) throw new Error('There is no chart.');
    const [one, , ten, , hundred] = marksOf(draw(chart), look.colours.blue);
    expect((ten?.x ?? 0) - (one?.x ?? 0)).toBeCloseTo((hundred?.x ?? 0) - (ten?.x ?? 0), 1);
  });

  it('stands with a single number of labels, and is not there without any', () => {
    const single = makeEvaluation({ fewLabels: evaluation.fewLabels.slice(0, 1) });
    const chart = fewLabelsChart(single, '');
    expect(chart === null ? '' : draw(chart)).not.toContain('NaN');
    expect(fewLabelsChart(makeEvaluation({ fewLabels: [] }), '')).toBeNull();
  });
});

describe('what was measured on', () => {
  const textsOf = (...args: Parameters<typeof makeEvaluation>): string[] =>
    dataFacts(makeEvaluation(...args)).map(({ text }) => text);
  const { dataset } = evaluation;

  it('is told in sentences', () => {
    expect(textsOf()).toEqual([
      '10 classes: airplane, bird, car, cat, deer, dog, frog, horse, ship, truck.',
      'Fitted on 10,000 images, measured on 2,000 of the folder /home/ada/labelled/test.',
      '4 images without a label were left out.',
      '2 of the images measured on are byte for byte among those fitted on, so the figures may be too high.',
      'The run was pretrained, without labels, on 9,045 of the images fitted on and on 0 of those measured on.',
      'Features after step 600 (epoch 5), averaged over 2 × 2 cells; 20 neighbours, seed 0.',
      'Measured in 51 s.',
    ]);
  });

  it('says what is not known', () => {
    const shared = { testWithTrain: 0, trainWithPretraining: null, testWithPretraining: null };
    const texts = textsOf({ dataset: { ...dataset, shared, testFolder: null } });
    expect(texts.join(' ')).toContain('its cache of decoded images is gone');
    expect(texts.join(' ')).toContain('2,000 that were held out of the same folder');
  });

  it('names a few of many classes', () => {
    const classes = Array.from({ length: 200 }, (_, at) => `c${at}`);
    expect(textsOf({ dataset: { ...dataset, classes } })[0]).toMatch(
      /^200 classes, among them c0, .*, c11\.$/,
    );
  });

  it('tells of trainings with labels', () => {
    expect(textsOf({}, labelReferences).join(' ')).toMatch(
      /for 1,128 steps, as much as .* 10 epochs from either start; it took 10 min 12 s/,
    );
  });
});

describe('the evaluations of a run', () => {
  const older = makeEvaluation({ createdAt: '2026-03-13T11:00:00.000Z' });

  it('are listed once, the newest first', () => {
    const newer = makeEvaluation({ createdAt: '2026-03-15T11:00:00.000Z' });
    expect(allEvaluations([older, evaluation], newer).map(keyOf)).toEqual(
      [newer, evaluation, older].map(keyOf),
    );
    expect(allEvaluations([evaluation, older], makeEvaluation())).toHaveLength(2);
    expect(allEvaluations([], null)).toEqual([]);
  });
});
