/** One explained image: what the network saw with its heat, what it answered, and what is true. */
import { css, html, type CSSResult, type TemplateResult } from 'lit';

import type { AttentionReport, ExplainedImage } from '../../../src/protocol/attention.js';
import { formatPercent } from '../../parts/format.js';
import { icon } from '../../parts/icons.js';
import { spoken, t } from '../../text.js';
import { verdict } from '../samples/badges.js';
import { degreesOf, rightTiles, tileText, type Answer } from './attentionTable.js';

/** Names of the pictures of an image among those of a report. */
export const photoName = (image: number): string => `photo ${image}`;
export const heatName = (image: number, answer: number): string => `heat ${image} ${answer}`;

/** All pictures of a report by name. */
export const picturesOfReport = ({
  images,
}: AttentionReport): Readonly<Record<string, Uint8Array>> =>
  Object.fromEntries(
    images
      .flatMap(({ picture, answers }, image) => [
        { name: photoName(image), picture },
        ...answers.map(({ heat }, answer) => ({ name: heatName(image, answer), picture: heat })),
      ])
      .flatMap(({ name, picture }) => (picture === null ? [] : [[name, picture] as const])),
  );

export interface CardOptions {
  readonly image: ExplainedImage;
  /** Place among the images of the report. */
  readonly place: number;
  readonly isHeatShown: boolean;
  readonly urlOf: (name: string) => string | null;
  readonly onOpen: (path: string) => void;
}

/** A photo with heat over it. @param label says what both show */
const heated = (
  { place, isHeatShown, urlOf }: CardOptions,
  answer: number,
  label: string,
): TemplateResult => {
  const heat = isHeatShown ? urlOf(heatName(place, answer)) : null;
  return html`<div class="heated">
    <img src=${urlOf(photoName(place)) ?? ''} alt=${label} />
    ${heat === null ? null : html`<img class="heat" src=${heat} alt="" />`}
  </div>`;
};

const noHeat = ({ heat }: Answer): TemplateResult | null =>
  heat === null
    ? html`<p class="no-heat">
        ${icon('info')}<span>${t('Nothing seen speaks for this answer.')}</span>
      </p>`
    : null;

const sureness = ({ probability, truthProbability }: Answer, isRight: boolean): TemplateResult =>
  html`<span class="muted"
    >${
      isRight
        ? formatPercent(probability)
        : t('{0}; the true one {1}', formatPercent(probability), formatPercent(truthProbability))
    }</span
  >`;

const turned = (options: CardOptions, answer: Answer, at: number): TemplateResult => {
  const [truth, given] = [degreesOf(answer.truth), degreesOf(answer.answer)];
  const isRight = answer.truth === answer.answer;
  return html`<figure>
    ${heated(options, at, t('{0}, turned by {1}, with its heat', options.image.path, truth))}
    <figcaption>
      <span>${t('Turned by {0}', truth)}</span>
      ${verdict(isRight, isRight ? t('Right') : t('Says {0}', given))} ${sureness(answer, isRight)}
      ${noHeat(answer)}
    </figcaption>
  </figure>`;
};

/** Where each tile of the puzzle comes from, and what the network says of it. */
const tileBoard = ({ shown, answered }: NonNullable<ExplainedImage['tiles']>): TemplateResult =>
  html`<div
    class="tiles tiles-${Math.sqrt(shown.length)}"
    role="img"
    aria-label=${t('True tiles {0}; predicted {1}', tileText(shown), tileText(answered))}
  >
    ${shown.map((tile, position) => {
      const given = answered[position] ?? tile;
      return given === tile
        ? html`<span>${tile + 1}</span>`
        : html`<span class="wrong"><s>${given + 1}</s> ${tile + 1}</span>`;
    })}
  </div>`;

const puzzle = (options: CardOptions, answer: Answer): TemplateResult | null => {
  const { path, tiles } = options.image;
  if (tiles === null) return null;
  const right = rightTiles(tiles);
  const isRight = right === tiles.shown.length;
  return html`<div class="puzzle">
    <figure>${heated(options, 0, t('Puzzle of {0}, with its heat', path))}</figure>
    <div class="puzzle-answer">
      ${verdict(isRight, t('{0} of {1} tiles right', right, tiles.shown.length))}
      ${sureness(answer, isRight)} ${tileBoard(tiles)} ${noHeat(answer)}
    </div>
  </div>`;
};

export const attentionCard = (options: CardOptions): TemplateResult => {
  const { path, picture, answers, tiles, message } = options.image;
  const [first] = answers;
  return html`<li class="card explained ${tiles === null ? '' : 'of-puzzle'}">
    <button class="link path" type="button" @click=${() => options.onOpen(path)}>${path}</button>
    ${
      picture === null || first === undefined
        ? html`<p class="no-heat">
            ${icon('warning')}<span
              >${message === null ? t('The photo cannot be read.') : spoken(message)}</span
            >
          </p>`
        : tiles === null
          ? html`<div class="turns">
              ${answers.map((answer, at) => turned(options, answer, at))}
            </div>`
          : puzzle(options, first)
    }
  </li>`;
};

export const attentionCardStyles: CSSResult = css`
  .cards {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 12px;
    margin: 0;
    padding: 0;
    list-style: none;
  }
  .explained > .path {
    margin-bottom: 8px;
    font-size: 0.92em;
  }
  .explained figure {
    margin: 0;
    min-width: 0;
  }
  .turns {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(120px, 160px));
    gap: 12px 16px;
  }
  .heated {
    position: relative;
    max-width: 160px;
    aspect-ratio: 1;
  }
  .of-puzzle .heated {
    width: 200px;
    max-width: 100%;
  }
  .heated img {
    position: absolute;
    inset: 0;
    width: 100%;
    height: 100%;
  }
  .heated .heat {
    opacity: var(--heat-opacity, 1);
  }
  figcaption {
    display: flex;
    flex-direction: column;
    align-items: start;
    margin-top: 6px;
    font-variant-numeric: tabular-nums;
  }
  .no-heat {
    display: flex;
    gap: 6px;
    margin-top: 4px;
  }
  .puzzle {
    display: flex;
    flex-wrap: wrap;
    gap: 12px 16px;
  }
  .puzzle-answer {
    display: flex;
    flex-direction: column;
    align-items: start;
    gap: 2px;
    font-variant-numeric: tabular-nums;
  }
  .tiles {
    display: grid;
    gap: 2px;
    margin-top: 8px;
  }
  .tiles-2 {
    grid-template-columns: repeat(2, 42px);
  }
  .tiles-3 {
    grid-template-columns: repeat(3, 42px);
  }
  .tiles > span {
    display: grid;
    grid-auto-flow: column;
    place-content: center;
    gap: 5px;
    height: 30px;
    border: 1px solid var(--line);
    border-radius: 2px;
  }
  .tiles > .wrong {
    border: 1px dashed var(--vscode-charts-red, var(--vscode-errorForeground));
  }
  @container (min-width: 800px) {
    .cards.of-puzzles {
      grid-template-columns: repeat(2, minmax(0, 1fr));
    }
  }
`;
