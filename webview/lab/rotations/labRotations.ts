/** The tab of the rotations: what angle the network saw in validation views, epoch by epoch. */
import { css, html, LitElement, type TemplateResult } from 'lit';
import * as z from 'zod';

import type { LabRequests } from '../../../src/protocol/labProtocol.js';
import type { Client } from '../../../src/protocol/rpc.js';
import type { RunConfig } from '../../../src/protocol/run.js';
import type { Sample } from '../../../src/protocol/runContents.js';
import { Attempt } from '../../parts/attempt.js';
import { button, controlStyles } from '../../parts/controls.js';
import { emptyState, type NextStep } from '../../parts/emptyState.js';
import { problemLine } from '../../parts/errorState.js';
import { readRunState, readState, writeRunState, writeState } from '../../parts/pageState.js';
import { baseStyles } from '../../parts/styles.js';
import { dataTableStyles } from '../../parts/table/dataTable.js';
import { t } from '../../text.js';
import type { LabRun } from '../labStore.js';
import { answerFilters, countByFilter, passesFilter } from '../samples/answers.js';
import { badgeStyles } from '../samples/badges.js';
import { epochSlider, epochSliderStyles } from '../samples/epochSlider.js';
import { runKeyOf, SamplesController } from '../samples/samplesController.js';
import { samplesLayoutStyles } from '../samples/samplesLayout.js';
import { noSamplesState, notLoadedState } from '../samples/samplesStates.js';
import { segments, segmentStyles } from '../samples/segments.js';
import { confusionPanel } from './confusionPanel.js';
import { confusionStyles, type ConfusionCell } from './confusionTable.js';
import { filterName, unsureNote } from './filterWords.js';
import { rotationCard, rotationCardStyles } from './rotationCard.js';
import { anglesOf, viewSides } from './turns.js';

const stateKey = 'rotations';
const stateSchema = z.object({
  filter: z.enum(answerFilters),
  /** What the confusion matrix counts. */
  counted: z.enum(['validation', 'samples']),
});
type RotationsState = z.infer<typeof stateSchema>;

const cellKey = 'confusionCell';
const turn = z.number().int().min(0).max(3);
const cellSchema = z.object({ truth: turn, prediction: turn });
const firstCell: ConfusionCell = { truth: 0, prediction: 0 };

export class LabRotations extends LitElement {
  static override properties = {
    run: { attribute: false },
    host: { attribute: false },
    state: { state: true },
    cell: { state: true },
  };
  static override styles = [
    baseStyles,
    controlStyles,
    badgeStyles,
    epochSliderStyles,
    samplesLayoutStyles,
    segmentStyles,
    rotationCardStyles,
    confusionStyles,
    dataTableStyles,
    css`
      .answers {
        display: flex;
        flex-direction: column;
        gap: 10px;
        min-width: 0;
      }
      .cards {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(min(100%, 250px), 1fr));
        gap: 12px;
        margin: 0;
        padding: 0;
        list-style: none;
      }
      .matrix {
        display: flex;
        flex-direction: column;
        gap: 8px;
      }
      @container (min-width: 900px) {
        .layout {
          grid-template-columns: minmax(0, 1fr) 300px;
          align-items: start;
        }
      }
    `,
  ];

  declare run: LabRun | null;
  declare host: Client<LabRequests> | null;
  declare private state: RotationsState;
  /** The cell of the confusion matrix that is told in words. */
  declare private cell: ConfusionCell;
  /** Names the run that is shown. */
  #key: string | null = null;

