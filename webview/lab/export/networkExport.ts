/** Takes the network of the run elsewhere. */
import { css, html, type TemplateResult } from 'lit';

import type { OutcomeOf } from '../../../src/protocol/analysis.js';
import { exportFormatSchema, type LoadingCode } from '../../../src/protocol/exporting.js';
import { button, controlStyles } from '../../parts/controls.js';
import { problemLine } from '../../parts/errorState.js';
import { icon } from '../../parts/icons.js';
import { baseStyles, sectionStyles } from '../../parts/styles.js';
import { dataTable, dataTableStyles } from '../../parts/table/dataTable.js';
import { spoken, t } from '../../text.js';
import { analysisForm, analysisFormStyles } from '../analyses/analysisForm.js';
import { AnalysisLink } from '../analyses/analysisLink.js';
import { analysisStatus, analysisStatusStyles } from '../analyses/analysisStatus.js';
import { AnalysisTab } from '../analyses/analysisTab.js';
import { FormMemory } from '../analyses/formMemory.js';
import { pathFieldStyles } from '../analyses/pathField.js';
import { formatChoice, formatChoiceStyles, outFolderField } from './exportFields.js';
import {
  exportFormSchema,
  exportObstacle,
  exportRequest,
  initialExportForm,
} from './exportForms.js';
import { agreementText, formatDifference, formatWords } from './exportWords.js';
import { fileTable, writtenFilesStyles, writtenHeader } from './writtenFiles.js';

type Result = OutcomeOf<'exportRun'>['result'];

export class NetworkExport extends AnalysisTab {
  static override styles = [
    ...[baseStyles, controlStyles, sectionStyles, dataTableStyles],
    ...[analysisFormStyles, analysisStatusStyles, pathFieldStyles],
    ...[formatChoiceStyles, writtenFilesStyles],
    css`
      .agreement {
        display: flex;
        gap: 6px;
        margin-bottom: 12px;
      }
      .tables {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 16px 32px;
        margin-bottom: 16px;
      }
      @container (min-width: 860px) {
        .tables {
          grid-template-columns: 2fr 3fr;
        }
      }
      .file {
        white-space: nowrap;
      }
      .code {
        margin-bottom: 12px;
      }
      .code-bar {
        display: flex;
        align-items: center;
        justify-content: space-between;
        max-width: 100ch;
      }
      pre {
        max-width: 100ch;
        margin: 0;
        padding: 8px 12px;
        overflow-x: auto;
        border: 1px solid var(--line);
        border-radius: 4px;
        background: var(--vscode-textCodeBlock-background, transparent);
        font-family: var(--vscode-editor-font-family, monospace);
        font-size: var(--vscode-editor-font-size, 12px);
      }
    `,
  ];

  readonly #export = new AnalysisLink(this, 'exportRun');
  readonly #form = new FormMemory(this, 'export', exportFormSchema, initialExportForm);

  override render(): TemplateResult {
    const form = this.#form.values;
    const { set } = this.#form;
    const link = this.#export;
    return html`
      ${problemLine(this.problem)}
      ${analysisForm({
        fields: html`
          ${formatChoice(exportFormatSchema.options, form.formats, formatWords, (formats) =>
            set({ formats }),
          )}
          ${outFolderField(form.outFolder, () =>
            this.choose(
              'folder',
              t('Into which folder should the network be written?'),
              (outFolder) => set({ outFolder }),
            ),
          )}
        `,
        startLabel: t('Export'),
        obstacle: exportObstacle(form),
        isUnderWay: link.isUnderWay,
        onStart: () => {
          const request = exportRequest(form);
          if (request !== null) void link.start(request);
        },
      })}
      ${analysisStatus(link.state, link.problem, () => void link.stop())}
      ${link.outcome === null ? null : this.#renderResult(link.outcome.result)}
    `;
  }

  #renderResult(result: Result): TemplateResult {
    return html`
      ${writtenHeader(result, (folder) =>
        this.ask((host) => host.call('revealFolder', { folder })),
      )}
      <p class="agreement">${icon('check')}<span>${agreementText(result)}</span></p>
      <div class="tables">
        ${fileTable(result)}
        ${dataTable({
          name: t('Checks of what was written'),
          heading: html`<h3>${t('Checks')}</h3>`,
          rows: result.checks,
          columns: [
            { header: t('File'), value: ({ file }) => file, className: 'file', isRowHeader: true },
            {
              header: t('Largest difference'),
              value: ({ maxAbsoluteDifference }) => maxAbsoluteDifference,
              format: formatDifference,
              isNumeric: true,
            },
            { header: t('Compared'), value: ({ compared }) => spoken(compared) },
          ],
        })}
      </div>
      <h3>${t('How it is loaded')}</h3>
      <p class="lead muted">
        ${t('README.md in the folder says the same, and how images are prepared.')}
      </p>
      ${result.loading.map((code) => this.#renderCode(code))}
    `;
  }

  #renderCode({ format, lines }: LoadingCode): TemplateResult {
    const { name } = formatWords(format);
    const text = `${lines.join('\n')}\n`;
    return html`<div class="code">
      <div class="code-bar">
        <span>${name}</span>
        ${button({
          label: t('Copy the lines for {0}', name),
          icon: 'copy',
          appearance: 'icon',
          onClick: () => this.ask((host) => host.call('copyText', { text })),
        })}
      </div>
      <pre tabindex="0" aria-label=${name}>${text}</pre>
    </div>`;
  }
}
