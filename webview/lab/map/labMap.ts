/** The tab in which images are laid out so that those that the network finds alike lie together. */
import { html, LitElement, type TemplateResult } from 'lit';

import type { AnalysisState } from '../../../src/protocol/analysis.js';
import type { LabRequests } from '../../../src/protocol/labProtocol.js';
import type { Client } from '../../../src/protocol/rpc.js';
import { Attempt } from '../../parts/attempt.js';
import { controlStyles } from '../../parts/controls.js';
import { emptyState } from '../../parts/emptyState.js';
import { loadingState, problemLine } from '../../parts/errorState.js';
import { baseStyles, sectionStyles } from '../../parts/styles.js';
import { t } from '../../text.js';
import { AnalysisLink } from '../analyses/analysisLink.js';
import { analysisStatus, analysisStatusStyles } from '../analyses/analysisStatus.js';
import { FormMemory } from '../analyses/formMemory.js';
import { pathFieldStyles } from '../analyses/pathField.js';
import type { LabRun } from '../labStore.js';
import { mapForm, mapFormStyles } from './mapForm.js';
import { MapResult } from './mapResult.js';
import { mapFormSchema, requestOf, untouchedForm } from './mapSettings.js';
import { ScatterMap } from './scatterMap.js';

export class LabMap extends LitElement {
  static override properties = {
    run: { attribute: false },
    host: { attribute: false },
    analyses: { attribute: false },
  };
  static override styles = [
    baseStyles,
    controlStyles,
    sectionStyles,
    pathFieldStyles,
    analysisStatusStyles,
    mapFormStyles,
  ];

  declare run: LabRun | null;
  declare host: Client<LabRequests> | null;
  declare analyses: readonly AnalysisState[];
  readonly #link = new AnalysisLink(this, 'embedFolder');
  readonly #attempt = new Attempt(this);
  readonly #form = new FormMemory(this, 'mapForm', mapFormSchema, untouchedForm);

  constructor() {
    super();
    this.run = null;
    this.host = null;
    this.analyses = [];
  }

  override render(): TemplateResult {
    const { run } = this;
    if (run === null || this.host === null) return html``;
    const { status } = run;
    if (status.runFolder === null || status.checkpoints.length === 0) {
      return emptyState({
        icon: 'graphScatter',
        text: t(
          'Here images are laid out so that those that the network finds alike lie together. The map can be drawn as soon as the run has saved a checkpoint.',
        ),
      });
    }
    const link = this.#link;
    return html`
      ${mapForm({
        form: this.#form.values,
        runFolder: status.folder,
        hasRotation: status.config.task !== 'jigsaw',
        hasMap: link.outcome !== null,
        isUnderWay: link.isUnderWay,
        onChange: this.#form.set,
        onChoose: (kind) => void this.#choose(kind),
        onStart: () => void this.#start(status.folder),
      })}
      ${problemLine(this.#attempt.problem)}
      ${analysisStatus(link.state, link.problem, () => void link.stop())}
      ${this.#renderResult(status.title)}
    `;
  }

  #renderResult(title: string): TemplateResult | null {
    const { outcome, state, isUnderWay, problem } = this.#link;
    if (outcome !== null) {
      return html`<map-result
        .map=${outcome.result}
        .host=${this.host}
        .runTitle=${title}
      ></map-result>`;
    }
    if (isUnderWay || problem !== null || state?.problem != null) return null;
    if (state?.phase === 'done') return loadingState(t('Reading the map…'));
    return emptyState({
      icon: 'graphScatter',
      text: t(
        'Draw a map to see which images of a folder the network finds alike: groups, odd ones out, and classes that run into each other. Press “Draw the map”, or choose another folder first.',
      ),
    });
  }

  async #choose(kind: 'folder' | 'csv'): Promise<void> {
    const title =
      kind === 'folder'
        ? t('Which folder of images should be mapped?')
        : t('Which file holds the labels?');
    await this.#attempt.ask(async () => {
      const path = (await this.host?.call('choosePath', { kind, title }))?.path ?? null;
      if (path !== null)
        this.#form.set(kind === 'folder' ? { folder: path } : { labelsFile: path });
    });
  }

  async #start(folder: string): Promise<void> {
    const request = requestOf(this.#form.values, folder);
    if (request !== null) await this.#link.start(request);
  }
}

/** Makes the tab's elements known to the page; called once. */
export const defineMap = (): void => {
  customElements.define('scatter-map', ScatterMap);
  customElements.define('map-result', MapResult);
  customElements.define('lab-map', LabMap);
};
