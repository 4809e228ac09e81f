/** Labels the images of a folder with the classes that a few labelled images show. */
import { css, html, type PropertyValues, type TemplateResult } from 'lit';

import type { OutcomeOf } from '../../../src/protocol/analysis.js';
import { controlStyles } from '../../parts/controls.js';
import { problemLine } from '../../parts/errorState.js';
import { figureView, type Chart } from '../../parts/figure/figureView.js';
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
import { pathFieldStyles } from '../analyses/pathField.js';
import { moreButton, thumbnailGrid, thumbnailGridStyles } from '../images/thumbnailGrid.js';
import { folderPhotos, ThumbnailLoader } from '../images/thumbnailLoader.js';
import { classCounts, countChart, countTable, type ClassCount } from './classCounts.js';
import {
  classifyFacts,
  classifyHeadline,
  leastSureFirst,
  unsureGridImage,
} from './classifyFacts.js';
import { classifyFields, classifySettings, type FormActions } from './classifyFields.js';
import {
  classifyFormSchema,
  classifyObstacle,
  classifyRequest,
  initialClassifyForm,
  type Examples,
} from './classifyForm.js';
import { labelTable, type LabelledImage } from './labelTable.js';

type Outcome = OutcomeOf<'classify'>;

/** Rows that are drawn, and that come with each press of the button beneath them. */
const rowsPerPage = 200;
/** Thumbnails likewise. */
const imagesPerPage = 24;

/** What is made of labels once: there may be tens of thousands. */
interface Shown {
  readonly outcome: Outcome;
  readonly rows: number;
  readonly leastSure: readonly LabelledImage[];
  readonly chart: Chart;
  readonly counts: DataTableOptions<ClassCount>;
  readonly table: DataTableOptions<LabelledImage>;
}

export class LabelFolder extends AnalysisTab {
  static override properties = {
    labelled: { attribute: false },
    unsure: { state: true },
    rows: { state: true },
  };
  static override styles = [
    ...[baseStyles, controlStyles, sectionStyles, dataTableStyles, thumbnailGridStyles],
    ...[analysisFormStyles, analysisStatusStyles, pathFieldStyles, factListStyles],
    css`
      .whole {
        padding-top: 16px;
        border-top: 1px solid var(--line);
      }
      .pair {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 16px 32px;
        align-items: start;
      }
      @container (min-width: 720px) {
        .pair {
          grid-template-columns: repeat(2, minmax(0, 1fr));
        }
      }
      .part {
        margin-top: 16px;
      }
      .note {
        max-width: 90ch;
        margin-bottom: 8px;
      }
      .badge {
        max-width: calc(100% - 8px);
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
    `,
  ];

  /** Of the last evaluation; null where there is none. */
  declare labelled: Examples | null;
  /** Thumbnails of the images that are most in doubt. */
  declare private unsure: number;
  declare private rows: number;
  #shown: Shown | null = null;
  readonly #labels = new AnalysisLink(this, 'classify');
  readonly #form = new FormMemory(this, 'classify', classifyFormSchema, initialClassifyForm);
  readonly #thumbnails = new ThumbnailLoader(this, () => {
    const { outcome } = this.#labels;
    if (this.host === null || outcome === null) return null;
    return folderPhotos(this.host, outcome.params.folder);
  });
  readonly #actions: FormActions = {
    set: this.#form.set,
    choose: (kind, title, take) => this.choose(kind, title, take),
  };

  constructor() {
    super();
    this.labelled = null;
    this.unsure = imagesPerPage;
    this.rows = rowsPerPage;
  }

  /** After the controllers have seen which run it is, and before anything is drawn. */
  protected override update(changed: PropertyValues): void {
    this.#prepare();
    super.update(changed);
  }

  #prepare(): void {
    const { outcome } = this.#labels;
    if (outcome === null || this.run === null) {
      this.#shown = null;
      return;
    }
    if (outcome !== this.#shown?.outcome) {
      this.unsure = imagesPerPage;
      this.rows = rowsPerPage;
    } else if (this.rows === this.#shown.rows) return;
    const { rows } = this;
    const { params, result } = outcome;
    const counts = classCounts(result);
    this.#shown = {
      ...{ outcome, rows, leastSure: leastSureFirst(result.images) },
      chart: countChart(counts, this.run.status.title),
      counts: countTable(counts),
      table: labelTable(result, rows, (path) => this.#open(params.folder, path)),
    };
  }

  override render(): TemplateResult {
    if (this.run === null) return html``;
    const form = this.#form.values;
    const labels = this.#labels;
    const shown = this.#shown;
    return html`<section class="whole" aria-labelledby="label-folder">
      <h2 id="label-folder">${t('Label a folder')}</h2>
      <p class="lead muted">
        ${t(
          'Learns the classes of labelled images on the features of this run, and says for each image of another folder which class it belongs to. A few images of each class are enough to begin.',
        )}
      </p>
      ${problemLine(this.problem)}
      ${analysisForm({
        fields: classifyFields(form, this.labelled, this.#actions),
        settings: classifySettings(form, this.#actions),
        startLabel: t('Label images'),
        obstacle: classifyObstacle(form, this.labelled),
        isUnderWay: labels.isUnderWay,
        onStart: () => {
          const request = classifyRequest(form, this.labelled);
          if (request !== null) void labels.start(request);
        },
      })}
      ${analysisStatus(labels.state, labels.problem, () => void labels.stop())}
      ${shown === null ? null : this.#renderLabels(shown)}
    </section>`;
  }

  #renderLabels({ outcome, leastSure, chart, counts, table, rows }: Shown): TemplateResult {
    const { params, result } = outcome;
    return html`
      <h3>${classifyHeadline(result)}</h3>
      <p class="muted path lead" title=${params.folder}>${shortenPath(params.folder, 80)}</p>
      ${factList(classifyFacts(result))}
      <p class="muted note">
        ${t(
          'The held-out images were not learnt from, but may have chosen settings, so their accuracy can be a little too good; it holds for a folder of like images. Probabilities are not calibrated.',
        )}
      </p>
      <div class="pair">${figureView(chart)} ${dataTable(counts)}</div>
      <div class="part" role="group" aria-label=${t('Least sure')}>
        <h3>${t('Least sure')}</h3>
        <p class="muted note">
          ${t('Images whose class has the lowest probability: look at these first.')}
        </p>
        ${thumbnailGrid({
          images: leastSure.slice(0, this.unsure).map(unsureGridImage),
          thumbnailOf: this.#thumbnails.of,
          onClick: (path) => this.#open(params.folder, path),
        })}
        ${moreButton(leastSure.length, this.unsure, () => {
          this.unsure += imagesPerPage;
        })}
      </div>
      <div class="part">
        ${dataTable(table)}
        ${moreButton(result.images.length, rows, () => {
          this.rows += rowsPerPage;
        })}
      </div>
    `;
  }

  #open(folder: string, path: string): void {
    this.ask((host) => host.call('openImage', { folder, path }));
  }
}
