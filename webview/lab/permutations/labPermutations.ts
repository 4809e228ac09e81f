/** The tab of the permutation set: list, distances, and two of them compared on a picture. */
import { html, LitElement, type TemplateResult } from 'lit';
import * as z from 'zod';

import type { LabRequests } from '../../../src/protocol/labProtocol.js';
import type { PermutationSet } from '../../../src/protocol/run.js';
import type { Client } from '../../../src/protocol/rpc.js';
import { Attempt } from '../../parts/attempt.js';
import { controlStyles } from '../../parts/controls.js';
import { emptyState } from '../../parts/emptyState.js';
import { errorState, errorText, loadingState, problemLine } from '../../parts/errorState.js';
import { figureMenu } from '../../parts/figure/figureItems.js';
import { formatCount, formatSignificant } from '../../parts/format.js';
import { readRunState, writeRunState } from '../../parts/pageState.js';
import { baseStyles, sectionStyles } from '../../parts/styles.js';
import { dataTableStyles } from '../../parts/table/dataTable.js';
import { tableMenu } from '../../parts/table/tableItems.js';
import { onThemeChange, readChartColours } from '../../parts/theme.js';
import { t } from '../../text.js';
import { ExamplePictures } from '../images/examplePictures.js';
import { picturePicker, picturePickerStyles } from '../images/picturePicker.js';
import type { LabRun } from '../labStore.js';
import { methodName } from '../run/configWords.js';
import { runKeyOf } from '../samples/samplesController.js';
import { distanceColours, parseColour, type Rgb } from './colourScale.js';
import { comparison, comparisonStyles } from './comparison.js';
import { mostCompared, nearestPair, type DistanceTable } from './distances.js';
import { PairChosenEvent, PermutationHeatMap } from './heatMap.js';
import { dataUrlOf, heatMapPicture } from './heatMapPicture.js';
import type { Pair } from './heatMapPlace.js';
import { histogram, histogramStyles } from './histogram.js';
import { numberBoardStyles } from './numberBoard.js';
import { heatMapFigure, mostCells } from './permutationFigures.js';
import { permutationStyles } from './permutationStyles.js';
import { PermutationList } from './permutationList.js';
import { permutationTable } from './permutationTables.js';
import { createSetLoader, type SetLoader } from './setLoader.js';

const index = z.number().int().min(0);
const pairSchema = z.object({ first: index, second: index });
const pairKey = 'permutationPair';

export class LabPermutations extends LitElement {
  static override properties = {
    run: { attribute: false },
    host: { attribute: false },
    pair: { state: true },
    typed: { state: true },
  };
  static override styles = [
    baseStyles,
    sectionStyles,
    controlStyles,
    numberBoardStyles,
    comparisonStyles,
    dataTableStyles,
    histogramStyles,
    picturePickerStyles,
    permutationStyles,
  ];

