/** Where the network looks for its answers: photos with heat maps, asked for by a button. */
import { css, html, type TemplateResult } from 'lit';
import * as z from 'zod';

import type { OutcomeOf } from '../../../src/protocol/analysis.js';
import type { PretextTaskName } from '../../../src/protocol/attention.js';
import { checkbox, controlStyles } from '../../parts/controls.js';
import { cssProperties } from '../../parts/cssProperties.js';
import { problemLine } from '../../parts/errorState.js';
import { formatCount } from '../../parts/format.js';
import { slider, sliderStyles } from '../../parts/slider.js';
import { baseStyles, sectionStyles } from '../../parts/styles.js';
import { tableMenu } from '../../parts/table/tableItems.js';
import { t } from '../../text.js';
import { analysisForm, analysisFormStyles } from '../analyses/analysisForm.js';
import { AnalysisLink } from '../analyses/analysisLink.js';
import { analysisStatus, analysisStatusStyles } from '../analyses/analysisStatus.js';
import { AnalysisTab } from '../analyses/analysisTab.js';
import { FormMemory } from '../analyses/formMemory.js';
import { pathFieldStyles } from '../analyses/pathField.js';
import type { LabRun } from '../labStore.js';
import { badgeStyles } from '../samples/badges.js';
import { segments, segmentStyles } from '../samples/segments.js';
import { attentionCard, attentionCardStyles, picturesOfReport } from './attentionCard.js';
import {
  attentionFields,
  attentionFormSchema,
  attentionObstacle,
  attentionRequest,
  attentionSettings,
  initialAttentionForm,
  taskOf,
} from './attentionForm.js';
import { attentionTable } from './attentionTable.js';
import { PictureUrls } from './pictureUrls.js';

const viewSchema = z.object({
  isHeatShown: z.boolean(),
  /** 0..1 */
  opacity: z.number().min(0).max(1),
});

const taskName = (task: PretextTaskName): string =>
  task === 'rotation' ? t('Rotation') : t('Jigsaw');

export class NetworkAttention extends AnalysisTab {
  static override styles = [
    ...[baseStyles, controlStyles, sectionStyles, segmentStyles, sliderStyles, badgeStyles],
    ...[analysisFormStyles, analysisStatusStyles, pathFieldStyles, attentionCardStyles],
    css`
      .task {
        margin-bottom: 12px;
      }
      .table-bar {
        display: flex;
        align-items: center;
        justify-content: space-between;
        gap: 8px;
      }
      .table-bar h3 {
        margin: 0;
      }
      .choices {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 8px 24px;
        margin-bottom: 12px;
      }
      .scale {
        display: inline-flex;
        align-items: center;
        gap: 8px;
      }
      /* The colours of the engine's heat over grey, from none to the most. */
      .scale > span:nth-child(2) {
        width: 96px;
        height: 10px;
        border: 1px solid var(--line);
        background: linear-gradient(
            to right,
            transparent,
            rgb(183 55 121 / 27%) 33%,
            rgb(252 137 97 / 53%) 67%,
            rgb(252 253 191 / 80%)
          )
          gray;
      }
    `,
  ];

  readonly #link = new AnalysisLink(this, 'explainImages');
  readonly #urls = new PictureUrls(
    this,
    () => this.#link.outcome?.result ?? null,
    picturesOfReport,
  );
  readonly #form = new FormMemory(this, 'attention', attentionFormSchema, initialAttentionForm);
  readonly #view = new FormMemory(this, 'attentionView', viewSchema, {
    isHeatShown: true,
    opacity: 1,
  });

  override render(): TemplateResult {
    const { run } = this;
    if (run === null) return html``;
    const link = this.#link;
    return html`<section aria-labelledby="attention">
      <h2 id="attention">${t('Where the network looks')}</h2>
      <p class="lead muted">
        ${t(
          'Heat maps over photos (Grad-CAM) show what the network’s answer rests on: what speaks for the answer that it gives, right or wrong.',
        )}
      </p>
      ${problemLine(this.problem)} ${this.#renderForm(run)}
      ${analysisStatus(link.state, link.problem, () => void link.stop())}
      ${link.outcome === null ? null : this.#renderReport(link.outcome, run)}
    </section>`;
  }

  #renderForm({ status }: LabRun): TemplateResult {
    const form = this.#form.values;
    const { set } = this.#form;
    const { task, preset } = status.config;
    return html`
      ${
        task === 'both'
          ? html`<div class="task">
              ${segments<PretextTaskName>({
                label: t('Task'),
                name: 'task',
                value: taskOf(form, task),
                options: (['rotation', 'jigsaw'] as const).map((value) => ({
                  value,
                  label: taskName(value),
                })),
                onChange: (value) => set({ task: value }),
              })}
            </div>`
          : null
      }
      ${analysisForm({
        fields: attentionFields(form, set, () =>
          this.choose('image', t('Which image should be looked at?'), (image) => set({ image })),
        ),
        settings: attentionSettings(form, preset, set),
        startLabel: t('Show where it looks'),
        obstacle: attentionObstacle(form),
        isUnderWay: this.#link.isUnderWay,
        onStart: () => {
          const request = attentionRequest(form, { folder: status.folder, task });
          if (request !== null) void this.#link.start(request);
        },
      })}
    `;
  }

  #renderReport({ params, result }: OutcomeOf<'explainImages'>, { status }: LabRun) {
    const { isHeatShown, opacity } = this.#view.values;
    const { task, images } = result;
    const folder = params.folder === status.folder ? null : params.folder;
    return html`
      <div class="table-bar">
        <h3>
          ${t('{0}, seen by {1}, step {2}', taskName(task), result.block, formatCount(result.step))}
        </h3>
        ${tableMenu(attentionTable(result))}
      </div>
      ${this.#renderView(isHeatShown, opacity)}
      <p class="lead muted">
        ${
          task === 'rotation'
            ? t(
                'Each photo was shown in every turn; here it is turned back, so that the heat can be compared. Each heat map has full colour at its own greatest heat.',
              )
            : t(
                'Each puzzle is as the network saw it. The numbers are the tiles in their places: where the answer is wrong, what it says is struck out before what is true.',
              )
        }
      </p>
      <ul
        class="cards ${task === 'jigsaw' ? 'of-puzzles' : ''}"
        ${cssProperties({ '--heat-opacity': opacity })}
      >
        ${images.map((image, place) =>
          attentionCard({
            ...{ image, place, isHeatShown },
            urlOf: (name) => this.#urls.of(name),
            onOpen: (path) => this.ask((host) => host.call('openImage', { folder, path })),
          }),
        )}
      </ul>
    `;
  }

  #renderView(isHeatShown: boolean, opacity: number): TemplateResult {
    return html`<div class="choices">
      ${checkbox({
        label: t('Heat'),
        checked: isHeatShown,
        onChange: (checked) => this.#view.set({ isHeatShown: checked }),
      })}
      ${slider({
        label: t('Opacity'),
        ...{ value: opacity, most: 1, text: `${Math.round(opacity * 100)} %` },
        onChange: (value) => this.#view.set({ opacity: value }),
      })}
      <span class="scale"
        ><span>${t('nothing')}</span><span aria-hidden="true"></span
        ><span>${t('warm: speaks for the answer given')}</span></span
      >
    </div>`;
  }
}
