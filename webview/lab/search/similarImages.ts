/** Searches a folder for the images nearest to one, and goes on from any of them. */
import { css, html, type PropertyValues, type TemplateResult } from 'lit';

import type { OutcomeOf } from '../../../src/protocol/analysis.js';
import { controlStyles } from '../../parts/controls.js';
import { problemLine } from '../../parts/errorState.js';
import { fileIn, lastPart, parentOf, shortenPath } from '../../parts/pathText.js';
import { baseStyles, sectionStyles } from '../../parts/styles.js';
import { tableMenu } from '../../parts/table/tableItems.js';
import { t } from '../../text.js';
import { analysisForm, analysisFormStyles } from '../analyses/analysisForm.js';
import { AnalysisLink } from '../analyses/analysisLink.js';
import { analysisStatus, analysisStatusStyles } from '../analyses/analysisStatus.js';
import { AnalysisTab } from '../analyses/analysisTab.js';
import { FormMemory } from '../analyses/formMemory.js';
import { pathField, pathFieldStyles } from '../analyses/pathField.js';
import { moreButton, thumbnailGrid, thumbnailGridStyles } from '../images/thumbnailGrid.js';
import { folderPhotos, runPhotos, ThumbnailLoader } from '../images/thumbnailLoader.js';
import { photosPerPage } from '../images/thumbnails.js';
import type { LabRun } from '../labStore.js';
import { runKeyOf } from '../samples/samplesController.js';
import { foundGridImage, foundTable, searchHeadline } from './found.js';
import { RunExamples } from './runExamples.js';
import { searchSettings, searchedFolderField } from './searchFields.js';
import {
  initialSearchForm,
  searchFormSchema,
  searchObstacle,
  searchRequest,
  type SearchForm,
} from './searchForms.js';

type Outcome = OutcomeOf<'searchImages'>;

export class SimilarImages extends AnalysisTab {
  static override properties = {
    shown: { state: true },
  };
  static override styles = [
    ...[baseStyles, controlStyles, sectionStyles, thumbnailGridStyles],
    ...[analysisFormStyles, analysisStatusStyles, pathFieldStyles],
    css`
      .heading {
        display: flex;
        align-items: center;
        justify-content: space-between;
        gap: 8px;
        margin-bottom: 2px;
      }
      .heading h2 {
        margin: 0;
        min-width: 0;
        overflow-wrap: anywhere;
      }
      .query {
        max-width: 200px;
      }
      .query .thumbnails {
        grid-template-columns: minmax(0, 1fr);
      }
      @container (min-width: 640px) {
        .found {
          display: grid;
          grid-template-columns: 200px minmax(0, 1fr);
          gap: 20px;
        }
      }
    `,
  ];

  /** Images of the grid. */
  declare private shown: number;
  #outcome: Outcome | null = null;
  readonly #search = new AnalysisLink(this, 'searchImages');
  readonly #form = new FormMemory(this, 'search', searchFormSchema, initialSearchForm);
  readonly #examples = new RunExamples(this);
  readonly #photosOfRun = new ThumbnailLoader(this, () =>
    this.host === null || this.run === null
      ? null
      : runPhotos(this.host, runKeyOf(this.run.status)),
  );
  readonly #photosFound = this.#loaderOf(({ folder }) => folder);
  readonly #photoOfQuery = this.#loaderOf(({ image }) => parentOf(image));

  constructor() {
    super();
    this.shown = photosPerPage;
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
    this.shown = photosPerPage;
    if (outcome === null) return;
    // What a command or another page has searched for is what the form is about.
    const { image, folder } = outcome.params;
    this.#form.set({ image, folder: folder === this.run?.status.folder ? null : folder });
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
            'Finds the images of a folder that look most like one image to the network of this run.',
          )}
        </p>
        ${this.#renderForm(run)}
        ${analysisStatus(search.state, search.problem, () => void search.stop())}
      </section>
      ${search.outcome === null ? null : this.#renderFound(search.outcome, run)}
    `;
  }

  #renderForm(run: LabRun): TemplateResult {
    const { status } = run;
    const form = this.#form.values;
    const { set } = this.#form;
    return analysisForm({
      fields: html`
        ${pathField({
          label: t('Image'),
          path: form.image,
          emptyText: t('No image is chosen.'),
          onChoose: () =>
            this.choose('image', t('Which image should others be compared with?'), (image) =>
              set({ image }),
            ),
        })}
        ${searchedFolderField(
          form.folder,
          () =>
            this.choose('folder', t('Which folder of images should be searched?'), (folder) =>
              set({ folder }),
            ),
          () => set({ folder: null }),
        )}
      `,
      settings: searchSettings(form, status.config.preset, set),
      more: this.#renderExamples(run),
      startLabel: t('Search'),
      obstacle: searchObstacle(form),
      isUnderWay: this.#search.isUnderWay,
      onStart: () => this.#start(form, run),
    });
  }

  #renderExamples(run: LabRun): TemplateResult | null {
    const { paths } = this.#examples;
    if (paths.length === 0) return null;
    const { folder } = run.status;
    return html`<details ?open=${this.#form.values.image === null}>
      <summary>${t('Images of the run to start from')}</summary>
      ${thumbnailGrid({
        images: paths.map((path) => ({ path })),
        thumbnailOf: this.#photosOfRun.of,
        clickLabel: (name) => t('Search for images like {0}', name),
        onClick: (path) => this.#searchFor(fileIn(folder, path), run),
      })}
    </details>`;
  }

  #renderFound({ params, result }: Outcome, run: LabRun): TemplateResult {
    const { folder, image } = params;
    return html`<section aria-labelledby="found">
      <div class="heading">
        <h2 id="found">${searchHeadline(result)}</h2>
        ${tableMenu(foundTable(result))}
      </div>
      <p class="muted path lead" title=${folder}>${shortenPath(folder, 80)}</p>
      <div class="found">
        <div class="query">
          ${thumbnailGrid({
            images: [{ path: lastPart(image), name: image, badge: t('Query') }],
            thumbnailOf: this.#photoOfQuery.of,
            onClick: (path) => this.#open(parentOf(image), path),
          })}
        </div>
        <div>
          ${thumbnailGrid({
            images: result.images.slice(0, this.shown).map(foundGridImage),
            thumbnailOf: this.#photosFound.of,
            onClick: (path) => this.#open(folder, path),
            action: {
              label: (name) => t('Search for images like {0}', name),
              icon: 'search',
              onClick: (path) => this.#searchFor(fileIn(folder, path), run),
            },
          })}
          ${moreButton(result.images.length, this.shown, () => {
            this.shown += photosPerPage;
          })}
        </div>
      </div>
    </section>`;
  }

  #loaderOf(folderOf: (params: Outcome['params']) => string): ThumbnailLoader {
    return new ThumbnailLoader(this, () => {
      const outcome = this.#search.outcome;
      if (this.host === null || outcome === null) return null;
      return folderPhotos(this.host, folderOf(outcome.params));
    });
  }

  #searchFor(image: string, run: LabRun): void {
    this.#form.set({ image });
    this.#start(this.#form.values, run);
  }

  #start(form: SearchForm, { status }: LabRun): void {
    const request = searchRequest(form, status.folder);
    if (request !== null) void this.#search.start(request);
  }

  #open(folder: string, path: string): void {
    this.ask((host) => host.call('openImage', { folder, path }));
  }
}
