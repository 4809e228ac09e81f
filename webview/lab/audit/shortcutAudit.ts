/** Tests by which shortcuts the run solves its puzzles: the same ones with a cue brought back or taken away. */
import { css, html, type TemplateResult } from 'lit';
import * as z from 'zod';

import type { AuditReport } from '../../../src/protocol/audit.js';
import { controlStyles } from '../../parts/controls.js';
import { problemLine } from '../../parts/errorState.js';
import { figureView } from '../../parts/figure/figureView.js';
import { formatCount, formatDuration, formatFixed } from '../../parts/format.js';
import { icon } from '../../parts/icons.js';
import { baseStyles, sectionStyles } from '../../parts/styles.js';
import { dataTableStyles } from '../../parts/table/dataTable.js';
import { spoken, t } from '../../text.js';
import { analysisForm, analysisFormStyles } from '../analyses/analysisForm.js';
import { AnalysisLink } from '../analyses/analysisLink.js';
import { analysisStatus, analysisStatusStyles } from '../analyses/analysisStatus.js';
import { AnalysisTab } from '../analyses/analysisTab.js';
import { FormMemory } from '../analyses/formMemory.js';
import { pathField, pathFieldStyles } from '../analyses/pathField.js';
import { auditChart } from './auditChart.js';
import { auditTable } from './auditTable.js';

/** Null tests on the images that the run held out. */
const formSchema = z.object({ folder: z.string().nullable() });

export class ShortcutAudit extends AnalysisTab {
  static override styles = [
    ...[baseStyles, controlStyles, sectionStyles, dataTableStyles],
    ...[analysisFormStyles, analysisStatusStyles, pathFieldStyles],
    css`
      section {
        padding-top: 16px;
        border-top: 1px solid var(--line);
      }
      .verdict {
        display: flex;
        gap: 8px;
        max-width: 90ch;
        margin-bottom: 4px;
        font-size: 1.1em;
      }
      .verdict .icon {
        margin-top: 3px;
      }
      .note {
        max-width: 90ch;
        margin-bottom: 12px;
      }
      data-table {
        margin-block: 12px 8px;
      }
      data-table :is(th, td) {
        white-space: nowrap;
      }
    `,
  ];

  readonly #audit = new AnalysisLink(this, 'auditShortcuts');
  readonly #form = new FormMemory(this, 'audit', formSchema, { folder: null });

  override render(): TemplateResult {
    const { run } = this;
    if (run === null) return html``;
    const audit = this.#audit;
    const { folder } = this.#form.values;
    return html`<section aria-labelledby="audit">
      <h2 id="audit">${t('Shortcuts')}</h2>
      <p class="lead muted">
        ${t(
          'Puzzles can be solved without knowing what is in a picture. This has the run solve the same puzzles with one cue at a time brought back or taken away, and tells which of them it leans on.',
        )}
      </p>
      ${problemLine(this.problem)}
      ${analysisForm({
        fields: pathField({
          label: t('Images to test on'),
          path: folder,
          emptyText: t('Those that the run held out'),
          onChoose: () =>
            this.choose('folder', t('On which images should shortcuts be looked for?'), (path) =>
              this.#form.set({ folder: path }),
            ),
          onClear: () => this.#form.set({ folder: null }),
        }),
        startLabel: t('Audit Shortcuts'),
        obstacle: null,
        isUnderWay: audit.isUnderWay,
        onStart: () => void audit.start({ name: 'auditShortcuts', params: { folder } }),
      })}
      ${analysisStatus(audit.state, audit.problem, () => void audit.stop())}
      ${audit.outcome === null ? null : report(audit.outcome.result, run.status.title)}
    </section>`;
  }
}

const report = (result: AuditReport, runTitle: string): TemplateResult => {
  const { conclusion, images, puzzlesPerImage, tests, leastChange, step, elapsedMs } = result;
  const leans = tests.some((test) => test.leans);
  return html`
    <p class="verdict" role="status">
      ${icon(leans ? 'warning' : 'info')}<span>${spoken(conclusion)}</span>
    </p>
    <p class="muted note path">${measuredOn(result)}</p>
    ${figureView(auditChart(result, t('{0}, step {1}', runTitle, formatCount(step))))}
    ${auditTable(result)}
    <p class="muted note">
      ${t(
        'Whiskers and bounds are 95 % intervals; changes are paired image by image. A shortcut is given away by a change of at least {0} points in the direction that tells. {1} puzzles of each of {2} images in every test; it took {3}.',
        formatFixed(leastChange * 100, 1),
        formatCount(puzzlesPerImage),
        formatCount(images),
        formatDuration(elapsedMs),
      )}
    </p>
  `;
};

const measuredOn = ({ heldOut, images, folder, step }: AuditReport): string =>
  heldOut
    ? t(
        'Step {0}, on {1} images that the run held out, of {2}.',
        formatCount(step),
        formatCount(images),
        folder,
      )
    : t('Step {0}, on {1} images of {2}.', formatCount(step), formatCount(images), folder);
