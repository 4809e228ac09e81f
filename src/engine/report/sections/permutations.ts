/** The permutation set of a jigsaw in short. */
import type { PermutationSet } from '../../../protocol/run.js';
import { html, type Html } from '../html.js';
import type { ReportWords } from '../reportWords.js';
import { facts, section } from './section.js';

const shown = 8;

const order = (permutation: readonly number[], grid: number): Html =>
  html`<div class="order grid${grid}">
    ${permutation.map((tile) => html`<span>${tile + 1}</span>`)}
  </div>`;

/** Nothing without a set. */
export const permutations = (set: PermutationSet | null, words: ReportWords): Html | null => {
  if (set === null) return null;
  const { t, count, percent } = words;
  const tiles = set.grid ** 2;
  return section(
    t('Permutation set'),
    facts([
      [t('Permutations'), count(set.count)],
      [t('Chosen by'), set.method],
      [t('Grid'), `${set.grid} × ${set.grid}`],
      [t('Smallest Hamming distance'), t('{0} of {1} tiles', set.minHamming, tiles)],
      [t('Mean Hamming distance'), set.meanHamming.toFixed(3)],
      [t('Chance'), percent(1 / set.count)],
    ]),
    html`<div class="orders">
      ${set.permutations.slice(0, shown).map((permutation) => order(permutation, set.grid))}
    </div>`,
    html`<p class="detail">
      ${t('The first {0}: the number of the tile at each place.', Math.min(shown, set.count))}
    </p>`,
  );
};
