/** The Run tab: where the run stands, what can be done, and everything that it was made with. */
import { css, html, LitElement, type TemplateResult } from 'lit';
import { guard } from 'lit/directives/guard.js';

import type { LabRequests } from '../../../src/protocol/labProtocol.js';
import type { RunStatus } from '../../../src/protocol/runStatus.js';
import type { Client } from '../../../src/protocol/rpc.js';
import { Attempt } from '../../parts/attempt.js';
import { button, controlStyles } from '../../parts/controls.js';
import { problemLine } from '../../parts/errorState.js';
import { formatDateTime } from '../../parts/format.js';
import { icon } from '../../parts/icons.js';
import { phaseName } from '../../parts/runWords.js';
import { baseStyles } from '../../parts/styles.js';
import { dataTableStyles } from '../../parts/table/dataTable.js';
import { tableMenu } from '../../parts/table/tableItems.js';
import { spoken, t } from '../../text.js';
import type { LabRun } from '../labStore.js';
import { steerChoices } from '../runSummary.js';
import type { Group } from './group.js';
import { configGroups, standGroup } from './runGroups.js';
import { checkpointTable, runTable } from './runTables.js';

export class LabRunTab extends LitElement {
  static override properties = {
    run: { attribute: false },
    host: { attribute: false },
  };
  static override styles = [
    baseStyles,
    controlStyles,
    dataTableStyles,
    css`
      .notice {
        display: flex;
        gap: 8px;
        margin-bottom: 12px;
        padding: 8px 12px;
        border: 1px solid var(--vscode-inputValidation-infoBorder, var(--line));
        border-radius: 4px;
        overflow-wrap: anywhere;
      }
      .notice .icon {
        margin-top: 1px;
      }
      .notice-error {
        border-color: var(--vscode-inputValidation-errorBorder, var(--vscode-errorForeground));
      }
      .notice-error .icon {
        color: var(--vscode-errorForeground);
      }
      .notice-warning {
        border-color: var(--vscode-inputValidation-warningBorder, var(--line));
      }
      .notice-warning .icon {
        color: var(--vscode-editorWarning-foreground, inherit);
      }
      .actions {
        margin-bottom: 16px;
      }
      .actions > overflow-menu {
        margin-inline-start: auto;
      }
      .groups {
        columns: 340px;
        column-gap: 12px;
      }
      .group {
        break-inside: avoid;
        margin-bottom: 12px;
      }
      .group h2 {
        margin-bottom: 6px;
      }
      dl {
        display: grid;
        grid-template-columns: minmax(9em, 40%) 1fr;
        gap: 3px 12px;
        margin: 0;
      }
      dt {
        color: var(--vscode-descriptionForeground);
      }
      dd {
        margin: 0;
        font-variant-numeric: tabular-nums;
        overflow-wrap: break-word;
        min-width: 0;
      }
      dd.path {
        overflow-wrap: anywhere;
      }
      .group th:first-child,
      .group td:first-child {
        padding-inline-start: 0;
      }
    `,
  ];

  declare run: LabRun | null;
  declare host: Client<LabRequests> | null;
  readonly #attempt = new Attempt(this);

  constructor() {
    super();
    this.run = null;
    this.host = null;
  }

  override render(): TemplateResult {
    const { run } = this;
    if (run === null) return html``;
    const { status } = run;
    const { problem } = this.#attempt;
    return html`
      ${problem === null ? null : notice('error', problem)}
      ${problemLine(run.problem, () => this.#ask((host) => host.call('retry', {})))}
      ${renderNotices(status)}
      <div class="row actions">${this.#renderActions(status)} ${tableMenu(runTable(status))}</div>
      <div class="groups">
        ${renderGroup(standGroup(status))} ${renderCheckpoints(status)}
        ${guard(whatRarelyChanges(status), () => configGroups(status).map(renderGroup))}
      </div>
    `;
  }

  #renderActions(status: RunStatus): readonly TemplateResult[] {
    return [
      ...steerChoices(status).map(({ action, label, icon: name }, place) =>
        button({
          label,
          icon: name,
          appearance: place === 0 ? 'primary' : 'secondary',
          onClick: () => this.#ask((host) => host.call('steer', { action, id: status.id })),
        }),
      ),
      button({
        label: t('Reveal run folder'),
        icon: 'folderOpened',
        appearance: 'secondary',
        disabled: status.runFolder === null,
        onClick: () => this.#ask((host) => host.call('revealRunFolder', {})),
      }),
      button({
        label: t('Show log'),
        icon: 'output',
        appearance: 'secondary',
        onClick: () => this.#ask((host) => host.call('showLog', {})),
      }),
    ];
  }

  #ask(request: (host: Client<LabRequests>) => Promise<unknown>): void {
    const { host } = this;
    if (host !== null) void this.#attempt.ask(() => request(host));
  }
}

/** What the groups of the configuration are made of; the rest changes with every step. */
const whatRarelyChanges = (status: RunStatus): unknown[] => [
  JSON.stringify([
    status.config,
    status.networkSize,
    status.calibration,
    status.hardware,
    status.versions,
    status.plannedSteps,
    status.trainImages,
    status.validationImages,
    status.skippedImages,
    status.folder,
  ]),
];

const notice = (kind: 'info' | 'warning' | 'error', text: string): TemplateResult => html`
  <div class="notice notice-${kind}" role=${kind === 'error' ? 'alert' : 'note'}>
    ${icon(kind)}<span>${text}</span>
  </div>
`;

const renderNotices = ({
  message,
  phase,
  holder,
  live,
  warnings,
}: RunStatus): readonly TemplateResult[] => [
  ...(message === null
    ? []
    : [notice(phase === 'failed' ? 'error' : 'info', `${phaseName(phase)}: ${message}`)]),
  ...(holder === null || live
    ? []
    : [
        notice(
          'info',
          t(
            'Process {0} on {1} trains this run, since {2}. It can be steered from there only.',
            holder.pid,
            holder.hostName,
            formatDateTime(holder.acquiredAt),
          ),
        ),
      ]),
  ...warnings.map((warning) => notice('warning', spoken(warning.message))),
];

const renderGroup = ({ title, entries }: Group): TemplateResult => html`
  <section class="card group">
    <h2>${title}</h2>
    <dl>
      ${entries.map(
        ({ name, value, isPath }) => html`
          <dt>${name}</dt>
          <dd class=${isPath === true ? 'path' : ''}>${value}</dd>
        `,
      )}
    </dl>
  </section>
`;

const renderCheckpoints = ({ checkpoints, runFolder }: RunStatus): TemplateResult => html`
  <section class="card group">
    ${checkpoints.length === 0 ? html`<h2>${t('Checkpoints')}</h2>` : null}
    ${
      checkpoints.length === 0
        ? html`<p class="muted">
            ${t('None yet: the first is saved after an epoch or when you stop.')}
          </p>`
        : checkpointTable(checkpoints)
    }
    ${runFolder === null ? null : html`<p class="path muted">${runFolder}</p>`}
  </section>
`;

/** Makes the Run tab known to the page; called once. */
export const defineRun = (): void => {
  customElements.define('lab-run', LabRunTab);
};
