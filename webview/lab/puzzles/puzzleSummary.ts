/** One line on how many puzzles were solved. */
import { html, type TemplateResult } from 'lit';

import { language, t } from '../../text.js';
import { summarisePuzzles, type Puzzle } from './readPuzzles.js';

export const puzzleSummary = (puzzles: readonly Puzzle[], epoch: number): TemplateResult => {
  const { solved, meanHammingDistance } = summarisePuzzles(puzzles);
  const distance = new Intl.NumberFormat(language(), {
    minimumFractionDigits: 1,
    maximumFractionDigits: 1,
  }).format(meanHammingDistance);
  return html`<p class="summary" aria-live="polite">
    <strong>${t('{0} of {1} puzzles solved', solved, puzzles.length)}</strong>
    <span class="muted">${t('after epoch {0}, mean Hamming distance {1}', epoch, distance)}</span>
  </p>`;
};
