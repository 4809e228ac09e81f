/** Files that an export wrote, and the way to them. */
import { css, html, type CSSResult, type TemplateResult } from 'lit';

import { button } from '../../parts/controls.js';
import { formatBytes } from '../../parts/format.js';
import { shortenPath } from '../../parts/pathText.js';
import { dataTable } from '../../parts/table/dataTable.js';
import { t } from '../../text.js';
import { writtenText } from './exportWords.js';

export const writtenFilesStyles: CSSResult = css`
  .written-files {
    max-width: 560px;
  }
  .result {
    margin-top: 20px;
  }
  .written {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 6px 12px;
    margin-bottom: 12px;
  }
  .written .path {
    min-width: 0;
  }
`;

export interface Written {
  /** Absolute path. */
  readonly folder: string;
  /** Absolute paths. */
  readonly files: readonly string[];
  /** Of each of `files`. */
  readonly fileBytes: readonly number[];
}

/** What was written where. */
export const writtenHeader = (
  { folder, fileBytes }: Written,
  onReveal: (folder: string) => void,
): TemplateResult => html`
  <h3 class="result">${writtenText(fileBytes)}</h3>
  <div class="written">
    <span class="path muted" title=${folder}>${shortenPath(folder, 80)}</span>
    ${button({
      label: t('Open folder'),
      icon: 'folderOpened',
      appearance: 'secondary',
      onClick: () => onReveal(folder),
    })}
  </div>
`;

export const fileTable = ({ folder, files, fileBytes }: Written): TemplateResult =>
  html`<div class="written-files">
    ${dataTable({
      name: t('Files written'),
      heading: html`<h3>${t('Files written')}</h3>`,
      rows: files.map((file, place) => ({
        // What is left of the folder are separators.
        name: file.slice(folder.length).replace(/^[\\/]+/, ''),
        bytes: fileBytes[place] ?? null,
      })),
      columns: [
        { header: t('File'), value: ({ name }) => name, className: 'path', isRowHeader: true },
        {
          header: t('Size'),
          fileHeader: t('Size (bytes)'),
          value: ({ bytes }) => bytes,
          format: formatBytes,
          isNumeric: true,
        },
      ],
    })}
  </div>`;
