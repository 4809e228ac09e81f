/** What a page shows while there is nothing to see yet. */
import { html, type TemplateResult } from 'lit';

import { button } from './controls.js';
import { icon, type IconName } from './icons.js';

/** A next step that the user can take. */
export interface NextStep {
  readonly label: string;
  readonly onClick: () => void;
}

/** A sentence on why nothing is here, and the next step. */
export const emptyState = (options: {
  readonly text: string;
  readonly icon?: IconName;
  /** The first is the one that is suggested. */
  readonly steps?: readonly NextStep[];
}): TemplateResult => html`
  <div class="state">
    <div class="state-icon">${icon(options.icon ?? 'info')}</div>
    <p>${options.text}</p>
    ${(options.steps ?? []).map(({ label, onClick }, place) =>
      button({ label, appearance: place === 0 ? 'primary' : 'secondary', onClick }),
    )}
  </div>
`;
