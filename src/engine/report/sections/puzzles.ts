/** Puzzles of the last validation: as the network saw them, and as it puts them back. */
import type { PermutationSet } from '../../../protocol/run.js';
import type { EpochSamples, Sample } from '../../../protocol/runContents.js';
import { evenlyChosen } from '../../data/evenSample.js';
import { html, type Html } from '../html.js';
import type { ReportWords } from '../reportWords.js';
import { picture, section } from './section.js';

const mostPuzzles = 6;

/** Tiles in reading order; a wrong one is outlined. */
const board = (
  cells: readonly { readonly image: string | null; readonly isWrong: boolean }[],
  set: PermutationSet,
  { images }: EpochSamples,
  name: string,
): Html =>
  html`<figure class="board">
    <div class="cells grid${set.grid}">
      ${cells.map(
        ({ image, isWrong }) =>
          html`<span class="${isWrong ? 'wrong' : 'right'}">
            ${picture(image === null ? undefined : images[image], '')}
          </span>`,
      )}
    </div>
    <figcaption>${name}</figcaption>
  </figure>`;

/** Which fed tile a permutation puts into each place: position p shows tile `permutation[p]`. */
const putBack = (permutation: readonly number[]): number[] => {
  const positions = new Array<number>(permutation.length).fill(0);
  permutation.forEach((tile, position) => {
    positions[tile] = position;
  });
  return positions;
};

const puzzle = (
  sample: Sample,
  set: PermutationSet,
  samples: EpochSamples,
  words: ReportWords,
): Html | null => {
  const { t, percent } = words;
  const [answer] = sample.top;
  const truth = set.permutations[sample.truth];
  const predicted = answer === undefined ? undefined : set.permutations[answer.label];
  if (answer === undefined || truth === undefined || predicted === undefined) return null;
  const { fed } = sample;
  const back = putBack(predicted).map((position, place) => ({
    image: fed[position] ?? null,
    isWrong: truth[position] !== place,
  }));
  const shuffled = truth.map((_, position) => ({ image: fed[position] ?? null, isWrong: false }));
  const isRight = answer.label === sample.truth;
  const numbers = (permutation: readonly number[]): string =>
    permutation.map((tile) => tile + 1).join(' ');
  return html`<article class="sample">
    <div class="boards">
      ${board(shuffled, set, samples, t('Shuffled'))} ${board(back, set, samples, t('Put back'))}
    </div>
    <p class="answer">
      <span class="verdict ${isRight ? 'right' : 'wrong'}"
        >${isRight ? t('Right') : t('Wrong')}</span
      >
      ${t('sure to {0}', percent(answer.probability))}
    </p>
    <p class="detail">
      ${
        isRight
          ? t('Permutation {0}', numbers(truth))
          : t('Predicted {0}, true {1}', numbers(predicted), numbers(truth))
      }
    </p>
    <p class="detail path">${sample.path}</p>
  </article>`;
};

/** Nothing without a permutation set or without puzzles. */
export const puzzles = (
  samples: EpochSamples | null,
  set: PermutationSet | null,
  words: ReportWords,
): Html | null => {
  if (samples === null || set === null) return null;
  const fitting = samples.samples.filter(
    ({ task, fed }) => task === 'jigsaw' && fed.length === set.grid ** 2,
  );
  const shown = evenlyChosen(fitting, mostPuzzles).flatMap(
    (sample) => puzzle(sample, set, samples, words) ?? [],
  );
  const { t } = words;
  return shown.length === 0
    ? null
    : section(
        t('Puzzles after epoch {0}', samples.epoch),
        html`<div class="samples">${shown}</div>`,
      );
};
