/** The tab that takes what a run has learnt elsewhere. */
import { html, type TemplateResult } from 'lit';

import { baseStyles, sectionStyles } from '../../parts/styles.js';
import { t } from '../../text.js';
import { analysisFormStyles } from '../analyses/analysisForm.js';
import { AnalysisTab } from '../analyses/analysisTab.js';
import { noCheckpoint } from '../analyses/noCheckpoint.js';
import { FeatureExport } from './featureExport.js';
import { NetworkExport } from './networkExport.js';
import { ReportSection } from './reportSection.js';

export class LabExport extends AnalysisTab {
  static override styles = [baseStyles, sectionStyles, analysisFormStyles];

  override render(): TemplateResult {
    const { run, host, analyses } = this;
    if (run === null) return html``;
    const empty = noCheckpoint(
      run,
      t('Writes the network and its features in formats of other programs.'),
    );
    const report = html`<lab-report-section .host=${host}></lab-report-section>`;
    if (empty !== null) return html`${empty} ${report}`;
    return html`
      <section aria-labelledby="network">
        <h2 id="network">${t('The network')}</h2>
        <p class="lead muted">
          ${t(
            'Writes the network in formats of other programs, with a README that says how to use it. Every file is read back and compared with what the Lab computes.',
          )}
        </p>
        <lab-network-export .run=${run} .host=${host} .analyses=${analyses}></lab-network-export>
      </section>
      <section aria-labelledby="features">
        <h2 id="features">${t('Features of a folder')}</h2>
        <p class="lead muted">
          ${t('Writes what the network sees in the images of a folder, as a table of numbers.')}
        </p>
        <lab-feature-export .run=${run} .host=${host} .analyses=${analyses}></lab-feature-export>
      </section>
      ${report}
    `;
  }
}

/** Makes the tab's elements known to the page; called once. */
export const defineExport = (): void => {
  customElements.define('lab-network-export', NetworkExport);
  customElements.define('lab-feature-export', FeatureExport);
  customElements.define('lab-report-section', ReportSection);
  customElements.define('lab-export', LabExport);
};
