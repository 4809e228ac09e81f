/** The filters of the first convolution, beside those that the run began with. */
import { css, html, type TemplateResult } from 'lit';
import * as z from 'zod';

import type { Filters } from '../../../src/protocol/filters.js';
import { button, controlStyles, select } from '../../parts/controls.js';
import { loadingState } from '../../parts/errorState.js';
import { figureItems } from '../../parts/figure/figureItems.js';
import { formatCount } from '../../parts/format.js';
import { overflowMenu } from '../../parts/output/overflowMenu.js';
import { baseStyles, sectionStyles } from '../../parts/styles.js';
import { dataTable, dataTableStyles } from '../../parts/table/dataTable.js';
import { tableItems } from '../../parts/table/tableItems.js';
import { t } from '../../text.js';
import { AnalysisLink } from '../analyses/analysisLink.js';
import { analysisStatus, analysisStatusStyles } from '../analyses/analysisStatus.js';
import { AnalysisTab } from '../analyses/analysisTab.js';
import { FormMemory } from '../analyses/formMemory.js';
import type { LabRun } from '../labStore.js';
import { runKeyOf } from '../samples/samplesController.js';
import { segments, segmentStyles } from '../samples/segments.js';
import { filterDetail, filterDetailStyles } from './filterDetail.js';
import { filterFigure, sideName } from './filterFigure.js';
import { filterGrid, filterGridStyles, pictureName } from './filterGrid.js';
import {
  filterOrders,
  filterRows,
  filterSides,
  filterTable,
  type FilterOrder,
  type FilterSide,
} from './filterRows.js';
import { PictureUrls } from './pictureUrls.js';

/** Side of a picture that is asked for: large enough for small filters, small enough for 192 of them. */
const wantedSidePx = 48;

const viewSchema = z.object({ order: z.enum(filterOrders), side: z.enum(filterSides) });
const initialView: z.infer<typeof viewSchema> = { order: 'channel', side: 'both' };

const orderName = (order: FilterOrder): string => {
  switch (order) {
    case 'channel':
      return t('Channel');
    case 'strength':
      return t('Strength');
    case 'change':
      return t('Change');
  }
};

const picturesIn = ({ filters }: Filters): Readonly<Record<string, Uint8Array>> =>
  Object.fromEntries(
    filters.flatMap(({ trained, start }, channel) => [
      [pictureName('trained', channel), trained.picture],
      [pictureName('start', channel), start.picture],
    ]),
  );

export class FirstFilters extends AnalysisTab {
  static override properties = {
    pointed: { state: true },
  };
  static override styles = [
    ...[baseStyles, controlStyles, sectionStyles, dataTableStyles, segmentStyles],
    ...[analysisStatusStyles, filterGridStyles, filterDetailStyles],
    css`
      .lead {
        max-width: 72ch;
        margin-bottom: 12px;
      }
      .choices {
        display: flex;
        flex-wrap: wrap;
        align-items: end;
        gap: 8px 20px;
        margin-bottom: 12px;
      }
      .choices .field {
        width: 160px;
      }
      details {
        margin-top: 12px;
      }
      summary {
        width: fit-content;
        cursor: pointer;
      }
    `,
  ];

  /** Channel of the filter that the user pointed at last; null for the first one shown. */
  declare private pointed: number | null;
  readonly #link = new AnalysisLink(this, 'readFilters');
  readonly #urls = new PictureUrls(this, () => this.#link.outcome?.result ?? null, picturesIn);
  readonly #view = new FormMemory(this, 'filters', viewSchema, initialView);
  /** The run whose filters were asked for by themselves. */
  #askedFor: string | null = null;

  constructor() {
    super();
    this.pointed = null;
  }

