/** Two permutations side by side, and how their Hamming distance comes about. */
import { css, html, type CSSResult, type TemplateResult } from 'lit';

import { textField } from '../../parts/controls.js';
import { tableMenu } from '../../parts/table/tableItems.js';
import { t } from '../../text.js';
import { comparePositions, countDiffering, type ComparedPosition } from './distances.js';
import type { Pair } from './heatMapPlace.js';
import { numberBoard } from './numberBoard.js';
import { positionTable } from './permutationTables.js';

export interface ComparisonOptions {
  readonly grid: number;
  readonly permutations: readonly (readonly number[])[];
  readonly pair: Pair;
  /** What is typed into the two fields. */
  readonly texts: readonly [string, string];
  readonly errors: readonly [string | undefined, string | undefined];
  /** A square picture to draw the puzzles on, or null. */
  readonly url: string | null;
  readonly onType: (place: 0 | 1, text: string) => void;
}

export const comparisonStyles: CSSResult = css`
  .boards {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(150px, 1fr));
    gap: 16px;
    max-width: 760px;
  }
  .boards > figure {
    display: flex;
    flex-direction: column;
    justify-content: flex-end;
    gap: 6px;
    min-width: 0;
    margin: 0;
  }
  .scroll-x {
    max-width: 100%;
    overflow-x: auto;
  }
  .sum-bar {
    max-width: 760px;
    margin-top: 16px;
  }
  .sum td,
  .sum th {
    padding: 3px 8px;
    text-align: center;
    white-space: nowrap;
  }
  .sum th[scope='row'] {
    position: sticky;
    left: 0;
    background: var(--vscode-editor-background);
    text-align: start;
  }
  .sum .differs {
    font-weight: 700;
    box-shadow: inset 0 -2px var(--vscode-charts-yellow, currentColor);
  }
  .written {
    font-variant-numeric: tabular-nums;
    overflow-wrap: anywhere;
  }
`;

const numbersOf = (tiles: readonly number[]): string => tiles.map((tile) => tile + 1).join(' ');

export const comparison = (options: ComparisonOptions): TemplateResult => {
  const { grid, permutations, pair, url } = options;
  const first = permutations[pair.first] ?? [];
  const second = permutations[pair.second] ?? [];
  const positions = comparePositions(first, second);
  const inOrder = first.map((_, tile) => tile);
  const field = (place: 0 | 1, label: string): TemplateResult =>
    textField({
      label,
      value: options.texts[place],
      error: options.errors[place],
      inputMode: 'numeric',
      onInput: (text) => options.onType(place, text),
    });
  const differs = (position: number): boolean => positions[position]?.differs ?? false;
  return html`
    <div class="boards">
      <figure>
        <figcaption>${t('Unshuffled')}</figcaption>
        ${numberBoard({
          ...{ grid, url, tiles: inOrder, isMarked: () => false },
          label: t('The tiles in their own places'),
        })}
      </figure>
      <figure>
        ${field(0, t('First permutation'))}
        ${numberBoard({
          ...{ grid, url, tiles: first, isMarked: differs },
          label: t('Permutation {0}: {1}', pair.first, numbersOf(first)),
        })}
      </figure>
      <figure>
        ${field(1, t('Second permutation'))}
        ${numberBoard({
          ...{ grid, url, tiles: second, isMarked: differs },
          label: t('Permutation {0}: {1}', pair.second, numbersOf(second)),
        })}
      </figure>
    </div>
    ${sumTable(positions)}
  `;
};

const sumTable = (positions: readonly ComparedPosition[]): TemplateResult => {
  const terms = positions.map(({ differs }) => (differs ? 1 : 0)).join(' + ');
  return html`
    <div class="table-bar sum-bar">
      <h3>${t('Position by position')}</h3>
      ${tableMenu(positionTable(positions))}
    </div>
    <div class="scroll-x" tabindex="0" role="group" aria-label=${t('Position by position')}>
      <table class="sum">
        <thead>
          <tr>
            <th scope="row">${t('Position')}</th>
            ${positions.map((_, position) => html`<th scope="col">${position + 1}</th>`)}
          </tr>
        </thead>
        <tbody>
          <tr>
            <th scope="row">${t('First shows tile')}</th>
            ${positions.map(({ first }) => html`<td>${first + 1}</td>`)}
          </tr>
          <tr>
            <th scope="row">${t('Second shows tile')}</th>
            ${positions.map(({ second }) => html`<td>${second + 1}</td>`)}
          </tr>
          <tr>
            <th scope="row">${t('Differs')}</th>
            ${positions.map(({ differs }) =>
              differs
                ? html`<td class="differs">≠ 1</td>`
                : html`<td><span class="muted">= 0</span></td>`,
            )}
          </tr>
        </tbody>
      </table>
    </div>
    <p class="written">
      ${t('Hamming distance')}: ${terms} = <strong>${countDiffering(positions)}</strong>
    </p>
  `;
};
