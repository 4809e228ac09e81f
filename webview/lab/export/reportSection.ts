/** The part of the tab Export that writes a run's report; it needs no checkpoint. */
import { css, html, LitElement, type TemplateResult } from 'lit';

import type { LabRequests } from '../../../src/protocol/labProtocol.js';
import type { Client } from '../../../src/protocol/rpc.js';
import { Attempt } from '../../parts/attempt.js';
import { button, controlStyles } from '../../parts/controls.js';
import { problemLine } from '../../parts/errorState.js';
import { baseStyles, sectionStyles } from '../../parts/styles.js';
import { t } from '../../text.js';

export class ReportSection extends LitElement {
  static override properties = { host: { attribute: false } };
  static override styles = [
    baseStyles,
    controlStyles,
    sectionStyles,
    css`
      :host {
        display: block;
      }
    `,
  ];

  declare host: Client<LabRequests> | null;
  readonly #attempt = new Attempt(this);

  constructor() {
    super();
    this.host = null;
  }

  override render(): TemplateResult {
    return html`<section aria-labelledby="report">
      <h2 id="report">${t('Report')}</h2>
      <p class="muted">
        ${t(
          'Writes what was set, measured and evaluated, with curves and samples, as one HTML file that opens anywhere without a network.',
        )}
      </p>
      ${button({
        label: t('Write Report…'),
        appearance: 'secondary',
        onClick: () => void this.#attempt.ask(async () => this.host?.call('writeReport', {})),
      })}
      ${problemLine(this.#attempt.problem)}
    </section>`;
  }
}
