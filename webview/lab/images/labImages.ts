/** The tab that tells what a run read, what it skipped and why, and how large the images are. */
import { html, LitElement, type TemplateResult } from 'lit';
import * as z from 'zod';

import type { LabRequests } from '../../../src/protocol/labProtocol.js';
import type { Client } from '../../../src/protocol/rpc.js';
import type { RunImages } from '../../../src/protocol/runContents.js';
import { Attempt } from '../../parts/attempt.js';
import { controlStyles } from '../../parts/controls.js';
import { emptyState } from '../../parts/emptyState.js';
import { errorState, errorText, loadingState, problemLine } from '../../parts/errorState.js';
import { formatCount } from '../../parts/format.js';
import { readRunState, writeRunState } from '../../parts/pageState.js';
import { shortenPath } from '../../parts/pathText.js';
import { baseStyles, sectionStyles } from '../../parts/styles.js';
import { dataTableStyles } from '../../parts/table/dataTable.js';
import { t } from '../../text.js';
import type { LabRun } from '../labStore.js';
import { runKeyOf } from '../samples/samplesController.js';
import { sizeBars, subfolderBars } from './imageFacts.js';
import { sizesHeading, skippedHeading } from './imageOutputs.js';
import { imagesStyles } from './imagesStyles.js';
import {
  exampleImage,
  sizeChart,
  skippedGroups,
  splitBar,
  subfolderTable,
  type OpenImage,
} from './imagesTemplate.js';
import { moreButton, thumbnailGrid, thumbnailGridStyles } from './thumbnailGrid.js';
import { runPhotos, ThumbnailLoader } from './thumbnailLoader.js';
import { photosPerPage } from './thumbnails.js';

const shownKey = 'imagesShown';
const shownSchema = z.number().int().min(photosPerPage);

export class LabImages extends LitElement {
  static override properties = {
    run: { attribute: false },
    host: { attribute: false },
    images: { state: true },
    failure: { state: true },
    shown: { state: true },
  };
  static override styles = [
    baseStyles,
    controlStyles,
    sectionStyles,
    dataTableStyles,
    thumbnailGridStyles,
    imagesStyles,
  ];

  declare run: LabRun | null;
  declare host: Client<LabRequests> | null;
  /** Null until they were read. */
  declare private images: RunImages | null;
  /** Why they cannot be read, in one sentence, or null. */
  declare private failure: string | null;
  /** Examples shown. */
  declare private shown: number;
  #key: string | null = null;
  readonly #attempt = new Attempt(this);
  readonly #thumbnails = new ThumbnailLoader(this, () =>
    this.host === null || this.#key === null ? null : runPhotos(this.host, this.#key),
  );

  constructor() {
    super();
    this.run = null;
    this.host = null;
    this.images = null;
    this.failure = null;
    this.shown = photosPerPage;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#key = null;
  }

  override willUpdate(): void {
    const { run, host } = this;
    if (run === null || host === null || run.status.runFolder === null) return;
    const key = runKeyOf(run.status);
    if (key === this.#key) return;
    this.#key = key;
    this.shown = readRunState(shownKey, key, shownSchema, photosPerPage);
    void this.#read(key, host);
  }

  override render(): TemplateResult {
    const { run, host } = this;
    if (run === null || host === null) return html``;
    return html`${problemLine(this.#attempt.problem)} ${this.#renderRun(run, host)}`;
  }

  #renderRun(run: LabRun, host: Client<LabRequests>): TemplateResult {
    const { images } = this;
    if (run.status.runFolder === null) {
      return emptyState({
        icon: 'fileMedia',
        text: t('The images appear here as soon as the folder was read.'),
      });
    }
    if (this.failure !== null) {
      return errorState({
        text: this.failure,
        onRetry: () => void this.#read(runKeyOf(run.status), host),
      });
    }
    if (images === null) return loadingState(t('Looking at the images…'));
    if (images.trainImages + images.validationImages === 0 && images.skippedTotal === 0) {
      return emptyState({
        icon: 'fileMedia',
        text: t('This run has no images.'),
        steps: [
          {
            label: t('Start a run'),
            onClick: () => void this.#attempt.ask(() => host.call('showTraining', {})),
          },
        ],
      });
    }
    return this.#renderImages(images, run.status.title, host);
  }

  #renderImages(images: RunImages, title: string, host: Client<LabRequests>): TemplateResult {
    const { sizes, subfolders, examples } = images;
    const total = images.trainImages + images.validationImages;
    const bars = subfolderBars(subfolders);
    const bySize = sizeBars(sizes);
    const open = {
      onOpen: (path: string) =>
        void this.#attempt.ask(() => host.call('openImage', { folder: null, path })),
    };
    return html`
      <div class="folder">
        <span class="muted">${t('Folder')}</span>
        <span class="path" title=${images.folder}>${shortenPath(images.folder, 80)}</span>
      </div>
      <div class="columns">
        <section aria-labelledby="split">
          <div class="table-bar">
            <h2 id="split">${t('{0} images read', formatCount(total))}</h2>
          </div>
          ${splitBar(images)}
          ${
            bars.length === 0
              ? null
              : html`<div class="part" role="group" aria-labelledby="subfolders">
                  ${subfolderTable(bars)}
                </div>`
          }
        </section>
        <section aria-labelledby="sizes">
          ${sizesHeading(bySize, title)}
          ${
            sizes.sampled === 0
              ? html`<p class="muted">${t('No size could be read.')}</p>`
              : html`${sizeChart(bySize)}
                  <p class="muted">
                    ${t(
                      'Median {0} × {1} px, of {2} images looked at.',
                      formatCount(sizes.medianWidthPx),
                      formatCount(sizes.medianHeightPx),
                      formatCount(sizes.sampled),
                    )}
                  </p>`
          }
        </section>
      </div>
      <section aria-labelledby="skipped">
        ${skippedHeading(images)} ${skippedGroups(images, open)}
      </section>
      ${examples.length === 0 ? null : this.#renderExamples(images, open)}
    `;
  }

  #renderExamples({ examples }: RunImages, { onOpen }: OpenImage): TemplateResult {
    return html`<section aria-labelledby="examples">
      <h2 id="examples">${t('Examples')}</h2>
      ${thumbnailGrid({
        images: examples.slice(0, this.shown).map(exampleImage),
        thumbnailOf: this.#thumbnails.of,
        onClick: onOpen,
      })}
      ${moreButton(examples.length, this.shown, () => {
        this.shown += photosPerPage;
        if (this.#key !== null) writeRunState(shownKey, this.#key, this.shown);
      })}
    </section>`;
  }

  async #read(key: string, host: Client<LabRequests>): Promise<void> {
    this.failure = null;
    this.images = null;
    try {
      const images = await host.call('describeImages', {});
      if (key !== this.#key) return;
      this.images = images;
    } catch (error) {
      if (key === this.#key) this.failure = errorText(error);
    }
  }
}

/** Makes the tab's element known to the page; called once. */
export const defineImages = (): void => {
  customElements.define('lab-images', LabImages);
};
