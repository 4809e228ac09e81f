/** The tab of the jigsaw: how validation puzzles were put back together, epoch by epoch. */
import { html, LitElement, type TemplateResult } from 'lit';
import * as z from 'zod';

import type { LabRequests } from '../../../src/protocol/labProtocol.js';
import type { Client } from '../../../src/protocol/rpc.js';
import { Attempt } from '../../parts/attempt.js';
import { controlStyles } from '../../parts/controls.js';
import { emptyState, type NextStep } from '../../parts/emptyState.js';
import { errorState, loadingState, problemLine } from '../../parts/errorState.js';
import { readState, writeState } from '../../parts/pageState.js';
import { baseStyles } from '../../parts/styles.js';
import { t } from '../../text.js';
import type { LabRun } from '../labStore.js';
import { badgeStyles } from '../samples/badges.js';
import { epochSlider, epochSliderStyles } from '../samples/epochSlider.js';
import { runKeyOf, SamplesController } from '../samples/samplesController.js';
import { samplesLayoutStyles } from '../samples/samplesLayout.js';
import { noSamplesState, notLoadedState } from '../samples/samplesStates.js';
import { candidateStyles } from './candidateList.js';
import { boardStyles } from './puzzleBoard.js';
import { pickerStyles, puzzlePicker } from './puzzlePicker.js';
import { puzzleStage, stageStyles } from './puzzleStage.js';
import { puzzleSummary } from './puzzleSummary.js';
import { PuzzleSources } from './puzzleSources.js';
import { readPuzzles, type Puzzle } from './readPuzzles.js';

const stateKey = 'puzzles';
const stateSchema = z.object({
  run: z.string(),
  /** Place of the chosen puzzle among the run's. */
  chosen: z.number().int().min(0),
  /** The permutation of an epoch by which it is put back together; null for the prediction. */
  candidate: z.object({ epoch: z.number().int(), label: z.number().int() }).nullable(),
  isNumbered: z.boolean(),
});
type PuzzlesState = z.infer<typeof stateSchema>;

const nothingChosen = { chosen: 0, candidate: null };

export class LabPuzzles extends LitElement {
  static override properties = {
    run: { attribute: false },
    host: { attribute: false },
    state: { state: true },
    pointed: { state: true },
  };
  static override styles = [
    baseStyles,
    controlStyles,
    badgeStyles,
    epochSliderStyles,
    samplesLayoutStyles,
    boardStyles,
    candidateStyles,
    pickerStyles,
    stageStyles,
  ];

  declare run: LabRun | null;
  declare host: Client<LabRequests> | null;
  declare private state: PuzzlesState;
  /** The tile under the pointer, shown on all boards. */
  declare private pointed: number | null;

  readonly #samples = new SamplesController(this, () => this.#source());
  readonly #sources = new PuzzleSources(this, () => this.#source());
  readonly #attempt = new Attempt(this);

  constructor() {
    super();
    this.run = null;
    this.host = null;
    this.state = readState(stateKey, stateSchema, {
      ...nothingChosen,
      run: '',
      isNumbered: false,
    });
    this.pointed = null;
  }

  override render(): TemplateResult {
    const { run } = this;
    if (run === null) return html``;
    return html`${problemLine(this.#attempt.problem)} ${this.#renderRun(run)}`;
  }

  #renderRun(run: LabRun): TemplateResult {
    const startJigsaw: NextStep = {
      label: t('Start a jigsaw run'),
      onClick: () => this.#ask((host) => host.call('showTraining', {})),
    };
    if (run.status.config.task === 'rotation') {
      return emptyState({
        text: t('This run has no puzzles: it learns from rotations alone.'),
        icon: 'table',
        steps: [startJigsaw],
      });
    }
    const nothing = noSamplesState(run.status, startJigsaw);
    if (nothing !== null) return nothing;
    const puzzles = this.#puzzles();
    return html`
      <div class="top">
        ${puzzles === null ? null : puzzleSummary(puzzles, this.#samples.state.shown?.epoch ?? 0)}
        ${epochSlider({
          samples: this.#samples,
          metrics: run.epochs,
          task: 'jigsaw',
          isLive: run.status.live,
        })}
      </div>
      ${this.#renderStates() ?? this.#renderPuzzles(run, puzzles ?? [])}
    `;
  }

  #source(): { status: LabRun['status']; host: Client<LabRequests> } | null {
    const { run, host } = this;
    if (run === null || host === null || run.status.config.task === 'rotation') return null;
    return { status: run.status, host };
  }

  #puzzles(): Puzzle[] | null {
    const { shown } = this.#samples.state;
    const { permutationSet } = this.#sources;
    return shown === null || permutationSet === null
      ? null
      : readPuzzles(shown.samples, permutationSet);
  }

  /** What stands in for the puzzles while something of them is missing. */
  #renderStates(): TemplateResult | null {
    const { permutationSet, problem } = this.#sources;
    if (problem !== null) {
      return errorState({ text: problem, onRetry: () => this.#sources.retry() });
    }
    const notLoaded = notLoadedState(this.#samples);
    if (notLoaded !== null) return notLoaded;
    return permutationSet === null ? loadingState(t('Reading samples…')) : null;
  }

  #renderPuzzles(run: LabRun, puzzles: readonly Puzzle[]): TemplateResult {
    const { config } = run.status;
    const kept = this.#chosen(run);
    const chosen = Math.min(kept.chosen, puzzles.length - 1);
    const puzzle = puzzles[chosen];
    if (puzzle === undefined) {
      return emptyState({ text: t('No puzzles were kept of this epoch.'), icon: 'table' });
    }
    const { grid } = config.jigsaw;
    const epoch = this.#samples.state.shown?.epoch ?? 0;
    const urlOf = (name: string | null): string | null => this.#samples.urlOf(name);
    return html`<div class="layout">
      ${puzzleStage({
        puzzle,
        config,
        urlOf,
        photo: this.#sources.photoOf(puzzle.path),
        onRetryPhoto: () => this.#sources.retryPhoto(puzzle.path),
        onOpenImage: () =>
          this.#ask((host) => host.call('openImage', { folder: null, path: puzzle.path })),
        candidate: kept.candidate?.epoch === epoch ? kept.candidate.label : null,
        onCandidate: (label) => this.#keep(run, { candidate: { epoch, label } }),
        isNumbered: this.state.isNumbered,
        onNumber: (isNumbered) => this.#keep(run, { isNumbered }),
        pointer: { pointed: this.pointed, onPoint: (tile) => (this.pointed = tile) },
      })}
      ${puzzlePicker({
        puzzles,
        grid,
        chosen,
        urlOf,
        onChoose: (place) => this.#keep(run, { chosen: place, candidate: null }),
      })}
    </div>`;
  }

  /** What was chosen of this run. */
  #chosen({ status }: LabRun): Pick<PuzzlesState, 'chosen' | 'candidate'> {
    const { run, chosen, candidate } = this.state;
    return run === runKeyOf(status) ? { chosen, candidate } : nothingChosen;
  }

  #keep(run: LabRun, changed: Partial<PuzzlesState>): void {
    const key = runKeyOf(run.status);
    this.state = { ...this.state, ...this.#chosen(run), ...changed, run: key };
    writeState(stateKey, this.state);
  }

  #ask(request: (host: Client<LabRequests>) => Promise<unknown>): void {
    const { host } = this;
    if (host !== null) void this.#attempt.ask(() => request(host));
  }
}

/** Makes the tab's element known to the page; called once. */
export const definePuzzles = (): void => {
  customElements.define('lab-puzzles', LabPuzzles);
};
