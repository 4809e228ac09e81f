/**
 * The tab that tells what a run is worth: how well its frozen features tell labelled images apart, by
 * which shortcuts it solves puzzles, and what a classifier on its features makes of a folder.
 */
import { html, LitElement, type TemplateResult } from 'lit';

import type { AnalysisState } from '../../../src/protocol/analysis.js';
import type { EvaluationResult } from '../../../src/protocol/evaluation.js';
import type { LabRequests } from '../../../src/protocol/labProtocol.js';
import type { Client } from '../../../src/protocol/rpc.js';
import { Attempt } from '../../parts/attempt.js';
import { controlStyles, select } from '../../parts/controls.js';
import { emptyState } from '../../parts/emptyState.js';
import { problemLine } from '../../parts/errorState.js';
import { readRunState, writeRunState } from '../../parts/pageState.js';
import { baseStyles, sectionStyles } from '../../parts/styles.js';
import { dataTableStyles } from '../../parts/table/dataTable.js';
import { t } from '../../text.js';
import { LabelFolder } from '../classify/labelFolder.js';
import { ShortcutAudit } from '../audit/shortcutAudit.js';
import { AnalysisLink } from '../analyses/analysisLink.js';
import { analysisStatus, analysisStatusStyles } from '../analyses/analysisStatus.js';
import { pathFieldStyles } from '../analyses/pathField.js';
import type { LabRun } from '../labStore.js';
import { runKeyOf } from '../samples/samplesController.js';
import { evaluationView } from './evaluationView.js';
import { allEvaluations, evaluationName, keyOf } from './keptEvaluations.js';
import { probeFields } from './probeFields.js';
import {
  noProbeChoices,
  probeChoicesSchema,
  readForm,
  takeFolder,
  type ProbeChoices,
} from './probeForm.js';
import { probeStyles } from './probeStyles.js';

const choicesKey = 'probe';

export class LabProbe extends LitElement {
  static override properties = {
    run: { attribute: false },
    host: { attribute: false },
    analyses: { attribute: false },
    choices: { state: true },
    kept: { state: true },
    chosen: { state: true },
  };
  static override styles = [
    ...[baseStyles, controlStyles, sectionStyles, analysisStatusStyles],
    ...[pathFieldStyles, dataTableStyles, probeStyles],
  ];

  declare run: LabRun | null;
  declare host: Client<LabRequests> | null;
  declare analyses: readonly AnalysisState[];
  declare private choices: ProbeChoices;
  /** The evaluations that are kept with the run; null until they were read. */
  declare private kept: readonly EvaluationResult[] | null;
  /** Which one is shown; null for the newest. */
  declare private chosen: string | null;
  readonly #link = new AnalysisLink(this, 'evaluate');
  readonly #choosing = new Attempt(this);
  readonly #reading = new Attempt(this);
  #key: string | null = null;
  /** The outcome that was shown last: a new one is shown, whatever was chosen before. */
  #shownOutcome: EvaluationResult | null = null;

  constructor() {
    super();
    this.run = null;
    this.host = null;
    this.analyses = [];
    this.choices = noProbeChoices;
    this.kept = null;
    this.chosen = null;
  }

  override willUpdate(): void {
    const { run, host } = this;
    if (run === null || host === null) return;
    const key = runKeyOf(run.status);
    if (key !== this.#key) {
      this.#key = key;
      this.choices = readRunState(choicesKey, key, probeChoicesSchema, noProbeChoices);
      this.kept = null;
      this.chosen = null;
      if (run.status.runFolder !== null) void this.#readKept(key, host);
    }
    const { state, outcome } = this.#link;
    if (state !== null) this.#take(takeFolder(this.choices, state));
    const result = outcome?.result ?? null;
    if (result !== this.#shownOutcome) {
      this.#shownOutcome = result;
      this.chosen = null;
    }
  }

  override render(): TemplateResult {
    const { run, host, analyses } = this;
    if (run === null || host === null) return html``;
    if (run.status.checkpoints.length === 0) {
      return emptyState({
        icon: 'beaker',
        text: t('What this run is worth can be measured as soon as it has a checkpoint.'),
      });
    }
    const link = this.#link;
    const { request, errors } = readForm(this.choices);
    const all = allEvaluations(this.kept ?? [], link.outcome?.result ?? null);
    return html`
      ${all.length === 0 ? introduction() : null}
      ${probeFields({
        ...{ choices: this.choices, errors, isUnderWay: link.isUnderWay },
        canStart: request !== null,
        trainedMs: run.epochs.at(-1)?.elapsedMs ?? null,
        onChange: (changed) => this.#take({ ...this.choices, ...changed }),
        onChoose: (name, question) =>
          void this.#choosing.ask(async () => {
            const { path } = await host.call('choosePath', question);
            if (path !== null) this.#take({ ...this.choices, [name]: path });
          }),
        onStart: () => {
          if (request !== null) void link.start(request);
        },
      })}
      ${problemLine(this.#choosing.problem)}
      ${analysisStatus(link.state, link.problem, () => void link.stop())}
      ${problemLine(this.#reading.problem, () => {
        if (this.#key !== null) void this.#readKept(this.#key, host);
      })}
      ${this.#renderShown(all, run.status.title)}
      ${
        run.status.config.task === 'rotation'
          ? null
          : html`<lab-audit .run=${run} .host=${host} .analyses=${analyses}></lab-audit>`
      }
      <lab-label-folder
        .run=${run}
        .host=${host}
        .analyses=${analyses}
        .labelled=${all.at(0)?.dataset ?? null}
      ></lab-label-folder>
    `;
  }

  #renderShown(all: readonly EvaluationResult[], title: string): TemplateResult | null {
    const shown = all.find((one) => keyOf(one) === this.chosen) ?? all.at(0);
    if (shown === undefined) return null;
    return html`
      <div class="shown">
        <h2>${t('Evaluation on {0}', shown.dataset.trainFolder)}</h2>
        ${
          all.length === 1
            ? html`<span class="muted">${evaluationName(shown)}</span>`
            : select({
                label: t('Evaluations of this run'),
                value: keyOf(shown),
                options: all.map((one) => ({ value: keyOf(one), label: evaluationName(one) })),
                onChange: (key) => {
                  this.chosen = key;
                },
              })
        }
      </div>
      ${evaluationView(shown, title)}
    `;
  }

  #take(choices: ProbeChoices): void {
    if (choices === this.choices) return;
    this.choices = choices;
    if (this.#key !== null) writeRunState(choicesKey, this.#key, choices);
  }

  async #readKept(key: string, host: Client<LabRequests>): Promise<void> {
    await this.#reading.ask(async () => {
      const { evaluations } = await host.call('readEvaluations', {});
      if (key === this.#key) this.kept = evaluations;
    });
  }
}

const introduction = (): TemplateResult =>
  html`<p class="intro muted">
    ${t(
      'Measures how well the frozen features of this run tell labelled images apart, beside the same network with random weights. Choose a folder whose subfolders are classes, or one with a CSV file of labels.',
    )}
  </p>`;

/** Makes the tab's elements known to the page; called once. */
export const defineProbe = (): void => {
  customElements.define('lab-audit', ShortcutAudit);
  customElements.define('lab-label-folder', LabelFolder);
  customElements.define('lab-probe', LabProbe);
};
