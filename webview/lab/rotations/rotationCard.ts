/** One view: as fed, turned upright by the prediction, and the probabilities of the angles. */
import { css, html, type CSSResult, type TemplateResult } from 'lit';

import type { Sample } from '../../../src/protocol/runContents.js';
import { cssProperties } from '../../parts/cssProperties.js';
import { formatPercent } from '../../parts/format.js';
import { icon } from '../../parts/icons.js';
import { t } from '../../text.js';
import { isRight, isUnsure, predictionOf, probabilityOf } from '../samples/answers.js';
import { verdict } from '../samples/badges.js';
import { clockwiseToUpright, remainingTurn } from './turns.js';

export const degrees = (angle: number): string => `${angle}°`;

export const rotationCard = (options: {
  readonly sample: Sample;
  /** Degrees counter-clockwise by class. */
  readonly angles: readonly number[];
  /** The view as fed, or null where it was not kept. */
  readonly url: string | null;
  /** Side at which a view is drawn in px. */
  readonly sidePx: number;
}): TemplateResult => {
  const { sample, angles, url, sidePx } = options;
  const prediction = predictionOf(sample) ?? 0;
  const predicted = angles[prediction] ?? 0;
  const truth = angles[sample.truth] ?? 0;
  const right = isRight(sample);
  return html`<li class="card rotation">
    <div class="views" ${cssProperties({ '--side': `${sidePx}px` })}>
      <figure>
        ${view(url, 0, t('View of {0}, turned by {1}', sample.path, degrees(truth)), true)}
        <figcaption class="muted">${t('As fed')}</figcaption>
      </figure>
      <span class="arrow">${icon('chevronRight')}</span>
      <figure>
        ${view(
          url,
          clockwiseToUpright(predicted),
          right
            ? t('The view turned upright by the prediction')
            : t(
                'The view turned by the prediction, still {0} off',
                degrees(remainingTurn(truth, predicted)),
              ),
          right,
        )}
        <figcaption class="muted">${t('Turned upright')}</figcaption>
      </figure>
    </div>
    <div class="rotation-head">
      ${verdict(right, right ? t('Right') : t('Wrong'))}
      ${isUnsure(sample) ? html`<span class="unsure">${t('Unsure')}</span>` : null}
      <span class="angles"
        >${t('Predicted {0}, true {1}', degrees(predicted), degrees(truth))}</span
      >
    </div>
    <ul class="bars" aria-label=${t('Probabilities')}>
      ${angles.map((angle, label) =>
        bar(
          degrees(angle),
          probabilityOf(sample, label) ?? 0,
          label === sample.truth,
          label === prediction,
        ),
      )}
    </ul>
    <div class="muted path rotation-path" title=${sample.path}>${sample.path}</div>
  </li>`;
};

const view = (
  url: string | null,
  clockwiseDegrees: number,
  label: string,
  isUpright: boolean,
): TemplateResult =>
  html`<div class="view ${isUpright ? '' : 'tilted'}">
    ${
      url === null
        ? html`<div
            class="no-picture"
            role="img"
            aria-label=${t('{0} (picture not kept)', label)}
          ></div>`
        : html`<img
            src=${url}
            alt=${label}
            ${cssProperties({ '--turn': `${clockwiseDegrees}deg` })}
          />`
    }
    ${isUpright ? null : html`<span class="cross">${icon('close')}</span>`}
  </div>`;

const bar = (
  angle: string,
  probability: number,
  isTrue: boolean,
  isPredicted: boolean,
): TemplateResult =>
  html`<li class="bar ${isPredicted ? 'predicted' : ''}">
    <span class="number">${angle}</span>
    <span class="probability-track"
      ><span
        class="probability ${isTrue ? 'true' : ''}"
        ${cssProperties({ width: `${probability * 100}%` })}
      ></span
    ></span>
    <span class="number">${formatPercent(probability)}</span>
    <span class="bar-true">${isTrue ? t('true') : null}</span>
  </li>`;

export const rotationCardStyles: CSSResult = css`
  .rotation {
    display: flex;
    flex-direction: column;
    gap: 8px;
  }
  .views {
    display: flex;
    align-items: flex-start;
    justify-content: center;
    gap: 8px;
  }
  .views figure {
    margin: 0;
    text-align: center;
    font-size: 0.92em;
  }
  .views figcaption {
    margin-top: 4px;
  }
  .view {
    position: relative;
    width: var(--side);
    height: var(--side);
  }
  .view img,
  .no-picture {
    display: block;
    width: 100%;
    height: 100%;
    transform: rotate(var(--turn, 0deg));
  }
  .no-picture {
    background: repeating-linear-gradient(
      45deg,
      transparent 0 5px,
      color-mix(in srgb, var(--vscode-foreground) 16%, transparent) 5px 6px
    );
  }
  .pixelated .view img {
    image-rendering: pixelated;
  }
  .view.tilted::after {
    content: '';
    position: absolute;
    inset: -2px;
    border: 2px solid var(--vscode-charts-red, var(--vscode-errorForeground));
  }
  .arrow {
    display: flex;
    align-items: center;
    height: var(--side);
    color: var(--vscode-descriptionForeground);
  }
  .rotation-head {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 2px 8px;
  }
  .angles {
    margin-left: auto;
    font-variant-numeric: tabular-nums;
  }
  .unsure {
    padding: 0 6px;
    border: 1px dashed currentColor;
    border-radius: 8px;
    font-size: 0.86em;
  }
  .bars {
    display: flex;
    flex-direction: column;
    gap: 3px;
    margin: 0;
    padding: 0;
    list-style: none;
    font-size: 0.92em;
  }
  .bar {
    display: grid;
    grid-template-columns: 4ch minmax(0, 1fr) 7ch 4ch;
    align-items: center;
    gap: 6px;
  }
  .bar.predicted .number {
    font-weight: 700;
  }
  .bar-true {
    font-weight: 600;
    white-space: nowrap;
  }
  .rotation-path {
    overflow: hidden;
    font-size: 0.86em;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  @media (prefers-reduced-motion: no-preference) {
    .view img {
      transition: transform 320ms cubic-bezier(0.3, 0.9, 0.4, 1);
    }
  }
`;
