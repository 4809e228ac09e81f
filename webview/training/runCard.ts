/** The run under way, or the one that ended last: progress, figures, and what can be done. */
import { css, html, LitElement, type TemplateResult } from 'lit';

import type { Steer } from '../../src/protocol/panelProtocol.js';
import type { TrainingRequests } from '../../src/protocol/trainingProtocol.js';
import type { Client } from '../../src/protocol/rpc.js';
import { Attempt } from '../parts/attempt.js';
import { chanceOf } from '../parts/chance.js';
import { button, controlStyles } from '../parts/controls.js';
import { formatLoss, formatPercent } from '../parts/format.js';
import { icon, type IconName } from '../parts/icons.js';
import { baseStyles } from '../parts/styles.js';
import { spoken, t } from '../text.js';
import { progressBar, progressBarStyles } from './progressBar.js';
import {
  phaseText,
  placeText,
  progressShare,
  remainingText,
  resultText,
  stageText,
  whatAndWith,
} from './runText.js';
import { sparkline, sparklineStyles } from './sparkline.js';
import { isEnd, type ShownRun } from './trainingView.js';

export class TrainingRun extends LitElement {
  static override properties = {
    shown: { attribute: false },
    host: { attribute: false },
  };
  static override styles = [
    baseStyles,
    controlStyles,
    progressBarStyles,
    sparklineStyles,
    css`
      .card {
        display: flex;
        flex-direction: column;
        gap: 10px;
        background: var(--vscode-sideBarSectionHeader-background, transparent);
      }
      .title {
        display: flex;
        align-items: baseline;
        justify-content: space-between;
        gap: 8px;
      }
      .title h2 {
        min-width: 0;
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .phase {
        display: flex;
        align-items: flex-start;
        gap: 6px;
      }
      .between {
        display: flex;
        flex-wrap: wrap;
        justify-content: space-between;
        gap: 0 12px;
        font-variant-numeric: tabular-nums;
      }
      .figures {
        display: grid;
        grid-template-columns: 1fr 1fr;
        gap: 12px;
        margin: 0;
      }
      .figure {
        min-width: 0;
      }
      dt {
        color: var(--vscode-descriptionForeground);
      }
      dd {
        margin: 0;
        font-variant-numeric: tabular-nums;
      }
      .value {
        font-size: 1.4em;
        font-weight: 600;
        line-height: 1.3;
      }
      .loss {
        --curve: var(--vscode-charts-yellow);
      }
      .accuracy {
        --curve: var(--vscode-charts-blue);
      }
      .figure .muted {
        margin-bottom: 6px;
        white-space: nowrap;
      }
      .row > * {
        flex: 1 0 auto;
      }
      .failed {
        color: var(--vscode-errorForeground);
      }
    `,
  ];

  declare shown: ShownRun | null;
  declare host: Client<TrainingRequests> | null;
  readonly #attempt = new Attempt(this);

  constructor() {
    super();
    this.shown = null;
    this.host = null;
  }

  override render(): TemplateResult {
    if (this.shown === null) return html``;
    const { status } = this.shown;
    const { phase } = status;
    const ended = isEnd(phase);
    const { problem } = this.#attempt;
    return html`<section class="card" aria-label=${t('Run')}>
      <div class="title">
        <h2 title=${status.runFolder ?? status.folder}>${status.title}</h2>
      </div>
      <div class="muted">${whatAndWith(status)}</div>
      <div class="phase ${phase === 'failed' ? 'failed' : ''}">
        ${icon(phaseIcon(phase))}<span role="status">${phaseText(status)}</span>
      </div>
      ${ended ? html`<p class="path">${resultText(status)}</p>` : this.#renderProgress(this.shown)}
      ${status.latest === null ? null : this.#renderFigures(this.shown)}
      ${this.#renderWarning(this.shown)}
      <div class="row">${this.#renderActions(this.shown)}</div>
      ${problem === null ? null : html`<div class="failed" role="alert">${problem}</div>`}
    </section>`;
  }

  #renderProgress({ status }: ShownRun): TemplateResult {
    const stage = stageText(status);
    const place = placeText(status);
    return html`${progressBar({
      label: t('Progress'),
      share: progressShare(status),
      text: stage ?? place ?? phaseText(status),
      isPaused: status.phase === 'paused',
    })}
    ${stage === null ? null : html`<div class="muted between">${stage}</div>`}
    ${
      place === null || stage !== null
        ? null
        : html`<div class="between">
            <span>${place}</span><span class="muted">${remainingText(status)}</span>
          </div>`
    }`;
  }

  #renderFigures({ status, curve }: ShownRun): TemplateResult {
    const { latest, config, validation } = status;
    if (latest === null) return html``;
    const chance = validation?.chance ?? chanceOf(config);
    return html`<dl class="figures">
      <div class="figure loss">
        <dt>${t('Loss')}</dt>
        <dd>
          <div class="value">${formatLoss(latest.loss)}</div>
          <div class="muted">${t('in training')}</div>
          ${sparkline(curve.step, curve.loss, null)}
        </dd>
      </div>
      <div class="figure accuracy">
        <dt>${t('Accuracy')}</dt>
        <dd>
          <div class="value">${formatPercent(latest.accuracy)}</div>
          <div class="muted">${t('chance {0}', formatPercent(chance))}</div>
          ${sparkline(curve.step, curve.accuracy, chance)}
        </dd>
      </div>
    </dl>`;
  }

  #renderWarning({ status }: ShownRun): TemplateResult | null {
    const warning = status.warnings.at(-1);
    if (warning === undefined) return null;
    return html`<div class="phase">${icon('warning')}<span>${spoken(warning.message)}</span></div>`;
  }

  #renderActions({ status: { id, phase, resumable } }: ShownRun): TemplateResult[] {
    const steer = (label: string, name: IconName, action: Steer, isFirst = false): TemplateResult =>
      button({
        label,
        icon: name,
        appearance: isFirst ? 'primary' : 'secondary',
        onClick: () => this.#ask((host) => host.call('steer', { action, id })),
      });
    const openLab = button({
      label: t('Open Lab'),
      icon: 'graphLine',
      appearance: isEnd(phase) && !resumable ? 'primary' : 'secondary',
      onClick: () => this.#ask((host) => host.call('openLab', {})),
    });
    switch (phase) {
      case 'preparing':
        return [steer(t('Stop'), 'debugStop', 'stop'), openLab];
      case 'training':
        return [
          steer(t('Pause'), 'debugPause', 'pause'),
          steer(t('Stop'), 'debugStop', 'stop'),
          openLab,
        ];
      case 'paused':
        return [
          steer(t('Continue'), 'play', 'unpause', true),
          steer(t('Stop'), 'debugStop', 'stop'),
          openLab,
        ];
      case 'stopping':
        return [openLab];
      case 'completed':
      case 'stopped':
      case 'interrupted':
      case 'failed':
        return resumable ? [steer(t('Resume'), 'play', 'resume', true), openLab] : [openLab];
    }
  }

  #ask(request: (host: Client<TrainingRequests>) => Promise<unknown>): void {
    const { host } = this;
    if (host !== null) void this.#attempt.ask(() => request(host));
  }
}

const phaseIcon = (phase: ShownRun['status']['phase']): IconName => {
  switch (phase) {
    case 'preparing':
      return 'settingsGear';
    case 'training':
      return 'play';
    case 'paused':
      return 'debugPause';
    case 'stopping':
    case 'stopped':
      return 'debugStop';
    case 'completed':
      return 'check';
    case 'interrupted':
      return 'warning';
    case 'failed':
      return 'error';
  }
};
