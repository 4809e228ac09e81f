/** The tab that looks into the network: its first filters, and where it looks for its answers. */
import { html, type TemplateResult } from 'lit';

import { emptyState } from '../../parts/emptyState.js';
import { baseStyles, sectionStyles } from '../../parts/styles.js';
import { controlStyles } from '../../parts/controls.js';
import { t } from '../../text.js';
import { AnalysisTab } from '../analyses/analysisTab.js';
import { FirstFilters } from './firstFilters.js';
import { NetworkAttention } from './networkAttention.js';

export class LabFilters extends AnalysisTab {
  static override styles = [baseStyles, controlStyles, sectionStyles];

  override render(): TemplateResult {
    const { run, host, analyses } = this;
    if (run === null) return html``;
    if (run.status.checkpoints.length === 0) {
      return emptyState({
        icon: 'eye',
        text: t(
          'Here you see the filters that the network has learned, and where it looks for its answers. Both can be shown as soon as the run has saved a checkpoint.',
        ),
      });
    }
    return html`
      <first-filters .run=${run} .host=${host} .analyses=${analyses}></first-filters>
      <network-attention .run=${run} .host=${host} .analyses=${analyses}></network-attention>
    `;
  }
}

/** Makes the tab's elements known to the page; called once. */
export const defineFilters = (): void => {
  customElements.define('first-filters', FirstFilters);
  customElements.define('network-attention', NetworkAttention);
  customElements.define('lab-filters', LabFilters);
};
