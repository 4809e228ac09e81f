/** Writes what the network of the run sees in a folder of images. */
import { html, type TemplateResult } from 'lit';

import type { OutcomeOf } from '../../../src/protocol/analysis.js';
import { blockNamesOf } from '../../../src/protocol/blockNames.js';
import { featureFormatSchema } from '../../../src/protocol/exporting.js';
import { controlStyles, select, textField } from '../../parts/controls.js';
import { problemLine } from '../../parts/errorState.js';
import { formatCount } from '../../parts/format.js';
import { baseStyles, sectionStyles } from '../../parts/styles.js';
import { dataTableStyles } from '../../parts/table/dataTable.js';
import { t } from '../../text.js';
import { analysisForm, analysisFormStyles } from '../analyses/analysisForm.js';
import { AnalysisLink } from '../analyses/analysisLink.js';
import { analysisStatus, analysisStatusStyles } from '../analyses/analysisStatus.js';
import { AnalysisTab } from '../analyses/analysisTab.js';
import { factList, factListStyles } from '../analyses/factList.js';
import { FormMemory } from '../analyses/formMemory.js';
import { pathField, pathFieldStyles } from '../analyses/pathField.js';
import type { LabRun } from '../labStore.js';
import { formatChoice, formatChoiceStyles, outFolderField } from './exportFields.js';
import {
  featuresFormSchema,
  featuresObstacle,
  featuresRequest,
  initialFeaturesForm,
  parsePoolGrid,
} from './exportForms.js';
import { featureFormatWords } from './exportWords.js';
import { fileTable, writtenFilesStyles, writtenHeader } from './writtenFiles.js';

export class FeatureExport extends AnalysisTab {
  static override styles = [
    ...[baseStyles, controlStyles, sectionStyles, dataTableStyles],
    ...[analysisFormStyles, analysisStatusStyles, pathFieldStyles],
    ...[formatChoiceStyles, writtenFilesStyles, factListStyles],
  ];

  readonly #export = new AnalysisLink(this, 'exportFeatures');
  readonly #form = new FormMemory(this, 'features', featuresFormSchema, initialFeaturesForm);

  override render(): TemplateResult {
    const { run } = this;
    if (run === null) return html``;
    const form = this.#form.values;
    const link = this.#export;
    return html`
      ${problemLine(this.problem)}
      ${analysisForm({
        fields: this.#renderFields(),
        settings: this.#renderSettings(run),
        startLabel: t('Write features'),
        obstacle: featuresObstacle(form),
        isUnderWay: link.isUnderWay,
        onStart: () => {
          const request = featuresRequest(form);
          if (request !== null) void link.start(request);
        },
      })}
      ${analysisStatus(link.state, link.problem, () => void link.stop())}
      ${link.outcome === null ? null : this.#renderResult(link.outcome.result)}
    `;
  }

  #renderFields(): TemplateResult {
    const { folder, formats, outFolder } = this.#form.values;
    const { set } = this.#form;
    return html`
      ${pathField({
        label: t('Folder of images'),
        path: folder,
        emptyText: t('No folder is chosen.'),
        onChoose: () =>
          this.choose(
            'folder',
            t('Of which folder of images should features be written?'),
            (path) => set({ folder: path }),
          ),
      })}
      ${formatChoice(featureFormatSchema.options, formats, featureFormatWords, (chosen) =>
        set({ formats: chosen }),
      )}
      ${outFolderField(outFolder, () =>
        this.choose('folder', t('Into which folder should features be written?'), (path) =>
          set({ outFolder: path }),
        ),
      )}
    `;
  }

  #renderSettings({ status }: LabRun): TemplateResult {
    const { block, poolGrid } = this.#form.values;
    const { set } = this.#form;
    return html`
      ${select({
        label: t('Blocks'),
        value: block ?? '',
        options: [
          { value: '', label: t('All of them') },
          ...blockNamesOf(status.config.preset).map((name) => ({ value: name, label: name })),
        ],
        onChange: (value) => set({ block: value === '' ? null : value }),
      })}
      ${textField({
        label: t('Cells along each side'),
        value: poolGrid,
        error: parsePoolGrid(poolGrid).error ?? undefined,
        hint: t('Features are averaged over each cell; 1 averages over the whole image.'),
        inputMode: 'numeric',
        onInput: (text) => set({ poolGrid: text }),
      })}
    `;
  }

  #renderResult(result: OutcomeOf<'exportFeatures'>['result']): TemplateResult {
    return html`
      ${writtenHeader(result, (folder) =>
        this.ask((host) => host.call('revealFolder', { folder })),
      )}
      ${factList([
        { name: t('Images'), value: formatCount(result.images) },
        ...result.blocks.map(({ name, dimension }) => ({
          name,
          value: t('{0} numbers per image', formatCount(dimension)),
        })),
      ])}
      ${fileTable(result)}
    `;
  }
}
