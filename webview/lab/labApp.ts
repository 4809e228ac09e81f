/** The Lab: header, tab bar, and the tab that is shown. */
import { css, html, LitElement, type PropertyValues, type TemplateResult } from 'lit';

import type { AnalysisState } from '../../src/protocol/analysis.js';
import {
  labTabSchema,
  type LabEvent,
  type LabRequests,
  type LabTab,
} from '../../src/protocol/labProtocol.js';
import type { Client, Result } from '../../src/protocol/rpc.js';
import { emptyState, type NextStep } from '../parts/emptyState.js';
import { Attempt } from '../parts/attempt.js';
import { controlStyles } from '../parts/controls.js';
import { errorState, problemLine } from '../parts/errorState.js';
import { FigureView } from '../parts/figure/figureView.js';
import { answerOutput, OutputEvent } from '../parts/output/outputEvent.js';
import { OverflowMenu } from '../parts/output/overflowMenu.js';
import { readState, writeState } from '../parts/pageState.js';
import { DataTable } from '../parts/table/dataTable.js';
import { baseStyles } from '../parts/styles.js';
import { t } from '../text.js';
import { selectionSchema, noSelection, type Selection } from './compare/selection.js';
import { defineTabs } from './defineTabs.js';
import { defineHeader } from './labHeader.js';
import { initialLabState, reduceLab, type LabRun, type LabState } from './labStore.js';
import { tabBarStyles, tabBar, tabId, tabPanelId } from './tabBar.js';

type LabHost = Client<LabRequests>;
/** What the host answers to `ready`, as far as the Lab itself needs it. */
type LabStart = Pick<Result<LabRequests, 'ready'>, 'snapshot' | 'analyses' | 'tab' | 'compare'>;

export class LabApp extends LitElement {
  static override properties = {
    host: { attribute: false },
    state: { state: true },
  };
  static override styles = [
    baseStyles,
    controlStyles,
    tabBarStyles,
    css`
      :host {
        display: flex;
        flex-direction: column;
        min-height: 100vh;
      }
      .top {
        position: sticky;
        top: 0;
        z-index: 2;
        background: var(--vscode-editor-background);
      }
      main {
        flex: 1;
        padding: 16px;
        min-width: 0;
      }
      .problem {
        justify-content: center;
      }
    `,
  ];

  declare host: LabHost | null;
  declare private state: LabState;
  /** True while a snapshot is on its way. */
  #isCatchingUp = false;
  readonly #attempt = new Attempt(this);

  constructor() {
    super();
    this.host = null;
    this.state = initialLabState(
      readState('tab', labTabSchema, 'curves'),
      readState('selection', selectionSchema, noSelection),
    );
    this.addEventListener(OutputEvent.type, (event) => {
      if (this.host !== null) answerOutput(event, this.host);
    });
  }

  /** Shows what the host answered to `ready`. */
  start({ snapshot, analyses, tab, compare }: LabStart): void {
    this.receive(snapshot);
    this.receive({ kind: 'analyses', analyses });
    if (tab !== null) this.receive({ kind: 'showTab', tab });
    if (compare !== null) this.receive({ kind: 'compare', runFolders: compare });
  }

  /** Takes what the host tells. */
  receive(event: LabEvent): void {
    this.state = reduceLab(this.state, event);
    if (this.state.isBehind) void this.#catchUp();
  }

  override willUpdate(changed: PropertyValues): void {
    if (!changed.has('state')) return;
    writeState('tab', this.state.tab);
    writeState('selection', this.state.selection);
  }

  override render(): TemplateResult {
    const { host } = this;
    const { run, tab, analyses } = this.state;
    if (host === null) return html``;
    return html`
      <div class="top">
        <lab-header .run=${run} .host=${host}></lab-header>
        ${
          run === null
            ? null
            : tabBar(tab, (chosen) => this.receive({ kind: 'showTab', tab: chosen }))
        }
      </div>
      <main>
        ${
          run === null
            ? this.#renderNothing(host)
            : html`<div role="tabpanel" id=${tabPanelId} aria-labelledby=${tabId(tab)}>
                ${
                  tab === 'compare'
                    ? this.#renderComparison(run, host)
                    : renderTab(tab, run, host, analyses)
                }
              </div>`
        }
      </main>
    `;
  }

  #renderNothing(host: LabHost): TemplateResult {
    const { problem } = this.state;
    const start: NextStep = {
      label: t('Start a run'),
      onClick: () => void this.#attempt.ask(() => host.call('showTraining', {})),
    };
    const choose: NextStep = {
      label: t('Choose a run…'),
      onClick: () => void this.#attempt.ask(() => host.call('chooseRun', {})),
    };
    return html`
      ${
        problem === null
          ? emptyState({
              icon: 'beaker',
              text: t('No run is shown. Start one, or open an earlier one to look at it again.'),
              steps: [start, choose],
            })
          : errorState({
              text: problem,
              onRetry: () => void this.#attempt.ask(() => host.call('retry', {})),
              steps: [choose],
            })
      }
      ${problemLine(this.#attempt.problem)}
    `;
  }

  #renderComparison(run: LabRun, host: LabHost): TemplateResult {
    return html`<lab-compare
      .run=${run}
      .host=${host}
      .selection=${this.state.selection}
      .onSelect=${(selection: Selection) => {
        this.state = { ...this.state, selection };
      }}
    ></lab-compare>`;
  }

  async #catchUp(): Promise<void> {
    if (this.host === null || this.#isCatchingUp) return;
    this.#isCatchingUp = true;
    try {
      this.receive(await this.host.call('snapshot', {}));
    } catch {
      // The next delta does not fit either and asks again.
    } finally {
      this.#isCatchingUp = false;
    }
  }
}

const renderTab = (
  tab: Exclude<LabTab, 'compare'>,
  run: LabRun,
  host: LabHost,
  analyses: readonly AnalysisState[],
): TemplateResult => {
  switch (tab) {
    case 'curves':
      return html`<lab-curves .run=${run} .host=${host}></lab-curves>`;
    case 'puzzles':
      return html`<lab-puzzles .run=${run} .host=${host}></lab-puzzles>`;
    case 'rotations':
      return html`<lab-rotations .run=${run} .host=${host}></lab-rotations>`;
    case 'permutations':
      return html`<lab-permutations .run=${run} .host=${host}></lab-permutations>`;
    case 'images':
      return html`<lab-images .run=${run} .host=${host}></lab-images>`;
    case 'probe':
      return html`<lab-probe .run=${run} .host=${host} .analyses=${analyses}></lab-probe>`;
    case 'anomalies':
      return html`<lab-anomalies .run=${run} .host=${host} .analyses=${analyses}></lab-anomalies>`;
    case 'search':
      return html`<lab-search .run=${run} .host=${host} .analyses=${analyses}></lab-search>`;
    case 'export':
      return html`<lab-export .run=${run} .host=${host} .analyses=${analyses}></lab-export>`;
    case 'map':
      return html`<lab-map .run=${run} .host=${host} .analyses=${analyses}></lab-map>`;
    case 'filters':
      return html`<lab-filters .run=${run} .host=${host} .analyses=${analyses}></lab-filters>`;
    case 'run':
      return html`<lab-run .run=${run} .host=${host}></lab-run>`;
  }
};

/** Makes the Lab's elements known to the page; called once. */
export const defineLabElements = (): void => {
  customElements.define('lab-app', LabApp);
  customElements.define('overflow-menu', OverflowMenu);
  customElements.define('data-table', DataTable);
  customElements.define('figure-view', FigureView);
  defineHeader();
  defineTabs();
};
