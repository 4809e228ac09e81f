/** One evaluation: what came out, charts, tables, and what it was measured on. */
import { html, type TemplateResult } from 'lit';

import type { EvaluationResult } from '../../../src/protocol/evaluation.js';
import { figureView } from '../../parts/figure/figureView.js';
import { formatPercent } from '../../parts/format.js';
import { icon } from '../../parts/icons.js';
import { t } from '../../text.js';
import {
  bestRandom,
  compareBest,
  methodName,
  methods,
  referencesBeside,
  type Method,
} from './accuracies.js';
import { blockChart } from './blockChart.js';
import { dataFacts } from './dataFacts.js';
import { fewLabelsChart } from './fewLabelsChart.js';
import { gainText, intervalText } from './figureWords.js';
import { evaluationName } from './keptEvaluations.js';
import { blockTable, fewLabelsTable } from './probeTables.js';

const headline = (result: EvaluationResult, method: Method): TemplateResult | null => {
  const best = compareBest(result, method);
  if (best === null) return null;
  const { block, pretrained, random, gain, overlaps } = best;
  const other = bestRandom(result, method);
  return html`<div class="headline card" role="group" aria-label=${methodName(method)}>
    <h3>${t('{0} on {1}', methodName(method), block)}</h3>
    <p class="large">${formatPercent(pretrained.accuracy)}</p>
    <p class="muted">${intervalText(pretrained)}</p>
    <p class=${gain > 0 && !overlaps ? 'gain' : ''}>
      ${gainText(gain, formatPercent(random.accuracy))}
    </p>
    ${
      overlaps
        ? html`<p class="remark">
            ${icon('warning')}<span
              >${t('The two intervals overlap: the difference may be chance.')}</span
            >
          </p>`
        : null
    }
    ${
      other === null || other.block === block
        ? null
        : html`<p class="muted">
            ${t('Random weights do best at {0}: {1}.', other.block, formatPercent(other.accuracy))}
          </p>`
    }
    <dl class="references">
      ${referencesBeside(result, method).map(
        ({ name, accuracy }) =>
          html`<div>
            <dt>${name}</dt>
            <dd>${formatPercent(accuracy)}</dd>
          </div>`,
      )}
    </dl>
  </div>`;
};

const facts = (result: EvaluationResult): TemplateResult => html`
  <ul class="facts">
    ${dataFacts(result).map(
      ({ text, isWarning }) =>
        html`<li>${icon(isWarning ? 'warning' : 'info')}<span class="path">${text}</span></li>`,
    )}
  </ul>
`;

/** @param runTitle told in files that leave the page */
export const evaluationView = (result: EvaluationResult, runTitle: string): TemplateResult => {
  const subtitle = `${runTitle}, ${evaluationName(result)}`;
  const few = fewLabelsChart(result, subtitle);
  return html`
    <section aria-label=${t('What came out')}>
      <div class="pair">${methods.map((method) => headline(result, method))}</div>
    </section>
    <section aria-labelledby="by-block">
      <h2 id="by-block">${t('By block')}</h2>
      <p class="muted note">
        ${t(
          'Accuracy on the images measured on; whiskers are 95 % intervals. The best block was chosen on held-out training images.',
        )}
      </p>
      <div class="pair">
        ${methods.map((method) => figureView(blockChart(result, method, subtitle)))}
      </div>
    </section>
    ${
      few === null
        ? null
        : html`<section aria-labelledby="few-labels">
            <h2 id="few-labels">${t('Few labels')}</h2>
            <p class="muted note">
              ${t('Mean over the draws of labelled images; the band is one standard deviation.')}
            </p>
            <div class="few">${figureView(few)} ${fewLabelsTable(result)}</div>
          </section>`
    }
    <section aria-label=${t('All figures')}>${blockTable(result)}</section>
    <section aria-labelledby="data">
      <h2 id="data">${t('Images')}</h2>
      ${facts(result)}
    </section>
  `;
};