  declare run: LabRun | null;
  declare host: Client<LabRequests> | null;
  /** Null until the user chose one: then the nearest pair is shown. */
  declare private pair: Pair | null;
  /** What is typed into the fields while it names no permutation. */
  declare private typed: readonly [string | null, string | null];
  #sets: SetLoader | null = null;
  /** Names the run that is shown. */
  #key: string | null = null;
  #endTheme: (() => void) | null = null;
  #colours: { table: DistanceTable; colours: readonly Rgb[] } | null = null;
  readonly #pictures = new ExamplePictures(this, () =>
    this.run === null || this.host === null || this.run.status.runFolder === null
      ? null
      : { status: this.run.status, host: this.host },
  );
  readonly #attempt = new Attempt(this);

  constructor() {
    super();
    this.run = null;
    this.host = null;
    this.pair = null;
    this.typed = [null, null];
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#endTheme = onThemeChange(() => {
      this.#colours = null;
      this.requestUpdate();
    });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#endTheme?.();
  }

  override willUpdate(): void {
    const { run, host } = this;
    if (run === null || host === null || run.status.runFolder === null) return;
    this.#sets ??= createSetLoader({
      read: () => host.call('readPermutations', {}),
      onChange: () => this.requestUpdate(),
      describeError: errorText,
    });
    const key = runKeyOf(run.status);
    if (key === this.#key) return;
    this.#key = key;
    this.pair = readRunState(pairKey, key, pairSchema.nullable(), null);
    this.typed = [null, null];
    this.#sets.open(key);
  }

  override render(): TemplateResult {
    const { run, host } = this;
    if (run === null || host === null) return html``;
    return html`${problemLine(this.#attempt.problem)} ${this.#renderRun(run, host)}`;
  }

  #renderRun(run: LabRun, host: Client<LabRequests>): TemplateResult {
    if (run.status.config.task === 'rotation') {
      return emptyState({
        icon: 'table',
        text: t('This run has no permutation set: it learns from rotations alone.'),
        steps: [
          {
            label: t('Start a jigsaw run'),
            onClick: () => void this.#attempt.ask(() => host.call('showTraining', {})),
          },
        ],
      });
    }
    const state = this.#sets?.state;
    if (run.status.runFolder === null || state === undefined) {
      return emptyState({
        icon: 'table',
        text: t('The permutation set appears here as soon as the run has its folder.'),
      });
    }
    switch (state.kind) {
      case 'loading':
        return loadingState(t('Reading the permutation set…'));
      case 'failed':
        return errorState({ text: state.text, onRetry: () => this.#sets?.retry() });
      case 'none':
        return emptyState({
          icon: 'table',
          text: t('This run has no permutation set yet.'),
        });
      case 'there':
        return this.#renderSet(run, state.set, state.table);
    }
  }

  #renderSet({ status }: LabRun, set: PermutationSet, table: DistanceTable): TemplateResult {
    const { title } = status;
    const pair = this.#pairWithin(set.permutations.length, table);
    const colours = this.#coloursOf(set, table);
    return html`
      <div @pair-chosen=${(event: Event) => this.#choose(event)}>
        ${this.#renderFigures(set)}
        <div class="columns">
          <section aria-labelledby="distances">
            <div class="table-bar">
              <h2 id="distances">${t('Hamming distances of all pairs')}</h2>
              ${figureMenu(t('Hamming distances of all pairs'), async (look) => {
                const picture =
                  table.members ** 2 > mostCells ? heatMapPicture(table, colours) : null;
                const url = picture === null ? null : await dataUrlOf(picture);
                return heatMapFigure(table, colours, url, title, look);
              })}
            </div>
            ${
              set.permutations.length > mostCompared
                ? html`<p class="muted">
                    ${t(
                      'The first {0} of {1} permutations are compared.',
                      formatCount(mostCompared),
                      formatCount(set.permutations.length),
                    )}
                  </p>`
                : null
            }
            <permutation-heat-map
              .table=${table}
              .colours=${colours}
              .chosen=${pair.first < table.members && pair.second < table.members ? pair : null}
            ></permutation-heat-map>
            ${histogram(table, colours, title)}
          </section>
          <section aria-labelledby="list">
            <div class="table-bar">
              <h2 id="list">${t('Permutations')}</h2>
              ${tableMenu(permutationTable(set.permutations, pair.first))}
            </div>
            <permutation-list
              .permutations=${set.permutations}
              .grid=${set.grid}
              .pair=${pair}
            ></permutation-list>
          </section>
        </div>
        <section aria-labelledby="compare">
          <h2 id="compare">${t('Two permutations compared')}</h2>
          ${picturePicker(this.#pictures)}
          ${comparison({
            grid: set.grid,
            permutations: set.permutations,
            pair,
            texts: [this.typed[0] ?? String(pair.first), this.typed[1] ?? String(pair.second)],
            errors: [
              this.#errorOf(this.typed[0], set.permutations.length),
              this.#errorOf(this.typed[1], set.permutations.length),
            ],
            url: this.#pictures.chosenUrl,
            onType: (place, text) => this.#type(place, text, set.permutations.length, pair),
          })}
        </section>
      </div>
    `;
  }

  #renderFigures({
    permutations,
    minHamming,
    meanHamming,
    grid,
    method,
  }: PermutationSet): TemplateResult {
    const figure = (label: string, value: string): TemplateResult =>
      html`<div>
        <dt>${label}</dt>
        <dd>${value}</dd>
      </div>`;
    return html`<dl class="figures">
      ${figure(t('Permutations'), formatCount(permutations.length))}
      ${figure(t('Grid'), `${grid}×${grid}`)} ${figure(t('Chosen by'), methodName(method))}
      ${figure(t('Minimum distance'), String(minHamming))}
      ${figure(t('Mean distance'), formatSignificant(meanHamming))}
    </dl>`;
  }

  #coloursOf(set: PermutationSet, table: DistanceTable): readonly Rgb[] {
    if (this.#colours?.table !== table) {
      const { background, blue, foreground } = readChartColours();
      const colours = distanceColours(set.grid ** 2, table, {
        background: parseColour(background) ?? [255, 255, 255],
        accent: parseColour(blue) ?? [55, 148, 255],
        foreground: parseColour(foreground) ?? [128, 128, 128],
      });
      this.#colours = { table, colours };
    }
    return this.#colours.colours;
  }

  /** The pair that is kept may be of a larger set. */
  #pairWithin(members: number, table: DistanceTable): Pair {
    if (this.pair === null) {
      const [first, second] = nearestPair(table);
      return { first, second };
    }
    const within = (value: number): number => Math.min(value, Math.max(0, members - 1));
    return { first: within(this.pair.first), second: within(this.pair.second) };
  }

  #choose(event: Event): void {
    if (!(event instanceof PairChosenEvent)) return;
    this.#setPair(event.pair);
    this.typed = [null, null];
  }

  #setPair(pair: Pair): void {
    this.pair = pair;
    if (this.#key !== null) writeRunState(pairKey, this.#key, pair);
  }

  #errorOf(text: string | null, members: number): string | undefined {
    return text === null
      ? undefined
      : t('Write a whole number from {0} to {1}.', 0, formatCount(members - 1));
  }

  #type(place: 0 | 1, text: string, members: number, { first, second }: Pair): void {
    const value = /^\d+$/.test(text.trim()) ? Number(text.trim()) : members;
    const isRight = value < members;
    const kept = isRight ? null : text;
    this.typed = place === 0 ? [kept, this.typed[1]] : [this.typed[0], kept];
    if (!isRight) return;
    this.#setPair(place === 0 ? { first: value, second } : { first, second: value });
  }
}

/** Makes the tab's elements known to the page; called once. */
export const definePermutations = (): void => {
  customElements.define('permutation-heat-map', PermutationHeatMap);
  customElements.define('permutation-list', PermutationList);
  customElements.define('lab-permutations', LabPermutations);
};
