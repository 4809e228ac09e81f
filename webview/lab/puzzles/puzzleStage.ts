/** One puzzle large: the photo, the shuffled tiles, and the puzzle put back together. */
import { css, html, type CSSResult, type TemplateResult } from 'lit';

import type { RunConfig } from '../../../src/protocol/run.js';
import { button, checkbox } from '../../parts/controls.js';
import { icon } from '../../parts/icons.js';
import { t } from '../../text.js';
import { verdict } from '../samples/badges.js';
import type { PhotoState } from '../samples/photoLoader.js';
import { candidateList } from './candidateList.js';
import { puzzleInsetShare } from './puzzleArea.js';
import { board, photoBoard, type TilePointer } from './puzzleBoard.js';
import { outcomeText, placedTiles, type UrlOf } from './puzzlePicker.js';
import type { Candidate, Puzzle } from './readPuzzles.js';

export interface StageOptions {
  readonly puzzle: Puzzle;
  readonly config: RunConfig;
  readonly urlOf: UrlOf;
  readonly photo: PhotoState;
  readonly onRetryPhoto: () => void;
  readonly onOpenImage: () => void;
  /** The permutation by which it is put back together; null for the prediction. */
  readonly candidate: number | null;
  readonly onCandidate: (label: number) => void;
  readonly isNumbered: boolean;
  readonly onNumber: (isNumbered: boolean) => void;
  readonly pointer: TilePointer;
}

export const puzzleStage = (options: StageOptions): TemplateResult => {
  const { puzzle, config, isNumbered } = options;
  const candidate = chosenCandidate(puzzle, options.candidate);
  return html`<section class="stage ${isNumbered ? 'numbered' : ''}" aria-label=${puzzle.path}>
    <div class="stage-head">
      <h2 class="path">${puzzle.path}</h2>
      ${button({
        label: t('Open the image'),
        icon: 'linkExternal',
        appearance: 'icon',
        onClick: options.onOpenImage,
      })}
      <span class="spacer"></span>
      ${checkbox({
        label: t('Number the tiles'),
        checked: isNumbered,
        onChange: options.onNumber,
      })}
    </div>
    <div class="boards">
      ${photoFigure(options)} ${shuffledFigure(options)} ${solvedFigure(options, candidate)}
    </div>
    ${
      puzzle.fed.every((name) => name !== null)
        ? null
        : html`<p class="muted note">
            ${icon('info')}<span
              >${t(
                'The run had kept as many pictures as it may, so tiles of this puzzle were not kept. What was predicted is shown all the same.',
              )}</span
            >
          </p>`
    }
    <h3>${t('Most probable permutations')}</h3>
    ${candidateList({
      puzzle,
      grid: config.jigsaw.grid,
      chosen: candidate.label,
      onChoose: options.onCandidate,
    })}
    <p class="muted">
      ${t(
        'Each number says which tile the shuffled puzzle shows there, counted from 1 along the rows. Outlined numbers differ from the truth; the Hamming distance counts them.',
      )}
    </p>
  </section>`;
};

const chosenCandidate = ({ candidates, truthCandidate }: Puzzle, label: number | null): Candidate =>
  [...candidates, truthCandidate].find((candidate) => candidate.label === label) ?? candidates[0];

const photoFigure = ({
  config,
  photo,
  pointer,
  puzzle,
  onRetryPhoto,
}: StageOptions): TemplateResult =>
  html`<figure>
    ${
      photo.kind === 'missing'
        ? html`<div class="board photo missing">
            <p>${photo.message}</p>
            ${button({ label: t('Try again'), appearance: 'secondary', onClick: onRetryPhoto })}
          </div>`
        : photoBoard({
            grid: config.jigsaw.grid,
            insetShare: puzzleInsetShare(config),
            url: photo.kind === 'there' ? photo.url : null,
            label: t('{0} with the grid of the puzzle', puzzle.path),
            pointer,
          })
    }
    <figcaption>
      <strong>${t('Photo')}</strong>
      <span class="muted">${t('with the grid that it is cut along')}</span>
    </figcaption>
  </figure>`;

const shuffledFigure = ({ puzzle, config, urlOf, pointer }: StageOptions): TemplateResult => {
  const numbers = puzzle.truth.map((tile) => tile + 1).join(' ');
  return html`<figure>
    ${board({
      grid: config.jigsaw.grid,
      tiles: puzzle.truth.map((tile, position) => ({
        tile,
        cell: position,
        url: urlOf(puzzle.fed[position] ?? null),
        isWrong: false,
      })),
      label: t('Shuffled puzzle with the tiles {0}', numbers),
      kind: 'shuffled',
      pointer,
    })}
    <figcaption>
      <strong>${t('Shuffled')}</strong>
      <span class="muted">${t('as the network is fed it')}</span>
    </figcaption>
  </figure>`;
};

const solvedFigure = (
  { puzzle, config, urlOf, pointer }: StageOptions,
  candidate: Candidate,
): TemplateResult => {
  const outcome = outcomeText(candidate);
  const by =
    candidate.rank === 1
      ? t('by the prediction')
      : candidate.rank === null
        ? t('by the truth')
        : t('by guess {0}', candidate.rank);
  return html`<figure>
    ${board({
      grid: config.jigsaw.grid,
      tiles: placedTiles(puzzle, candidate, urlOf),
      label: `${t('Put back together')} ${by}: ${outcome}`,
      kind: 'solved',
      pointer,
    })}
    <figcaption>
      <span class="caption-line"
        ><strong>${t('Put back together')}</strong> ${verdict(candidate.isTruth, outcome)}</span
      >
      <span class="muted">${by}, ${t('Hamming distance {0}', candidate.hammingDistance)}</span>
    </figcaption>
  </figure>`;
};

export const stageStyles: CSSResult = css`
  .stage {
    display: flex;
    flex-direction: column;
    gap: 12px;
    min-width: 0;
  }
  .stage-head {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px 8px;
  }
  .spacer {
    flex: 1;
  }
  .boards {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(100%, 170px), 1fr));
    gap: 16px;
  }
  figure {
    display: flex;
    flex-direction: column;
    gap: 8px;
    min-width: 0;
    max-width: 420px;
    margin: 0;
  }
  figcaption {
    display: flex;
    flex-direction: column;
  }
  .caption-line {
    display: flex;
    flex-wrap: wrap;
    justify-content: space-between;
    gap: 0 8px;
  }
  .missing {
    display: flex;
    flex-direction: column;
    align-items: center;
    justify-content: center;
    gap: 10px;
    padding: 12px;
    border: 1px dashed var(--vscode-descriptionForeground);
    background: none;
    text-align: center;
  }
  .note {
    display: flex;
    gap: 6px;
  }
  @container (min-width: 860px) {
    .layout {
      grid-template-columns: minmax(0, 1fr) 210px;
      align-items: start;
    }
    .picker {
      grid-template-columns: repeat(2, minmax(0, 1fr));
      max-height: 720px;
      overflow-y: auto;
    }
  }
  @container (max-width: 480px) {
    .boards {
      grid-template-columns: repeat(2, minmax(0, 1fr));
      gap: 14px;
    }
    .boards figure:last-child {
      grid-column: 1 / -1;
    }
  }
`;