  readonly #samples = new SamplesController(this, () => {
    const { run, host } = this;
    if (run === null || host === null || run.status.config.task === 'jigsaw') return null;
    return { status: run.status, host };
  });
  readonly #attempt = new Attempt(this);

  constructor() {
    super();
    this.run = null;
    this.host = null;
    this.state = readState(stateKey, stateSchema, { filter: 'all', counted: 'validation' });
    this.cell = firstCell;
  }

  override willUpdate(): void {
    const key = this.run === null ? null : runKeyOf(this.run.status);
    if (key === null || key === this.#key) return;
    this.#key = key;
    this.cell = readRunState(cellKey, key, cellSchema, firstCell);
  }

  override render(): TemplateResult {
    const { run } = this;
    if (run === null) return html``;
    return html`${problemLine(this.#attempt.problem)} ${this.#renderRun(run)}`;
  }

  #renderRun(run: LabRun): TemplateResult {
    const startRotation: NextStep = {
      label: t('Start a rotation run'),
      onClick: () => this.#ask((host) => host.call('showTraining', {})),
    };
    if (run.status.config.task === 'jigsaw') {
      return emptyState({
        text: t('This run has no rotations: it learns from puzzles alone.'),
        icon: 'refresh',
        steps: [startRotation],
      });
    }
    const nothing = noSamplesState(run.status, startRotation);
    if (nothing !== null) return nothing;
    const views = this.#views();
    return html`
      <div class="top">
        ${views === null ? null : this.#renderSummary(views)}
        ${epochSlider({
          samples: this.#samples,
          metrics: run.epochs,
          task: 'rotation',
          isLive: run.status.live,
        })}
      </div>
      ${notLoadedState(this.#samples) ?? this.#renderViews(run, views ?? [])}
    `;
  }

  #views(): Sample[] | null {
    const { shown } = this.#samples.state;
    return shown?.samples.filter(({ task }) => task === 'rotation') ?? null;
  }

  #renderSummary(views: readonly Sample[]): TemplateResult {
    const { right, unsure } = countByFilter(views);
    const epoch = this.#samples.state.shown?.epoch ?? 0;
    return html`<p class="summary" aria-live="polite">
      <strong>${t('{0} of {1} views right', right, views.length)}</strong>
      <span class="muted">${t('after epoch {0}, {1} unsure', epoch, unsure)}</span>
    </p>`;
  }

  #renderViews(run: LabRun, views: readonly Sample[]): TemplateResult {
    const { config } = run.status;
    const epoch = this.#samples.state.shown?.epoch ?? 0;
    return html`<div class="layout">
      <section class="answers" aria-label=${t('Views')}>
        ${this.#renderFilter(views)} ${this.#renderCards(config, views)}
      </section>
      <section class="matrix" aria-label=${t('Confusion matrix')}>
        ${confusionPanel({
          epochs: run.epochs,
          epoch,
          views,
          angles: anglesOf(config.rotation.turns),
          counted: this.state.counted,
          onCounted: (counted) => this.#keep({ counted }),
          cell: this.cell,
          onCell: (cell) => {
            this.cell = cell;
            writeRunState(cellKey, runKeyOf(run.status), cell);
          },
        })}
      </section>
    </div>`;
  }

  #renderFilter(views: readonly Sample[]): TemplateResult {
    const counts = countByFilter(views);
    return html`
      <div class="row">
        ${segments({
          label: t('Views shown'),
          name: 'filter',
          value: this.state.filter,
          options: answerFilters.map((filter) => ({
            value: filter,
            label: `${filterName(filter)} ${counts[filter]}`,
          })),
          onChange: (filter) => this.#keep({ filter }),
        })}
      </div>
      <p class="muted">${unsureNote()}</p>
    `;
  }

  #renderCards(config: RunConfig, views: readonly Sample[]): TemplateResult {
    const shown = views.filter((view) => passesFilter(view, this.state.filter));
    if (shown.length === 0) {
      return html`<div class="state">
        <p>${t('No view of this epoch is shown by this filter.')}</p>
        ${
          this.state.filter === 'all'
            ? null
            : button({
                label: t('Show all views'),
                appearance: 'secondary',
                onClick: () => this.#keep({ filter: 'all' }),
              })
        }
      </div>`;
    }
    const { shownPx, isPixelated } = viewSides(config);
    const angles = anglesOf(config.rotation.turns);
    return html`<ul class="cards ${isPixelated ? 'pixelated' : ''}">
      ${shown.map((sample) =>
        rotationCard({
          sample,
          angles,
          url: this.#samples.urlOf(sample.fed[0] ?? null),
          sidePx: shownPx,
        }),
      )}
    </ul>`;
  }

  #keep(changed: Partial<RotationsState>): void {
    this.state = { ...this.state, ...changed };
    writeState(stateKey, this.state);
  }

  #ask(request: (host: Client<LabRequests>) => Promise<unknown>): void {
    const { host } = this;
    if (host !== null) void this.#attempt.ask(() => request(host));
  }
}

/** Makes the tab's element known to the page; called once. */
export const defineRotations = (): void => {
  customElements.define('lab-rotations', LabRotations);
};
