/** What the Run tab tells, as tables. */
import { html, type TemplateResult } from 'lit';

import type { RunStatus } from '../../../src/protocol/runStatus.js';
import { formatCount } from '../../parts/format.js';
import { lastPart } from '../../parts/pathText.js';
import { dataTable } from '../../parts/table/dataTable.js';
import type { TableSpec } from '../../parts/table/tableSpec.js';
import { t } from '../../text.js';
import type { Entry } from './group.js';
import { configGroups, standGroup } from './runGroups.js';

/** All named values of the tab. They are gathered when they are asked for, not with each step. */
export const runTable = (status: RunStatus): TableSpec<Entry & { readonly group: string }> => ({
  name: t('Details of the run'),
  get rows() {
    return [standGroup(status), ...configGroups(status)].flatMap(({ title, entries }) =>
      entries.map((entry) => ({ ...entry, group: title })),
    );
  },
  columns: [
    { header: t('Group'), value: ({ group }) => group },
    { header: t('Name'), value: ({ name }) => name },
    { header: t('Value'), value: ({ value }) => value },
  ],
});

/** The newest first. */
export const checkpointTable = (checkpoints: RunStatus['checkpoints']): TemplateResult =>
  dataTable({
    name: t('Checkpoints'),
    heading: html`<h2>${t('Checkpoints')}</h2>`,
    rows: checkpoints,
    columns: [
      { header: t('File'), value: ({ file }) => lastPart(file), className: 'path' },
      { header: t('Step'), value: ({ step }) => step, format: formatCount, isNumeric: true },
    ],
  });
