/** The parts of the tab that tells what a run read. */
import { html, type TemplateResult } from 'lit';

import type { RunImages } from '../../../src/protocol/runContents.js';
import { cssProperties } from '../../parts/cssProperties.js';
import { formatCount, formatPercent } from '../../parts/format.js';
import { icon } from '../../parts/icons.js';
import { shortenPath } from '../../parts/pathText.js';
import { dataTable } from '../../parts/table/dataTable.js';
import { spoken, t } from '../../text.js';
import type { Bar } from './imageFacts.js';
import { groupSkipped, skipReason, type SkipGroup } from './skippedFiles.js';
import type { GridImage } from './thumbnailGrid.js';

/** Files of a group that are listed at once. */
const filesPerGroup = 200;
/** Groups are open where there are so few files in all. */
const openUpTo = 20;
/** Subfolders that are listed. */
const mostSubfolders = 40;

/** How the images are divided into training and validation. */
export const splitBar = ({ trainImages, validationImages }: RunImages): TemplateResult => {
  const total = Math.max(1, trainImages + validationImages);
  const part = (name: string, count: number, kind: string): TemplateResult =>
    html`<div>
      <dt><span class="key ${kind}" aria-hidden="true"></span>${name}</dt>
      <dd>${formatCount(count)} <span class="muted">${formatPercent(count / total)}</span></dd>
    </div>`;
  return html`
    <div
      class="split"
      aria-hidden="true"
      ${cssProperties({ '--share': `${(100 * trainImages) / total}%` })}
    >
      <div class="train"></div>
      <div class="validation"></div>
    </div>
    <dl class="figures">
      ${part(t('Train'), trainImages, 'train')}
      ${part(t('Validation'), validationImages, 'validation')}
    </dl>
  `;
};

/** Upright bars for the size histogram; the table beneath serves readers of text. */
export const sizeChart = (bars: readonly Bar[]): TemplateResult => html`
  <div class="chart" aria-hidden="true" ${cssProperties({ '--bars': bars.length })}>
    ${bars.map(
      ({ label, count, share }) =>
        html`<div class="column" title=${t('{0} px: {1}', label, formatCount(count))}>
          <span class="column-count">${count === 0 ? '' : formatCount(count)}</span>
          <div class="column-bar" ${cssProperties({ '--share': share })}></div>
          <span class="column-label">${label}</span>
        </div>`,
    )}
  </div>
  <table class="visually-hidden">
    <caption>
      ${t('Images by their shorter side')}
    </caption>
    <thead>
      <tr>
        <th scope="col">${t('Shorter side (px)')}</th>
        <th scope="col">${t('Images')}</th>
      </tr>
    </thead>
    <tbody>
      ${bars.map(
        ({ label, count }) =>
          html`<tr>
            <th scope="row">${label}</th>
            <td>${formatCount(count)}</td>
          </tr>`,
      )}
    </tbody>
  </table>
`;

export const subfolderTable = (bars: readonly Bar[]): TemplateResult =>
  html`<div class="subfolders">
    ${dataTable({
      name: t('Images by subfolder'),
      heading: html`<h2 id="subfolders">${t('Subfolders')}</h2>`,
      rows: bars,
      mostShown: mostSubfolders,
      columns: [
        {
          header: t('Subfolder'),
          value: ({ label }) => label,
          cell: ({ label }) => html`<span title=${label}>${shortenPath(label, 36)}</span>`,
          isRowHeader: true,
        },
        { header: t('Images'), value: ({ count }) => count, format: formatCount, isNumeric: true },
        {
          className: 'wide',
          cell: ({ share }) =>
            html`<div class="bar" ${cssProperties({ '--share': `${share * 100}%` })}></div>`,
        },
      ],
    })}
  </div>`;

export interface OpenImage {
  readonly onOpen: (path: string) => void;
}

export const skippedGroups = (images: RunImages, { onOpen }: OpenImage): TemplateResult => {
  if (images.skippedTotal === 0) {
    return html`<p class="row">${icon('check')}<span>${t('No file was skipped.')}</span></p>`;
  }
  const groups = groupSkipped(images.skipped);
  return html`
    ${
      images.skippedTotal > images.skipped.length
        ? html`<p class="muted">
            ${t(
              'The first {0} of {1} files are listed.',
              formatCount(images.skipped.length),
              formatCount(images.skippedTotal),
            )}
          </p>`
        : null
    }
    ${groups.map((group) => skippedGroup(group, images.skipped.length <= openUpTo, onOpen))}
  `;
};

const skippedGroup = (
  { code, files }: SkipGroup,
  isOpen: boolean,
  onOpen: (path: string) => void,
): TemplateResult =>
  html`<details ?open=${isOpen}>
    <summary>${skipReason(code)} <span class="count">${formatCount(files.length)}</span></summary>
    <table class="skipped">
      <thead>
        <tr>
          <th scope="col">${t('File')}</th>
          <th scope="col">${t('Why')}</th>
        </tr>
      </thead>
      <tbody>
        ${files.slice(0, filesPerGroup).map(
          ({ path, message }) =>
            html`<tr>
              <td>
                <button type="button" class="link" title=${path} @click=${() => onOpen(path)}>
                  ${shortenPath(path, 48)}
                </button>
              </td>
              <td class="muted">${spoken(message)}</td>
            </tr>`,
        )}
      </tbody>
    </table>
    ${
      files.length > filesPerGroup
        ? html`<p class="muted">${t('and {0} more', formatCount(files.length - filesPerGroup))}</p>`
        : null
    }
  </details>`;

/** A photo of the run; one that was held out has a badge. */
export const exampleImage = ({ path, side }: RunImages['examples'][number]): GridImage =>
  side === 'validation' ? { path, name: t('{0} (validation)', path), badge: t('Val.') } : { path };
