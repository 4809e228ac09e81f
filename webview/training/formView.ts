/** The form that starts runs. What was typed survives a reload of the page. */
import { html, LitElement, type PropertyValues, type TemplateResult } from 'lit';
import * as z from 'zod';

import { presetNameSchema } from '../../src/protocol/run.js';
import type { TrainingRequests, TrainingState } from '../../src/protocol/trainingProtocol.js';
import type { Client } from '../../src/protocol/rpc.js';
import { segmentStyles } from '../lab/samples/segments.js';
import { Attempt } from '../parts/attempt.js';
import { button, controlStyles, progressRing, select } from '../parts/controls.js';
import { formatCount } from '../parts/format.js';
import { icon } from '../parts/icons.js';
import { readState, writeState } from '../parts/pageState.js';
import { lastPart, shortenPath } from '../parts/pathText.js';
import { baseStyles } from '../parts/styles.js';
import { t } from '../text.js';
import { estimateEpoch, estimateText, speedOf } from './estimate.js';
import { createFolderWatch, type FolderWatch } from './folderWatch.js';
import {
  flipSwitch,
  formChoicesSchema,
  isTouched,
  noChoices,
  typeText,
  type FormChoices,
} from './formFields.js';
import { formStyles } from './formStyles.js';
import { formFields } from './formTemplate.js';
import { fieldLabel } from './formWords.js';
import { isChosenSchema, takeChosen } from './chosenFolder.js';
import { checkForm, whyNotStart, type FormVerdict } from './runForm.js';

type Host = Client<TrainingRequests>;

/** What takes a while. */
type Asked = 'start' | 'speed' | 'preview';

const advancedKey = 'advancedOpen';

export class TrainingForm extends LitElement {
  static override properties = {
    host: { attribute: false },
    state: { attribute: false },
    isBusy: { attribute: false },
    choices: { state: true },
    isAdvancedOpen: { state: true },
    pending: { state: true },
  };
  static override styles = [baseStyles, controlStyles, segmentStyles, formStyles];

  declare host: Host | null;
  declare state: TrainingState | null;
  /** True while a run is on, so that a new one is queued. */
  declare isBusy: boolean;
  declare private choices: FormChoices;
  declare private isAdvancedOpen: boolean;
  /** What was asked of the host and is not answered yet. */
  declare private pending: ReadonlySet<Asked>;
  #watch: FolderWatch | null = null;
  readonly #attempt = new Attempt(this);

  constructor() {
    super();
    this.host = null;
    this.state = null;
    this.isBusy = false;
    this.choices = readState('form', formChoicesSchema, noChoices);
    this.isAdvancedOpen = readState(advancedKey, z.boolean(), false);
    this.pending = new Set();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#watch?.dispose();
    this.#watch = null;
  }

