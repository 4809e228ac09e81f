/** The tab that sets runs side by side: their curves, their figures and their settings. */
import { html, LitElement, type PropertyValues, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';

import type { Comparison } from '../../../src/protocol/comparison.js';
import type { LabRequests } from '../../../src/protocol/labProtocol.js';
import type { Client } from '../../../src/protocol/rpc.js';
import type { ListedGroup } from '../../../src/protocol/runListing.js';
import { Attempt } from '../../parts/attempt.js';
import { button, controlStyles } from '../../parts/controls.js';
import { emptyState } from '../../parts/emptyState.js';
import { errorState, errorText, loadingState, problemLine } from '../../parts/errorState.js';
import { icon } from '../../parts/icons.js';
import { baseStyles, sectionStyles } from '../../parts/styles.js';
import { dataTableStyles } from '../../parts/table/dataTable.js';
import { spoken, t } from '../../text.js';
import type { LabRun } from '../labStore.js';
import { chosenList } from './chosenList.js';
import { CompareCharts } from './compareCharts.js';
import { createCompareLoader, type CompareLoader } from './compareLoader.js';
import { compareStyles } from './compareStyles.js';
import { figuresTable } from './figuresTable.js';
import { measurementTables } from './measurementTables.js';
import { runPicker } from './runPicker.js';
import { chosenRuns, noSelection, withoutRun, withRun, type Selection } from './selection.js';
import { settingsTable } from './settingsTable.js';
import { runName, shownRuns, type ShownRun } from './shownRuns.js';

export class LabCompare extends LitElement {
  static override properties = {
    run: { attribute: false },
    host: { attribute: false },
    selection: { attribute: false },
    groups: { state: true },
    filter: { state: true },
    showsAll: { state: true },
    isPicking: { state: true },
  };
  static override styles = [
    baseStyles,
    controlStyles,
    sectionStyles,
    dataTableStyles,
    compareStyles,
  ];

  declare run: LabRun | null;
  declare host: Client<LabRequests> | null;
  declare selection: Selection;
  /** Takes what the user ticks; comes back as `selection`. */
  onSelect: (selection: Selection) => void = () => undefined;
  /** Null until they were listed. */
  declare private groups: readonly ListedGroup[] | null;
  declare private filter: string;
  declare private showsAll: boolean;
  /** Whether the list is open; it opens by itself while there is nothing to compare. */
  declare private isPicking: boolean;
  /** What was read last: the runs, and how far the one is that grows. */
  #readKey: string | null = null;
  #shown: readonly ShownRun[] = [];
  #shownOf: { readonly comparison: Comparison; readonly chosen: string } | null = null;
  readonly #attempt = new Attempt(this);
  readonly #loader: CompareLoader = createCompareLoader({
    read: async (runFolders) => {
      if (this.host === null) throw new Error('There is no host.');
      return this.host.call('compareRuns', { runFolders: [...runFolders] });
    },
    onChange: () => this.requestUpdate(),
    describeError: errorText,
  });

  constructor() {
    super();
    this.run = null;
    this.host = null;
    this.selection = noSelection;
    this.groups = null;
    this.filter = '';
    this.showsAll = false;
    this.isPicking = false;
  }

  get #shownFolder(): string | null {
    return this.run?.status.runFolder ?? null;
  }

  get #chosen(): readonly string[] {
    return chosenRuns(this.selection, this.#shownFolder);
  }

  override willUpdate(changed: PropertyValues): void {
    if (this.host === null) return;
    if (changed.has('host')) this.#list();
    if (this.#chosen.length < 2) this.isPicking = true;
    this.#readIfNew();
    this.#number();
  }

  /** Reads when other runs are chosen, and when the one that is shown has finished an epoch or ended. */
  #readIfNew(): void {
    const { run } = this;
    const chosen = this.#chosen;
    const folder = this.#shownFolder;
    const growth =
      run !== null && folder !== null && chosen.includes(folder)
        ? [run.epochs.length, run.status.live]
        : [];
    const key = JSON.stringify([chosen, growth]);
    if (key === this.#readKey) return;
    this.#readKey = key;
    this.#loader.read(chosen);
  }

  /** Keeps the numbered runs as one object for as long as they are the same: charts are drawn from it. */
  #number(): void {
    const { comparison } = this.#loader.state;
    const chosen = JSON.stringify(this.#chosen);
    if (comparison === null) {
      this.#shown = [];
      this.#shownOf = null;
    } else if (this.#shownOf?.comparison !== comparison || this.#shownOf.chosen !== chosen) {
      this.#shown = shownRuns(comparison, this.#chosen);
      this.#shownOf = { comparison, chosen };
    }
  }

  override render(): TemplateResult {
    const { isReading, problem, comparison } = this.#loader.state;
    return html`
      ${problemLine(this.#attempt.problem)}
      <section>
        <div class="heading">
          <h2>${t('Compared runs')}</h2>
          ${button({
            label: t('Read again'),
            icon: 'refresh',
            appearance: 'icon',
            onClick: () => this.#readAgain(),
          })}
          <span class="status muted" role="status"
            >${isReading && comparison !== null ? t('Reading the runs…') : null}</span
          >
        </div>
        ${chosenList(this.#chosen, this.#shownFolder, (runFolder) => this.#tick(runFolder, false))}
        ${this.#renderPicker()}
      </section>
      ${
        problem === null
          ? this.#renderResult(comparison)
          : errorState({ text: problem, onRetry: () => this.#readAgain() })
      }
    `;
  }

  #renderPicker(): TemplateResult {
    const { groups } = this;
    return html`<details
      ?open=${live(this.isPicking)}
      @toggle=${({ currentTarget }: Event) => {
        if (currentTarget instanceof HTMLDetailsElement) this.isPicking = currentTarget.open;
      }}
    >
      <summary>${t('Choose runs')}</summary>
      ${
        groups === null
          ? loadingState(t('Looking for runs…'))
          : runPicker({
              groups,
              chosen: this.#chosen,
              shown: this.#shownFolder,
              filter: this.filter,
              onFilter: (filter) => {
                this.filter = filter;
              },
              onTick: (runFolder, isTicked) => this.#tick(runFolder, isTicked),
              onOther: () => void this.#attempt.ask(async () => this.#chooseOther()),
            })
      }
    </details>`;
  }

  #renderResult(comparison: Comparison | null): TemplateResult {
    if (this.#chosen.length < 2) {
      return emptyState({
        icon: 'graphLine',
        text: t(
          'Runs are set side by side here: their curves, what they measured, and the settings in which they differ. Tick at least two runs above.',
        ),
      });
    }
    if (comparison === null) return loadingState(t('Reading the runs…'));
    const shown = this.#shown;
    return html`
      ${this.#renderRemarks(comparison)}
      <section>
        <compare-charts .runs=${shown}></compare-charts>
      </section>
      <section>${figuresTable(shown)}</section>
      ${measurementTables(comparison.measurements, shown)}
      ${settingsTable(shown, this.showsAll, (showsAll) => {
        this.showsAll = showsAll;
      })}
    `;
  }

  #renderRemarks({ unreadable, notes }: Comparison): TemplateResult | null {
    if (unreadable.length + notes.length === 0) return null;
    return html`<div class="remarks">
      ${unreadable.map(
        ({ runFolder, message }) =>
          html`<div class="remark" role="alert">
            <span class="warning">${icon('warning')}</span>
            <span class="path"
              >${t('{0} is not compared: {1}', runName(runFolder), spoken(message))}
              <button type="button" class="link" @click=${() => this.#tick(runFolder, false)}>
                ${t('Leave it out')}
              </button></span
            >
          </div>`,
      )}
      ${notes.map((note) => html`<div class="remark">${icon('info')}<span>${spoken(note)}</span></div>`)}
    </div>`;
  }

  #tick(runFolder: string, isTicked: boolean): void {
    const change = isTicked ? withRun : withoutRun;
    this.onSelect(change(this.selection, this.#shownFolder, runFolder));
  }

  #readAgain(): void {
    this.#list();
    this.#loader.read(this.#chosen);
  }

  #list(): void {
    const { host } = this;
    if (host === null) return;
    void this.#attempt.ask(async () => {
      this.groups = (await host.call('listRuns', {})).groups;
    });
  }

  async #chooseOther(): Promise<void> {
    if (this.host === null) return;
    const { runFolder } = await this.host.call('chooseRunFolder', {});
    if (runFolder === null) return;
    this.#tick(runFolder, true);
    this.groups = (await this.host.call('listRuns', {})).groups;
  }
}

/** Makes the Compare tab known to the page; called once, after the charts that it draws. */
export const defineCompare = (): void => {
  customElements.define('compare-charts', CompareCharts);
  customElements.define('lab-compare', LabCompare);
};
