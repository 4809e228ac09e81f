/** The tab that searches folders with the run's network: for images like one, or like each other. */
import { css, html, type PropertyValues, type TemplateResult } from 'lit';
import * as z from 'zod';

import { baseStyles, sectionStyles } from '../../parts/styles.js';
import { t } from '../../text.js';
import { AnalysisTab } from '../analyses/analysisTab.js';
import { FormMemory } from '../analyses/formMemory.js';
import { noCheckpoint } from '../analyses/noCheckpoint.js';
import { segments, segmentStyles } from '../samples/segments.js';
import { NearDuplicates } from './nearDuplicates.js';
import { SimilarImages } from './similarImages.js';

const modeSchema = z.object({
  mode: z.enum(['similar', 'duplicates']),
  /** The search that was brought to the front last: one that a command started is shown by itself. */
  taken: z.number().int().nullable(),
});
type Mode = z.infer<typeof modeSchema>['mode'];

export class LabSearch extends AnalysisTab {
  static override styles = [
    ...[baseStyles, sectionStyles, segmentStyles],
    css`
      .mode {
        margin-bottom: 16px;
      }
    `,
  ];

  readonly #chosen = new FormMemory(this, 'searchMode', modeSchema, {
    mode: 'similar',
    taken: null,
  });

  /** After the controllers have seen which run it is, and before anything is drawn. */
  protected override update(changed: PropertyValues): void {
    this.#prepare();
    super.update(changed);
  }

  #prepare(): void {
    const search = this.analyses.find(({ name }) => name === 'searchImages');
    if (search === undefined || search.number === this.#chosen.values.taken) return;
    this.#chosen.set({ mode: 'similar', taken: search.number });
  }

  override render(): TemplateResult {
    const { run, host, analyses } = this;
    const { mode } = this.#chosen.values;
    if (run === null) return html``;
    const empty = noCheckpoint(
      run,
      t('Finds images that look alike to the network of this run, and near-duplicates.'),
    );
    if (empty !== null) return empty;
    return html`
      <div class="mode">
        ${segments<Mode>({
          label: t('What to search for'),
          name: 'mode',
          value: mode,
          options: [
            { value: 'similar', label: t('Similar images') },
            { value: 'duplicates', label: t('Near-duplicates') },
          ],
          onChange: (chosen) => this.#chosen.set({ mode: chosen }),
        })}
      </div>
      ${
        mode === 'similar'
          ? html`<lab-similar .run=${run} .host=${host} .analyses=${analyses}></lab-similar>`
          : html`<lab-duplicates .run=${run} .host=${host} .analyses=${analyses}></lab-duplicates>`
      }
    `;
  }
}

/** Makes the tab's elements known to the page; called once. */
export const defineSearch = (): void => {
  customElements.define('lab-similar', SimilarImages);
  customElements.define('lab-duplicates', NearDuplicates);
  customElements.define('lab-search', LabSearch);
};
