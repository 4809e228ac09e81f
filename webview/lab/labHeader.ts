/** The head of the Lab: which run this is, where it stands, and what can be done to it. */
import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';

import type { LabRequests } from '../../src/protocol/labProtocol.js';
import type { Steer } from '../../src/protocol/panelProtocol.js';
import type { RunStatus } from '../../src/protocol/runStatus.js';
import type { Client } from '../../src/protocol/rpc.js';
import { Attempt } from '../parts/attempt.js';
import { button, controlStyles } from '../parts/controls.js';
import { cssProperties } from '../parts/cssProperties.js';
import { problemLine } from '../parts/errorState.js';
import { phaseName, presetName, taskName } from '../parts/runWords.js';
import { isSameRun } from '../parts/sameRun.js';
import { baseStyles } from '../parts/styles.js';
import { t } from '../text.js';
import type { LabRun } from './labStore.js';
import { announcement, progressShare, progressText, steerChoices } from './runSummary.js';

export class LabHeader extends LitElement {
  static override properties = {
    run: { attribute: false },
    host: { attribute: false },
    spoken: { state: true },
  };
  static override styles = [
    baseStyles,
    controlStyles,
    css`
      header {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 8px 16px;
        padding: 12px 16px 8px;
      }
      .names {
        flex: 1 1 220px;
        min-width: 0;
      }
      h1 {
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .stand {
        font-variant-numeric: tabular-nums;
      }
      .phase {
        font-weight: 600;
      }
      .problem {
        margin: 0 16px 8px;
      }
      .bar {
        height: 3px;
        background: var(--vscode-editorWidget-border, var(--line));
      }
      .bar > div {
        height: 100%;
        width: 100%;
        transform-origin: left;
        background: var(--vscode-progressBar-background, var(--vscode-charts-blue));
      }
      @media (forced-colors: active) {
        .bar > div {
          background: Highlight;
          forced-color-adjust: none;
        }
      }
    `,
  ];

  declare run: LabRun | null;
  declare host: Client<LabRequests> | null;
  /** The last change, for screen readers. */
  declare private spoken: string;
  #before: RunStatus | null = null;
  readonly #attempt = new Attempt(this);

  constructor() {
    super();
    this.run = null;
    this.host = null;
    this.spoken = '';
  }

  override willUpdate(changed: PropertyValues): void {
    if (!changed.has('run')) return;
    const status = this.run?.status ?? null;
    const before = this.#before;
    this.#before = status;
    if (status === null || before === null || !isSameRun(before, status)) return;
    this.spoken = announcement(before, status) ?? this.spoken;
  }

  override render(): TemplateResult {
    return html`
      ${this.run === null ? null : this.#renderRun(this.run.status)}
      <div class="visually-hidden" aria-live="polite">${this.spoken}</div>
    `;
  }

  #renderRun(status: RunStatus): TemplateResult {
    const share = progressShare(status);
    return html`
      <header>
        <div class="names">
          <h1 title=${status.runFolder ?? status.folder}>${status.title}</h1>
          <div class="muted">
            ${taskName(status.config.task)} · ${presetName(status.config.preset)}
          </div>
        </div>
        <div class="stand">
          <div class="phase">${phaseName(status.phase)}</div>
          <div class="muted">${progressText(status)}</div>
        </div>
        <div class="row">
          ${steerChoices(status).map(({ action, label, icon: name }, place) =>
            button({
              label,
              icon: name,
              appearance: place === 0 ? 'primary' : 'secondary',
              onClick: () => this.#steer(action, status.id),
            }),
          )}
        </div>
      </header>
      ${problemLine(this.#attempt.problem)}
      <div
        class="bar"
        role="progressbar"
        aria-label=${t('Progress of the run')}
        aria-valuemin="0"
        aria-valuemax="100"
        aria-valuenow=${share === null ? nothing : Math.round(share * 100)}
        aria-valuetext=${progressText(status)}
      >
        <div ${cssProperties({ transform: `scaleX(${share ?? 0})` })}></div>
      </div>
    `;
  }

  #steer(action: Steer, id: string): void {
    void this.#attempt.ask(async () => this.host?.call('steer', { action, id }));
  }
}

/** Makes the header known to the page; called once. */
export const defineHeader = (): void => {
  customElements.define('lab-header', LabHeader);
};