  override willUpdate(changed: PropertyValues<this>): void {
    const { host, state } = this;
    if (host === null || state === null) return;
    if (changed.has('state')) {
      const seen = readState('chosen', isChosenSchema, null);
      const taken = takeChosen(this.choices, state, seen);
      this.choices = taken.choices;
      writeState('chosen', taken.seen);
    }
    writeState('form', this.choices);
    this.#watch ??= createFolderWatch({
      check: (folder) => host.call('checkFolder', { folder }),
      onChange: () => this.requestUpdate(),
      after: (ms, run) => {
        const timer = setTimeout(run, ms);
        return () => clearTimeout(timer);
      },
    });
    this.#watch.look(state.obstacle === null ? this.choices.folder : null);
  }

  override render(): TemplateResult {
    const { state, choices } = this;
    const watch = this.#watch;
    if (state === null || watch === null) return html``;
    const verdict = checkForm(choices, state, watch.facts);
    const wrong = whyNotStart(choices, verdict, watch.facts, (field) => fieldLabel(field));
    return html`<form
      aria-label=${t('New run')}
      @submit=${(event: Event) => event.preventDefault()}
    >
      ${this.#renderFolder(state, watch)}
      ${formFields(
        { choices, verdict, isAdvancedOpen: this.isAdvancedOpen },
        {
          chooseTask: (task) => this.#choose({ ...choices, task }),
          choosePreset: (preset) =>
            this.#choose({ ...choices, preset: presetNameSchema.parse(preset) }),
          type: (field, text) => this.#choose(typeText(choices, state, field, text)),
          flip: (field, on) => this.#choose(flipSwitch(choices, state, field, on)),
          openAdvanced: (open) => {
            this.isAdvancedOpen = open;
            writeState(advancedKey, open);
          },
        },
      )}
      ${
        isTouched(choices)
          ? html`<button
              type="button"
              class="link"
              @click=${() => this.#choose({ ...choices, texts: {}, switches: {} })}
            >
              ${t('Back to the defaults')}
            </button>`
          : null
      }
      ${this.#renderEstimate(state, watch, verdict)} ${this.#renderActions(verdict, wrong)}
    </form>`;
  }

  #choose(choices: FormChoices): void {
    this.choices = choices;
    this.#attempt.clear();
  }

  #renderFolder({ folders }: TrainingState, watch: FolderWatch): TemplateResult {
    const { folder } = this.choices;
    const isListed = folders.some(({ path }) => path === folder);
    const options = [
      ...(folder === null ? [{ value: '', label: t('Choose a folder') }] : []),
      ...(folder === null || isListed ? [] : [{ value: folder, label: lastPart(folder) }]),
      ...folders.map(({ path, label }) => ({ value: path, label })),
    ];
    return html`<div class="folder">
        ${select({
          label: t('Folder of images'),
          value: folder ?? '',
          options,
          onChange: (path) => {
            if (path !== '') this.#choose({ ...this.choices, folder: path });
          },
        })}
        ${button({
          label: t('Browse…'),
          icon: 'folderOpened',
          appearance: 'icon',
          onClick: () => void this.#ask(null, (host) => host.call('browseFolder', {})),
        })}
      </div>
      ${
        folder === null
          ? null
          : html`<div class="facts">
              <span class="muted" title=${folder}>${shortenPath(folder, 40)}</span>
              ${this.#renderFacts(watch)}
            </div>`
      }`;
  }

  #renderFacts({ facts, again }: FolderWatch): TemplateResult | null {
    if (facts.kind === 'looking') return html`<span class="muted">${t('Looking…')}</span>`;
    if (facts.kind === 'unknown') return null;
    const { images, problem } = facts;
    return html`${
        problem !== null
          ? html`<span class="field-error">${icon('error')}<span>${problem}</span></span>`
          : images === null
            ? null
            : html`<span class="count"
                >${images === 1 ? t('1 image') : t('{0} images', formatCount(images))}</span
              >`
      } <button type="button" class="link" @click=${again}>${t('Look again')}</button>`;
  }

  #renderEstimate(
    { speeds }: TrainingState,
    { facts }: FolderWatch,
    { config }: FormVerdict,
  ): TemplateResult | null {
    if (this.pending.has('speed')) {
      return html`<div class="estimate ring-small" role="status">
        ${progressRing({ label: t('Measuring speed') })}<span>${t('Measuring the speed…')}</span>
      </div>`;
    }
    if (config === null || facts.kind !== 'known' || facts.images === null || facts.images === 0) {
      return null;
    }
    const speed = speedOf(config, speeds);
    if (speed !== null) {
      const estimate = estimateEpoch(config, facts.images, speed);
      return html`<div class="estimate">
        ${icon('history')}<span>${estimateText(config, estimate)}</span>
      </div>`;
    }
    const measure = html`<button
      type="button"
      class="link"
      ?disabled=${this.isBusy || this.state?.obstacle != null}
      @click=${() => void this.#ask('speed', (host) => host.call('measureSpeed', { config }))}
    >
      ${t('Measure speed')}
    </button>`;
    return html`<div class="estimate">
      ${icon('history')}<span
        >${t('How long it takes is not known yet.')}
        ${this.isBusy ? t('The speed can be measured when no run is on.') : measure}</span
      >
    </div>`;
  }

  #renderActions({ config }: FormVerdict, wrong: string | null): TemplateResult {
    const { folder } = this.choices;
    const { problem } = this.#attempt;
    const obstacle = this.state?.obstacle ?? null;
    // A measurement gives way to a run, and samples are drawn beside it.
    const isWaiting = this.pending.has('start') || this.pending.has('preview');
    const blocked = wrong !== null || isWaiting || config === null || folder === null;
    const ask = (name: 'start' | 'preview') => (): void => {
      if (config === null || folder === null) return;
      void this.#ask(name, (host) => host.call(name, { folder, config }));
    };
    return html`<div class="closing">
      <div class="actions">
        ${button({
          label: this.isBusy ? t('Add to queue') : t('Start'),
          icon: this.isBusy ? 'add' : 'play',
          appearance: 'primary',
          disabled: blocked || obstacle !== null,
          onClick: ask('start'),
        })}
        ${button({
          label: t('Preview samples'),
          icon: 'eye',
          appearance: 'secondary',
          disabled: blocked,
          onClick: ask('preview'),
        })}
      </div>
      ${wrong === null ? null : html`<p class="muted reason" role="status">${wrong}</p>`}
      ${
        problem === null
          ? null
          : html`<p class="field-error" role="alert">${icon('error')}<span>${problem}</span></p>`
      }
    </div>`;
  }

  async #ask(asked: Asked | null, request: (host: Host) => Promise<unknown>): Promise<void> {
    const { host } = this;
    if (host === null) return;
    if (asked !== null) this.pending = new Set([...this.pending, asked]);
    await this.#attempt.ask(() => request(host));
    this.pending = new Set([...this.pending].filter((other) => other !== asked));
  }
}
