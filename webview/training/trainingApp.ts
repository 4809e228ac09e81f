/** The Training view: the run under way, the queue, and the form for the next run. */
import { css, html, LitElement, type TemplateResult } from 'lit';

import type {
  TrainingEvent,
  TrainingRequests,
  TrainingState,
} from '../../src/protocol/trainingProtocol.js';
import type { Client } from '../../src/protocol/rpc.js';
import { Attempt } from '../parts/attempt.js';
import { button, controlStyles } from '../parts/controls.js';
import { icon } from '../parts/icons.js';
import { baseStyles } from '../parts/styles.js';
import { t } from '../text.js';
import { TrainingForm } from './formView.js';
import { TrainingQueue } from './runQueue.js';
import { TrainingRun } from './runCard.js';
import { isBusy, takeEvent, type ShownRun } from './trainingView.js';

type Progress = Extract<TrainingEvent, { kind: 'progress' }>;

export class TrainingApp extends LitElement {
  static override properties = {
    host: { attribute: false },
    state: { attribute: false, noAccessor: true },
    progress: { attribute: false, noAccessor: true },
  };
  static override styles = [
    baseStyles,
    controlStyles,
    css`
      :host {
        padding: 12px 16px 24px;
      }
      main {
        display: flex;
        flex-direction: column;
        gap: 16px;
        max-width: 560px;
      }
      .notice {
        display: flex;
        gap: 8px;
      }
      .welcome {
        display: flex;
        flex-direction: column;
        gap: 8px;
      }
      details > summary {
        margin-bottom: 12px;
        font-weight: 600;
        cursor: pointer;
      }
      .problem {
        color: var(--vscode-errorForeground);
      }
    `,
  ];

  declare host: Client<TrainingRequests> | null;
  #state: TrainingState | null = null;
  #shown: ShownRun | null = null;
  readonly #attempt = new Attempt(this);

  constructor() {
    super();
    this.host = null;
  }

  /** All but the curve; comes at the start and with every change. */
  get state(): TrainingState | null {
    return this.#state;
  }
  set state(state: TrainingState | null) {
    this.#state = state;
    if (state !== null) this.#shown = takeEvent(this.#shown, state);
    this.requestUpdate();
  }

  /** The run under way, at most ten times a second. */
  set progress(progress: Progress) {
    this.#shown = takeEvent(this.#shown, progress);
    this.requestUpdate();
  }

  override render(): TemplateResult {
    const { host } = this;
    const state = this.#state;
    const shown = this.#shown;
    if (host === null || state === null) return html``;
    const busy = isBusy(shown);
    const form = html`<training-form
      .host=${host}
      .state=${state}
      .isBusy=${busy}
    ></training-form>`;
    return html`<main>
      <h1 class="visually-hidden">${t('Training')}</h1>
      ${
        state.obstacle === null
          ? null
          : html`<div class="card notice" role="alert">
              ${icon('warning')}<span>${state.obstacle}</span>
            </div>`
      }
      ${state.isFirstRun && shown === null ? this.#renderWelcome(host, state) : null}
      ${shown === null ? null : html`<training-run .host=${host} .shown=${shown}></training-run>`}
      ${
        state.queue.length === 0
          ? null
          : html`<training-queue
              .host=${host}
              .queue=${state.queue}
              .isHeld=${state.isQueueHeld}
            ></training-queue>`
      }
      ${
        busy
          ? html`<details>
              <summary>${t('Next run')}</summary>
              ${form}
            </details>`
          : form
      }
    </main>`;
  }

  #renderWelcome(host: Client<TrainingRequests>, state: TrainingState): TemplateResult {
    const { problem } = this.#attempt;
    return html`<section class="card welcome" aria-labelledby="welcome">
      <h2 id="welcome">${t('Teach a network to see, without labels')}</h2>
      <p>
        ${t(
          'Choose a folder of photos: a network learns from them by telling how they were turned, or by solving puzzles of their tiles.',
        )}
      </p>
      ${button({
        label: t('Create sample folder'),
        icon: 'fileMedia',
        appearance: state.folders.length === 0 ? 'primary' : 'secondary',
        disabled: state.obstacle !== null,
        onClick: () => void this.#attempt.ask(() => host.call('createSampleFolder', {})),
      })}
      ${problem === null ? null : html`<p class="problem" role="alert">${problem}</p>`}
    </section>`;
  }
}

/** Makes the Training view's elements known to the page; called once. */
export const defineTrainingElements = (): void => {
  customElements.define('training-run', TrainingRun);
  customElements.define('training-queue', TrainingQueue);
  customElements.define('training-form', TrainingForm);
  customElements.define('training-app', TrainingApp);
};
