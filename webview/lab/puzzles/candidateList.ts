/** The permutations that the network holds most probable, each as a grid of numbers with a bar. */
import { css, html, type CSSResult, type TemplateResult } from 'lit';

import { cssProperties } from '../../parts/cssProperties.js';
import { formatPercent } from '../../parts/format.js';
import { icon } from '../../parts/icons.js';
import { t } from '../../text.js';
import type { Candidate, Puzzle } from './readPuzzles.js';

/** The candidates of a puzzle, and the truth below them when it is not one of the first five. */
export const candidateList = (options: {
  readonly puzzle: Puzzle;
  readonly grid: number;
  /** The label by which the puzzle is put back together now. */
  readonly chosen: number;
  readonly onChoose: (label: number) => void;
}): TemplateResult => {
  const { puzzle, grid, chosen, onChoose } = options;
  const { candidates, truthCandidate, truth } = puzzle;
  const all = truthCandidate.rank === null ? [...candidates, truthCandidate] : candidates;
  return html`<ol class="candidates">
    ${all.map(
      (candidate) =>
        html`<li>
          ${candidateButton(candidate, truth, grid, candidate.label === chosen, onChoose)}
        </li>`,
    )}
  </ol>`;
};

const candidateButton = (
  candidate: Candidate,
  truth: readonly number[],
  grid: number,
  isChosen: boolean,
  onChoose: (label: number) => void,
): TemplateResult => {
  const { rank, label, permutation, probability, isTruth } = candidate;
  const numbers = permutation.map((tile) => tile + 1).join(' ');
  const distance = isTruth ? t('True') : t('Distance {0}', candidate.hammingDistance);
  const name = rank === null ? t('Truth') : t('Guess {0}', rank);
  return html`<button
    class="candidate ${rank === null ? 'beyond' : ''}"
    aria-pressed=${isChosen ? 'true' : 'false'}
    title=${t('Put the puzzle back together by this permutation')}
    @click=${() => onChoose(label)}
  >
    <span class="digits" aria-hidden="true" ${cssProperties({ '--grid': grid })}>
      ${permutation.map(
        (tile, position) =>
          html`<span class="digit ${tile === truth[position] ? '' : 'differs'}">${tile + 1}</span>`,
      )}
    </span>
    <span class="candidate-head">
      <span class="muted">${name}</span>
      <strong>${formatPercent(probability)}</strong>
      <span class="candidate-verdict ${isTruth ? 'true' : ''}">
        ${isTruth ? icon('check') : null}<span>${distance}</span>
      </span>
      <span class="visually-hidden">${t('Permutation {0}', numbers)}</span>
    </span>
    <span class="probability-track">
      <span
        class="probability ${isTruth ? 'true' : ''}"
        ${cssProperties({ width: `${probability * 100}%` })}
      ></span>
    </span>
  </button>`;
};

export const candidateStyles: CSSResult = css`
  .candidates {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(100%, 138px), 1fr));
    gap: 8px;
    margin: 0;
    padding: 0;
    list-style: none;
  }
  .candidate {
    position: relative;
    display: grid;
    grid-template-columns: auto minmax(0, 1fr);
    align-content: start;
    align-items: start;
    gap: 8px 10px;
    width: 100%;
    height: 100%;
    padding: 8px;
    border: 1px solid var(--line);
    border-radius: 4px;
    background: none;
    color: inherit;
    font: inherit;
    text-align: start;
    cursor: pointer;
  }
  .candidate .probability-track {
    grid-column: 1 / -1;
  }
  .candidate:hover {
    background: var(--vscode-list-hoverBackground);
  }
  .candidate[aria-pressed='true'] {
    border-color: var(--vscode-focusBorder);
    box-shadow: inset 0 0 0 1px var(--vscode-focusBorder);
  }
  .candidate.beyond {
    border-style: dashed;
  }
  .digits {
    display: grid;
    grid-template-columns: repeat(var(--grid), 18px);
    grid-auto-rows: 18px;
    gap: 1px;
    flex: none;
    font-size: 11px;
    font-variant-numeric: tabular-nums;
  }
  .digit {
    display: grid;
    place-items: center;
    border-radius: 2px;
    background: color-mix(in srgb, var(--vscode-foreground) 10%, transparent);
  }
  .digit.differs {
    background: none;
    box-shadow: inset 0 0 0 1px var(--vscode-charts-red, var(--vscode-errorForeground));
    font-weight: 700;
  }
  .candidate-head {
    display: flex;
    flex-direction: column;
    min-width: 0;
    font-variant-numeric: tabular-nums;
    line-height: 1.45;
  }
  .candidate-verdict {
    display: flex;
    align-items: center;
    gap: 4px;
    font-size: 0.92em;
  }
  .candidate-verdict.true {
    font-weight: 600;
  }
  .candidate-verdict .icon {
    color: var(--vscode-charts-green, currentColor);
  }
`;
