/** The tab that ranks the images of a folder by how unlike those of the run they are. */
import { css, html, type PropertyValues, type TemplateResult } from 'lit';

import type { OutcomeOf } from '../../../src/protocol/analysis.js';
import { controlStyles } from '../../parts/controls.js';
import { problemLine } from '../../parts/errorState.js';
import { figureView, type Chart } from '../../parts/figure/figureView.js';
import { icon } from '../../parts/icons.js';
import { shortenPath } from '../../parts/pathText.js';
import { baseStyles, sectionStyles } from '../../parts/styles.js';
import { dataTable, dataTableStyles, type DataTableOptions } from '../../parts/table/dataTable.js';
import { t } from '../../text.js';
import { analysisForm, analysisFormStyles } from '../analyses/analysisForm.js';
import { AnalysisLink } from '../analyses/analysisLink.js';
import { analysisStatus, analysisStatusStyles } from '../analyses/analysisStatus.js';
import { AnalysisTab } from '../analyses/analysisTab.js';
import { factList, factListStyles } from '../analyses/factList.js';
import { FormMemory } from '../analyses/formMemory.js';
import { noCheckpoint } from '../analyses/noCheckpoint.js';
import { pathFieldStyles } from '../analyses/pathField.js';
import { moreButton, thumbnailGrid, thumbnailGridStyles } from '../images/thumbnailGrid.js';
import { folderPhotos, ThumbnailLoader } from '../images/thumbnailLoader.js';
import { photosPerPage } from '../images/thumbnails.js';
import type { LabRun } from '../labStore.js';
import { segments, segmentStyles } from '../samples/segments.js';
import { anomalousBadge, anomalyFacts, anomalyHeadline, rankedGridImage } from './anomalyFacts.js';
import { anomalyFields, anomalySettings, type FormActions } from './anomalyFields.js';
import {
  anomalyFormSchema,
  anomalyObstacle,
  anomalyRequest,
  initialAnomalyForm,
} from './anomalyForm.js';
import { anomalyTable, type RankedImage } from './anomalyTable.js';
import { scoreChart } from './scoreChart.js';

type Outcome = OutcomeOf<'findAnomalies'>;
type Order = 'unusual' | 'usual';

/** Rows that are drawn, and that come with each press of the button beneath them. */
const rowsPerPage = 200;

/** What is made of a ranking once: it may have tens of thousands of images. */
interface Shown {
  readonly outcome: Outcome;
  readonly rows: number;
  readonly chart: Chart;
  readonly table: DataTableOptions<RankedImage>;
}

export class LabAnomalies extends AnalysisTab {
  static override properties = {
    order: { state: true },
    shown: { state: true },
    rows: { state: true },
  };
  static override styles = [
    ...[baseStyles, controlStyles, sectionStyles, dataTableStyles, segmentStyles],
    ...[analysisFormStyles, analysisStatusStyles, pathFieldStyles, factListStyles],
    thumbnailGridStyles,
    css`
      .grid-bar {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        justify-content: space-between;
        gap: 8px;
        margin-bottom: 10px;
      }
      .grid-bar h2 {
        margin: 0;
      }
      .key {
        display: flex;
        gap: 6px;
        margin-bottom: 10px;
      }
      td.path {
        width: 50%;
      }
    `,
  ];

