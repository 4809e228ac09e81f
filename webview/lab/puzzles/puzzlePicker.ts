/** The puzzles as thumbnails, put back together; one of them is chosen. */
import { css, html, type CSSResult, type TemplateResult } from 'lit';

import { t } from '../../text.js';
import { verdict } from '../samples/badges.js';
import { board, type BoardTile } from './puzzleBoard.js';
import type { Candidate, Puzzle } from './readPuzzles.js';

/** Turns an image's name into its URL, or null. */
export type UrlOf = (name: string | null) => string | null;

/** The tiles of a puzzle where a candidate puts them. */
export const placedTiles = (puzzle: Puzzle, candidate: Candidate, urlOf: UrlOf): BoardTile[] =>
  candidate.solved.placed.map(({ position, tile, cell, isRight }) => ({
    tile,
    cell,
    url: urlOf(puzzle.fed[position] ?? null),
    isWrong: !isRight,
  }));

/** How well a puzzle was put back together, in words. */
export const outcomeText = ({ hammingDistance, permutation }: Candidate): string =>
  hammingDistance === 0
    ? t('Solved')
    : t('{0} of {1} tiles wrong', hammingDistance, permutation.length);

/** Which puzzle a key moves to, or null for other keys. */
export const puzzleAfterKey = (key: string, chosen: number, puzzles: number): number | null => {
  const last = puzzles - 1;
  switch (key) {
    case 'ArrowRight':
    case 'ArrowDown':
      return Math.min(last, chosen + 1);
    case 'ArrowLeft':
    case 'ArrowUp':
      return Math.max(0, chosen - 1);
    case 'Home':
      return 0;
    case 'End':
      return last;
    default:
      return null;
  }
};

export const puzzlePicker = (options: {
  readonly puzzles: readonly Puzzle[];
  readonly grid: number;
  readonly chosen: number;
  readonly urlOf: UrlOf;
  readonly onChoose: (place: number) => void;
}): TemplateResult => {
  const { puzzles, grid, chosen, urlOf, onChoose } = options;
  const onKeyDown = (event: KeyboardEvent): void => {
    const next = puzzleAfterKey(event.key, chosen, puzzles.length);
    if (next === null) return;
    event.preventDefault();
    onChoose(next);
    const { currentTarget } = event;
    if (!(currentTarget instanceof HTMLElement)) return;
    const option = currentTarget.children[next];
    if (option instanceof HTMLElement) option.focus();
  };
  return html`<div
    class="picker"
    role="listbox"
    aria-label=${t('Puzzles')}
    aria-orientation="horizontal"
    @keydown=${onKeyDown}
  >
    ${puzzles.map((puzzle, place) => {
      const [prediction] = puzzle.candidates;
      return html`<div
        class="pick"
        role="option"
        tabindex=${place === chosen ? 0 : -1}
        aria-selected=${place === chosen ? 'true' : 'false'}
        title=${puzzle.path}
        @click=${() => onChoose(place)}
      >
        ${board({
          grid,
          tiles: placedTiles(puzzle, prediction, urlOf),
          label: null,
          kind: 'thumbnail',
        })}
        <span class="visually-hidden">${puzzle.path}</span>
        ${verdict(
          puzzle.isSolved,
          puzzle.isSolved ? t('Solved') : t('{0} wrong', prediction.hammingDistance),
        )}
      </div>`;
    })}
  </div>`;
};

export const pickerStyles: CSSResult = css`
  .picker {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(84px, 1fr));
    gap: 2px 8px;
  }
  .pick {
    position: relative;
    padding: 5px 5px 2px;
    border: 1px solid transparent;
    border-radius: 4px;
    cursor: pointer;
    font-size: 0.92em;
    text-align: center;
  }
  .pick:hover {
    background: var(--vscode-list-hoverBackground);
  }
  .pick[aria-selected='true'] {
    border-color: var(--vscode-focusBorder);
    box-shadow: inset 0 0 0 1px var(--vscode-focusBorder);
  }
`;
