/**
 * A slider over training time: a bar for each epoch, as high as its validation accuracy, under an
 * invisible range input that brings keyboard, pointer and screen reader.
 */
import { css, html, svg, type CSSResult, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';

import type { EpochMetrics } from '../../../src/protocol/run.js';
import { button } from '../../parts/controls.js';
import { cssProperties } from '../../parts/cssProperties.js';
import { formatCount, formatPercent } from '../../parts/format.js';
import { t } from '../../text.js';
import type { SamplesController } from './samplesController.js';

/** Accuracy of one task after an epoch, with its chance level; both 0..1. */
interface EpochAccuracy {
  readonly accuracy: number;
  readonly chance: number;
}

/** By finished epoch; what was measured last counts. */
export const accuracyByEpoch = (
  metrics: readonly EpochMetrics[],
  task: 'rotation' | 'jigsaw',
): ReadonlyMap<number, EpochAccuracy> =>
  new Map(
    metrics.flatMap(({ epoch, tasks }) => {
      const found = tasks.find((candidate) => candidate.task === task);
      return found === undefined ? [] : [[epoch, found] as const];
    }),
  );

export const epochSlider = (options: {
  readonly samples: SamplesController;
  readonly metrics: readonly EpochMetrics[];
  readonly task: 'rotation' | 'jigsaw';
  readonly isLive: boolean;
}): TemplateResult => {
  const { samples, metrics, task, isLive } = options;
  const { epochs, wantedEpoch, isPlaying, isFollowing } = samples;
  const place = wantedEpoch === null ? 0 : epochs.indexOf(wantedEpoch);
  const accuracies = accuracyByEpoch(metrics, task);
  const shown = accuracies.get(wantedEpoch ?? 0);
  const epochText = t(
    'Epoch {0} of {1}',
    formatCount(wantedEpoch ?? 0),
    formatCount(epochs.at(-1) ?? 0),
  );
  const accuracyText =
    shown === undefined
      ? null
      : t('Validation {0}, chance {1}', formatPercent(shown.accuracy), formatPercent(shown.chance));
  const onInput = (event: Event): void => {
    if (!(event.target instanceof HTMLInputElement)) return;
    const epoch = epochs[event.target.valueAsNumber];
    if (epoch !== undefined) samples.choose(epoch);
  };
  return html`
    <div class="epoch-slider">
      ${button({
        label: isPlaying ? t('Stop playing') : t('Play through the epochs'),
        icon: isPlaying ? 'debugPause' : 'play',
        appearance: 'icon',
        disabled: epochs.length < 2,
        onClick: () => (isPlaying ? samples.stop() : samples.play()),
      })}
      <div
        class="epoch-strip"
        ${cssProperties({ '--epochs': epochs.length, '--place': Math.max(0, place) })}
      >
        ${bars(epochs, accuracies, place)}
        <input
          type="range"
          min="0"
          max=${Math.max(0, epochs.length - 1)}
          step="1"
          .value=${live(String(Math.max(0, place)))}
          ?disabled=${epochs.length < 2}
          aria-label=${t('Training time')}
          aria-valuetext=${[epochText, accuracyText].filter((text) => text !== null).join(', ')}
          @input=${onInput}
        />
        <span class="epoch-marker" aria-hidden="true"></span>
      </div>
      <div class="epoch-text" aria-hidden="true">
        <strong>${epochText}</strong>
        <span class="muted">${accuracyText}</span>
      </div>
      ${
        isLive && !isFollowing && !isPlaying
          ? button({
              label: t('Newest epoch'),
              icon: 'history',
              appearance: 'secondary',
              onClick: () => samples.followNewest(),
            })
          : null
      }
    </div>
  `;
};

/** One path for all bars: a run may have a thousand epochs. */
const bars = (
  epochs: readonly number[],
  accuracies: ReadonlyMap<number, EpochAccuracy>,
  place: number,
): TemplateResult => {
  const known = epochs.map((epoch) => accuracies.get(epoch) ?? { accuracy: 0, chance: 0 });
  const chance = Math.max(0, ...known.map((each) => each.chance));
  const highest = Math.max(2 * chance, ...known.map((each) => each.accuracy), 1e-3);
  const margin = epochs.length > 120 ? 0 : 0.12;
  const bar = (each: EpochAccuracy, at: number): string => {
    const height = Math.max(0.03, each.accuracy / highest);
    return `M${at + margin} 1V${(1 - height).toFixed(4)}H${at + 1 - margin}V1Z`;
  };
  const chosen = known[place];
  const chanceAt = 1 - chance / highest;
  return html`<svg
    class="epoch-bars"
    viewBox="0 0 ${Math.max(1, epochs.length)} 1"
    preserveAspectRatio="none"
    aria-hidden="true"
  >
    ${svg`<path class="epoch-bar" d=${known.map(bar).join('')}></path>`}
    ${chosen === undefined ? null : svg`<path class="epoch-bar epoch-chosen" d=${bar(chosen, place)}></path>`}
    ${
      chance === 0
        ? null
        : svg`<path class="epoch-chance" d="M0 ${chanceAt}H${epochs.length}"></path>`
    }
  </svg>`;
};

export const epochSliderStyles: CSSResult = css`
  .epoch-slider {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 6px 12px;
  }
  .epoch-strip {
    position: relative;
    flex: 1 1 220px;
    min-width: 0;
    max-width: 640px;
    height: 40px;
    border-bottom: 1px solid var(--vscode-descriptionForeground);
  }
  .epoch-bars {
    position: absolute;
    inset: 0;
    width: 100%;
    height: 100%;
  }
  .epoch-bar {
    fill: var(--vscode-charts-blue, currentColor);
    fill-opacity: 0.4;
  }
  .epoch-chosen {
    fill-opacity: 1;
  }
  .epoch-chance {
    fill: none;
    stroke: var(--vscode-descriptionForeground);
    stroke-dasharray: 3 3;
    vector-effect: non-scaling-stroke;
  }
  .epoch-strip input {
    position: absolute;
    inset: 0;
    width: 100%;
    height: 100%;
    margin: 0;
    opacity: 0;
    cursor: pointer;
  }
  .epoch-strip input:disabled {
    cursor: default;
  }
  .epoch-strip input::-webkit-slider-thumb {
    width: calc(100% / max(1, var(--epochs)));
  }
  .epoch-strip:focus-within {
    outline: 1px solid var(--vscode-focusBorder);
    outline-offset: 3px;
  }
  .epoch-marker {
    position: absolute;
    bottom: -6px;
    left: calc((var(--place) + 0.5) * 100% / max(1, var(--epochs)));
    width: 11px;
    height: 11px;
    margin-left: -5.5px;
    border: 2px solid var(--vscode-editor-background);
    border-radius: 50%;
    background: var(--vscode-foreground);
    pointer-events: none;
  }
  .epoch-text {
    display: flex;
    flex-direction: column;
    min-width: 15ch;
    font-variant-numeric: tabular-nums;
  }
  @media (prefers-reduced-motion: no-preference) {
    .epoch-marker {
      transition: left 120ms ease-out;
    }
  }
`;
