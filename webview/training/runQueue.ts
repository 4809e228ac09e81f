/** The runs that wait, in the order in which they will start. */
import { css, html, LitElement, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';

import type { QueuedRun, TrainingRequests } from '../../src/protocol/trainingProtocol.js';
import type { Client } from '../../src/protocol/rpc.js';
import { Attempt } from '../parts/attempt.js';
import { button, controlStyles } from '../parts/controls.js';
import { baseStyles } from '../parts/styles.js';
import { t } from '../text.js';
import { taskAndPreset } from './runText.js';
import { lastPart } from '../parts/pathText.js';

export class TrainingQueue extends LitElement {
  static override properties = {
    queue: { attribute: false },
    isHeld: { attribute: false },
    host: { attribute: false },
  };
  static override styles = [
    baseStyles,
    controlStyles,
    css`
      ol {
        display: flex;
        flex-direction: column;
        gap: 4px;
        margin: 6px 0 0;
        padding: 0;
        list-style: none;
        counter-reset: place;
      }
      li {
        display: flex;
        align-items: center;
        gap: 6px;
        padding: 4px 2px 4px 8px;
        border: 1px solid var(--line);
        border-radius: 4px;
        counter-increment: place;
      }
      li::before {
        content: counter(place);
        min-width: 1.4em;
        color: var(--vscode-descriptionForeground);
        font-variant-numeric: tabular-nums;
      }
      .what {
        flex: 1;
        min-width: 0;
      }
      .what > div {
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .actions {
        display: flex;
        flex: none;
      }
      .held {
        display: flex;
        flex-direction: column;
        align-items: flex-start;
        gap: 6px;
        margin: 6px 0 0;
      }
      .problem {
        color: var(--vscode-errorForeground);
      }
    `,
  ];

  declare queue: readonly QueuedRun[];
  /** True when the next run does not start by itself. */
  declare isHeld: boolean;
  declare host: Client<TrainingRequests> | null;
  readonly #attempt = new Attempt(this);

  constructor() {
    super();
    this.queue = [];
    this.isHeld = false;
    this.host = null;
  }

  override render(): TemplateResult {
    const { problem } = this.#attempt;
    return html`<section aria-labelledby="queue">
      <h2 id="queue">${t('Queue')}</h2>
      ${this.isHeld ? this.#renderHeld() : null}
      <ol>
        ${repeat(
          this.queue,
          ({ id }) => id,
          (run, place) => this.#renderRun(run, place),
        )}
      </ol>
      ${problem === null ? null : html`<div class="problem" role="alert">${problem}</div>`}
    </section>`;
  }

  #renderHeld(): TemplateResult {
    return html`<div class="held" role="status">
      <p>${t('The queue waits, because the engine ended, was restarted or could not start.')}</p>
      ${button({
        label: t('Start next run'),
        icon: 'play',
        appearance: 'primary',
        onClick: () => this.#ask((host) => host.call('startNext', {})),
      })}
    </div>`;
  }

  #renderRun(run: QueuedRun, place: number): TemplateResult {
    const name = lastPart(run.folder);
    const move = (to: number) => () =>
      this.#ask((host) => host.call('moveQueued', { id: run.id, place: to }));
    return html`<li>
      <div class="what" title=${run.folder}>
        <div>${name}</div>
        <div class="muted">
          ${run.isResume ? t('Resume: {0}', taskAndPreset(run)) : taskAndPreset(run)}
        </div>
      </div>
      <div class="actions">
        ${button({
          label: t('Move {0} up', name),
          icon: 'arrowUp',
          appearance: 'icon',
          disabled: place === 0,
          onClick: move(place - 1),
        })}
        ${button({
          label: t('Move {0} down', name),
          icon: 'arrowDown',
          appearance: 'icon',
          disabled: place === this.queue.length - 1,
          onClick: move(place + 1),
        })}
        ${button({
          label: t('Remove {0} from the queue', name),
          icon: 'close',
          appearance: 'icon',
          onClick: () => this.#ask((host) => host.call('removeQueued', { id: run.id })),
        })}
      </div>
    </li>`;
  }

  #ask(request: (host: Client<TrainingRequests>) => Promise<unknown>): void {
    const { host } = this;
    if (host !== null) void this.#attempt.ask(() => request(host));
  }
}
