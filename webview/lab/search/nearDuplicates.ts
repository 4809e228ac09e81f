/** Finds the images of a folder that are there more than once, or nearly so. */
import { css, html, type PropertyValues, type TemplateResult } from 'lit';

import type { OutcomeOf } from '../../../src/protocol/analysis.js';
import { controlStyles } from '../../parts/controls.js';
import { problemLine } from '../../parts/errorState.js';
import { formatCount } from '../../parts/format.js';
import { shortenPath } from '../../parts/pathText.js';
import { baseStyles, sectionStyles } from '../../parts/styles.js';
import { dataTable, dataTableStyles } from '../../parts/table/dataTable.js';
import { t } from '../../text.js';
import { analysisForm, analysisFormStyles } from '../analyses/analysisForm.js';
import { AnalysisLink } from '../analyses/analysisLink.js';
import { analysisStatus, analysisStatusStyles } from '../analyses/analysisStatus.js';
import { AnalysisTab } from '../analyses/analysisTab.js';
import { FormMemory } from '../analyses/formMemory.js';
import { pathFieldStyles } from '../analyses/pathField.js';
import { moreButton, thumbnailGrid, thumbnailGridStyles } from '../images/thumbnailGrid.js';
import { folderPhotos, ThumbnailLoader } from '../images/thumbnailLoader.js';
import type { LabRun } from '../labStore.js';
import {
  duplicateGridImage,
  duplicatesHeadline,
  duplicatesTable,
  groupHeading,
} from './duplicates.js';
import { duplicatesSettings, searchedFolderField } from './searchFields.js';
import {
  duplicatesFormSchema,
  duplicatesObstacle,
  duplicatesRequest,
  initialDuplicatesForm,
} from './searchForms.js';

type Outcome = OutcomeOf<'findNearDuplicates'>;

/** Groups that are drawn, and that come with each press of the button beneath them. */
const groupsPerPage = 12;
/** Images of a group that are drawn; the table has all of them. */
const imagesPerGroup = 24;
const rowsShown = 500;

export class NearDuplicates extends AnalysisTab {
  static override properties = {
    shown: { state: true },
  };
  static override styles = [
    ...[baseStyles, controlStyles, sectionStyles, thumbnailGridStyles, dataTableStyles],
    ...[analysisFormStyles, analysisStatusStyles, pathFieldStyles],
    css`
      .groups {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(min(320px, 100%), 1fr));
        gap: 12px;
        margin-bottom: 12px;
      }
      .groups h3 {
        margin-bottom: 8px;
      }
      .groups .thumbnails {
        margin-bottom: 0;
      }
      .table {
        margin-top: 20px;
      }
    `,
  ];

  /** Groups. */
  declare private shown: number;
  #outcome: Outcome | null = null;
  readonly #search = new AnalysisLink(this, 'findNearDuplicates');
  readonly #form = new FormMemory(this, 'duplicates', duplicatesFormSchema, initialDuplicatesForm);
  readonly #thumbnails = new ThumbnailLoader(this, () => {
    const { outcome } = this.#search;
    if (this.host === null || outcome === null) return null;
    return folderPhotos(this.host, outcome.params.folder);
  });

  constructor() {
    super();
    this.shown = groupsPerPage;
  }

  /** After the controllers have seen which run it is, and before anything is drawn. */
  protected override update(changed: PropertyValues): void {
    this.#prepare();
    super.update(changed);
  }

  #prepare(): void {
    const { outcome } = this.#search;
    if (outcome === this.#outcome) return;
    this.#outcome = outcome;
    this.shown = groupsPerPage;
  }

  override render(): TemplateResult {
    const { run } = this;
    if (run === null) return html``;
    const search = this.#search;
    return html`
      ${problemLine(this.problem)}
      <section>
        <p class="lead muted">
          ${t(
            'Compares the images of a folder with each other and shows those that are the same or nearly so, such as scaled, cropped or edited copies.',
          )}
        </p>
        ${this.#renderForm(run)}
        ${analysisStatus(search.state, search.problem, () => void search.stop())}
      </section>
      ${search.outcome === null ? null : this.#renderGroups(search.outcome)}
    `;
  }

  #renderForm({ status }: LabRun): TemplateResult {
    const form = this.#form.values;
    const { set } = this.#form;
    return analysisForm({
      fields: searchedFolderField(
        form.folder,
        () =>
          this.choose('folder', t('Which folder of images should be searched?'), (folder) =>
            set({ folder }),
          ),
        () => set({ folder: null }),
      ),
      settings: duplicatesSettings(form, status.config.preset, set),
      startLabel: t('Find near-duplicates'),
      obstacle: duplicatesObstacle(form),
      isUnderWay: this.#search.isUnderWay,
      onStart: () => {
        const request = duplicatesRequest(form, status.folder);
        if (request !== null) void this.#search.start(request);
      },
    });
  }

  #renderGroups({ params: { folder }, result }: Outcome): TemplateResult {
    const { groups } = result;
    return html`<section aria-labelledby="groups">
      <h2 id="groups">${duplicatesHeadline(result)}</h2>
      <p class="muted path lead">
        <span title=${folder}>${shortenPath(folder, 80)}</span>
        ${t('(similarity of at least {0} in features of {1})', result.threshold, result.block)}
      </p>
      <div class="groups">
        ${groups.slice(0, this.shown).map((group, place) => this.#renderGroup(group, place + 1))}
      </div>
      ${moreButton(groups.length, this.shown, () => {
        this.shown += groupsPerPage;
      })}
      ${
        groups.length === 0
          ? null
          : html`<div class="table">${dataTable(duplicatesTable(result, rowsShown))}</div>`
      }
    </section>`;
  }

  #renderGroup(group: Outcome['result']['groups'][number], number: number): TemplateResult {
    const hidden = group.images.length - imagesPerGroup;
    return html`<article class="card">
      <h3>${groupHeading(group, number)}</h3>
      ${thumbnailGrid({
        images: group.images.slice(0, imagesPerGroup).map(duplicateGridImage),
        thumbnailOf: this.#thumbnails.of,
        onClick: (path) => this.#open(path),
      })}
      ${hidden > 0 ? html`<p class="muted">${t('and {0} more', formatCount(hidden))}</p>` : null}
    </article>`;
  }

  #open(path: string): void {
    const folder = this.#search.outcome?.params.folder;
    if (folder !== undefined) this.ask((host) => host.call('openImage', { folder, path }));
  }
}
