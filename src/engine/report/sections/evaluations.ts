/** What the features were measured to be worth, beside random weights. */
import { basename } from 'node:path';

import type { Accuracy, BlockEvaluation, EvaluationResult } from '../../../protocol/evaluation.js';
import { intervalChart, type IntervalRow } from '../charts/intervalChart.js';
import { html, type Html } from '../html.js';
import type { ReportWords } from '../reportWords.js';
import { section, table } from './section.js';

const mostEvaluations = 4;

type Probe = 'linear' | 'knn';

const interval = ({ accuracy, low, high }: Accuracy): IntervalRow['own'] => ({
  value: accuracy,
  low,
  high,
});

const rowOf = (probe: Probe, evaluated: BlockEvaluation): IntervalRow => ({
  name: evaluated.block,
  own: interval(evaluated[probe]),
  random: { value: evaluated.random[probe], ...evaluated.random.intervals[probe] },
});

const chart = (
  { perBlock, references }: EvaluationResult,
  probe: Probe,
  title: string,
  { t, percent }: ReportWords,
): Html =>
  intervalChart({
    title,
    ownName: t('Pretrained'),
    randomName: t('Random weights'),
    rows: [
      ...perBlock.map((evaluated) => rowOf(probe, evaluated)),
      { name: t('raw pixels'), own: interval(references.pixels[probe]), random: null },
    ],
    percent,
  });

const withInterval = ({ accuracy, low, high }: Accuracy, { percent }: ReportWords): Html =>
  html`${percent(accuracy)} <small>${percent(low)} – ${percent(high)}</small>`;

const figures = (evaluation: EvaluationResult, words: ReportWords): Html => {
  const { t, percent } = words;
  const { perBlock, references, bestBlock } = evaluation;
  return table(
    [t('Block'), t('Linear probe'), t('Random'), t('k-NN'), t('Random')],
    [
      ...perBlock.map(({ block, linear, knn, random }) => [
        block === bestBlock ? html`<strong>${block}</strong>` : block,
        withInterval(linear, words),
        percent(random.linear),
        withInterval(knn, words),
        percent(random.knn),
      ]),
      [
        t('raw pixels'),
        withInterval(references.pixels.linear, words),
        '',
        withInterval(references.pixels.knn, words),
        '',
      ],
    ],
  );
};

const fewLabels = ({ fewLabels: rows, bestBlock }: EvaluationResult, words: ReportWords) => {
  if (rows.length === 0) return null;
  const { t, count, percent } = words;
  return html`<h4>${t('Linear probe of {0} with few labels', bestBlock)}</h4>
    ${table(
      [t('Labels per class'), t('Pretrained'), t('Random weights')],
      rows.map(({ perClass, mean, deviation, random }) => [
        count(perClass),
        html`${percent(mean)} <small class="spread">± ${percent(deviation)}</small>`,
        html`${percent(random.mean)} <small class="spread">± ${percent(random.deviation)}</small>`,
      ]),
    )}`;
};

const evaluation = (one: EvaluationResult, words: ReportWords): Html => {
  const { t, count, percent } = words;
  const { trainFolder, testFolder, classes, trainImages, testImages } = one.dataset;
  const test = testFolder === null ? t('held out of the same folder') : basename(testFolder);
  return html`<article class="evaluation">
    <h3>${basename(trainFolder)} <span>→ ${test}</span></h3>
    <p class="lead">
      ${t(
        '{0} classes, {1} images to fit, {2} to test; features averaged over {3}x{3} cells; always naming the most frequent class is right for {4}. Measured after epoch {5}, {6}.',
        count(classes.length),
        count(trainImages),
        count(testImages),
        one.settings.poolGrid,
        percent(one.references.majority),
        count(one.epoch),
        words.time(one.createdAt),
      )}
    </p>
    <div class="pair">
      ${chart(one, 'linear', t('Linear probe, test accuracy'), words)}
      ${chart(one, 'knn', t('k-NN, test accuracy'), words)}
    </div>
    ${figures(one, words)}
    <p class="detail">
      ${t(
        'The block in bold was chosen on held-out training images. Intervals hold 95 % of 1000 resamples of the test images.',
      )}
    </p>
    ${fewLabels(one, words)}
  </article>`;
};

/** Says so where nothing was evaluated yet. */
export const evaluations = (all: readonly EvaluationResult[], words: ReportWords): Html => {
  const { t } = words;
  return section(
    t('What the features are worth'),
    all.length === 0
      ? html`<p class="lead">
          ${t(
            'Not measured yet: the pretext accuracy says that something was learnt, not how useful it is. An evaluation on labelled images is kept with the run and shown here.',
          )}
        </p>`
      : html`${all.slice(0, mostEvaluations).map((one) => evaluation(one, words))}`,
  );
};