  override updated(): void {
    const { run } = this;
    if (run === null || this.#link.state !== null || run.status.checkpoints.length === 0) return;
    const key = runKeyOf(run.status);
    if (key === this.#askedFor) return;
    this.#askedFor = key;
    this.#read();
  }

  override render(): TemplateResult {
    const { run } = this;
    if (run === null) return html``;
    const link = this.#link;
    const filters = link.outcome?.result ?? null;
    return html`<section aria-labelledby="first-filters">
      ${filters === null ? html`<h2 id="first-filters">${t('First filters')}</h2>` : null}
      ${filters === null ? this.#renderAbsence() : this.#renderFilters(filters, run)}
    </section>`;
  }

  #read(): void {
    void this.#link.start({ name: 'readFilters', params: { sidePx: wantedSidePx } });
  }

  /** Why there are none yet. */
  #renderAbsence(): TemplateResult {
    const { state, problem } = this.#link;
    const phase = state?.phase ?? null;
    if (problem === null && (phase === null || phase === 'running' || phase === 'done')) {
      return loadingState(t('Reading the filters…'));
    }
    return html`
      ${analysisStatus(state, problem, () => void this.#link.stop())}
      ${phase === 'waiting' ? null : this.#readAgain(t('Read the filters'))}
    `;
  }

  #readAgain(label: string): TemplateResult {
    return button({
      label,
      icon: 'refresh',
      appearance: 'secondary',
      disabled: this.#link.isUnderWay,
      onClick: () => this.#read(),
    });
  }

  #renderFilters(filters: Filters, { status }: LabRun): TemplateResult {
    const { order, side } = this.#view.values;
    const rows = filterRows(filters, order);
    const table = filterTable(rows);
    const pointed = rows.find(({ channel }) => channel === this.pointed) ?? rows[0];
    const link = this.#link;
    const newest = status.checkpoints[0]?.step ?? filters.step;
    const subtitle = t(
      '{0}, {1}, step {2}',
      status.title,
      filters.layer,
      formatCount(filters.step),
    );
    const size = filters.sizePx;
    return html`
      <div class="table-bar">
        <h2 id="first-filters">${t('First filters')}</h2>
        ${overflowMenu(t('First filters'), [
          ...figureItems(t('First filters'), (look) => filterFigure(rows, side, subtitle, look)),
          ...tableItems(table),
        ])}
      </div>
      <p class="lead muted">
        ${t(
          '{0} filters of {1} × {2} px ({3}, step {4}). Grey is zero, and each filter is drawn by its own largest weight: its strength is told beside it.',
          ...[formatCount(rows.length), size, size, filters.layer, formatCount(filters.step)],
        )}
      </p>
      <div class="choices">
        ${segments<FilterSide>({
          label: t('Which filters'),
          name: 'side',
          value: side,
          options: filterSides.map((value) => ({ value, label: sideName(value) })),
          onChange: (value) => this.#view.set({ side: value }),
        })}
        ${select({
          label: t('Sort by'),
          value: order,
          options: filterOrders.map((value) => ({ value, label: orderName(value) })),
          onChange: (value) => {
            const found = filterOrders.find((one) => one === value);
            if (found !== undefined) this.#view.set({ order: found });
          },
        })}
        ${newest > filters.step ? this.#readAgain(t('Read step {0}', formatCount(newest))) : null}
      </div>
      ${link.isUnderWay || link.state?.phase !== 'done' || link.problem !== null ? analysisStatus(link.state, link.problem, () => void link.stop()) : null}
      <div class="filters-and-detail">
        ${filterGrid({
          ...{ rows, side, sidePx: filters.pictureSidePx },
          chosen: pointed?.channel ?? null,
          urlOf: (name) => this.#urls.of(name),
          onPoint: (channel) => {
            this.pointed = channel;
          },
        })}
        ${pointed === undefined ? null : filterDetail(pointed, (name) => this.#urls.of(name))}
      </div>
      <details>
        <summary>${t('All figures')}</summary>
        ${dataTable({ ...table, mostHighPx: 320 })}
      </details>
    `;
  }
}