  declare private order: Order;
  /** Images of the grid. */
  declare private shown: number;
  declare private rows: number;
  #shown: Shown | null = null;
  readonly #ranking = new AnalysisLink(this, 'findAnomalies');
  readonly #form = new FormMemory(this, 'anomalies', anomalyFormSchema, initialAnomalyForm);
  readonly #thumbnails = new ThumbnailLoader(this, () => {
    const { outcome } = this.#ranking;
    if (this.host === null || outcome === null) return null;
    return folderPhotos(this.host, outcome.params.folder);
  });
  readonly #actions: FormActions = {
    set: this.#form.set,
    onChooseFolder: () =>
      this.choose('folder', t('Which folder of images should be ranked?'), (folder) =>
        this.#form.set({ folder }),
      ),
    onChooseLabels: () =>
      this.choose('csv', t('Which file has the labels?'), (labelsFile) =>
        this.#form.set({ labelsFile }),
      ),
  };

  constructor() {
    super();
    this.order = 'unusual';
    this.shown = photosPerPage;
    this.rows = rowsPerPage;
  }

  /** After the controllers have seen which run it is, and before anything is drawn. */
  protected override update(changed: PropertyValues): void {
    this.#prepare();
    super.update(changed);
  }

  #prepare(): void {
    const { outcome } = this.#ranking;
    if (outcome === null || this.run === null) {
      this.#shown = null;
      return;
    }
    if (outcome !== this.#shown?.outcome) {
      this.shown = photosPerPage;
      this.rows = rowsPerPage;
    } else if (this.rows === this.#shown.rows) return;
    const { rows } = this;
    const onOpen = (path: string): void => this.#open(outcome.params.folder, path);
    this.#shown = {
      ...{ outcome, rows },
      chart: scoreChart(outcome.result, this.run.status.title),
      table: anomalyTable(outcome.result, rows, onOpen),
    };
  }

  override render(): TemplateResult {
    const { run } = this;
    if (run === null) return html``;
    const ranking = this.#ranking;
    const shown = this.#shown;
    const empty = noCheckpoint(run, purpose());
    if (empty !== null) return empty;
    return html`
      ${problemLine(this.problem)}
      <section>
        <p class="lead muted">${purpose()}</p>
        ${this.#renderForm(run)}
        ${analysisStatus(ranking.state, ranking.problem, () => void ranking.stop())}
      </section>
      ${shown === null ? null : this.#renderRanking(shown)}
    `;
  }

  #renderForm({ status }: LabRun): TemplateResult {
    const form = this.#form.values;
    return analysisForm({
      fields: anomalyFields(form, this.#actions),
      settings: anomalySettings(form, status.config, this.#actions),
      startLabel: t('Rank images'),
      obstacle: anomalyObstacle(form),
      isUnderWay: this.#ranking.isUnderWay,
      onStart: () => {
        const request = anomalyRequest(form);
        if (request !== null) void this.#ranking.start(request);
      },
    });
  }

  #renderRanking({ outcome: { params, result }, chart, table, rows }: Shown): TemplateResult {
    const { images } = result;
    return html`
      <section aria-labelledby="ranking">
        <h2 id="ranking">${anomalyHeadline(result)}</h2>
        <p class="muted path lead" title=${params.folder}>${shortenPath(params.folder, 80)}</p>
        ${factList(anomalyFacts(result))} ${figureView(chart)}
      </section>
      <section aria-labelledby="images">
        <div class="grid-bar">
          <h2 id="images">${t('Images')}</h2>
          ${segments<Order>({
            label: t('Order'),
            name: 'order',
            value: this.order,
            options: [
              { value: 'unusual', label: t('Most unusual first') },
              { value: 'usual', label: t('Most usual first') },
            ],
            onChange: (order) => {
              this.order = order;
              this.shown = photosPerPage;
            },
          })}
        </div>
        ${
          result.anomalousImages === 0
            ? null
            : html`<p class="key muted">
                ${icon(anomalousBadge.icon)}<span>${t('Anomalous by its label')}</span>
              </p>`
        }
        ${thumbnailGrid({
          images: (this.order === 'unusual'
            ? images.slice(0, this.shown)
            : images.slice(-this.shown).reverse()
          ).map(rankedGridImage),
          thumbnailOf: this.#thumbnails.of,
          onClick: (path) => this.#open(params.folder, path),
        })}
        ${moreButton(images.length, this.shown, () => {
          this.shown += photosPerPage;
        })}
      </section>
      <section>
        ${dataTable(table)}
        ${moreButton(images.length, rows, () => {
          this.rows += rowsPerPage;
        })}
      </section>
    `;
  }

  #open(folder: string, path: string): void {
    this.ask((host) => host.call('openImage', { folder, path }));
  }
}

const purpose = (): string =>
  t(
    'Ranks the images of a folder by how unlike the images of this run they are. No labels are needed; where there are some, you are told how well the ranking tells normal and anomalous images apart.',
  );

/** Makes the tab's element known to the page; called once. */
export const defineAnomalies = (): void => {
  customElements.define('lab-anomalies', LabAnomalies);
};
