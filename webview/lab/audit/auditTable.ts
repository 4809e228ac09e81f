/** An audit as a table. */
import { html, type TemplateResult } from 'lit';

import type { AuditReport } from '../../../src/protocol/audit.js';
import { dataTable } from '../../parts/table/dataTable.js';
import { boundedColumns } from '../../parts/table/shareColumns.js';
import { t } from '../../text.js';
import { formatPoints } from '../probe/figureWords.js';
import { auditRows, type AuditRow } from './auditRows.js';

const tellingChange = ({ test }: AuditRow): string | null => {
  if (test === null) return null;
  return test.givenAwayBy === 'rise' ? t('A rise') : t('A fall');
};

const verdict = ({ test }: AuditRow): string | null => {
  if (test === null) return null;
  return test.leans ? t('Yes') : t('No');
};

export const auditTable = (report: AuditReport): TemplateResult =>
  dataTable<AuditRow>({
    name: t('Audit for shortcuts'),
    heading: html`<h3>${t('All figures of the audit')}</h3>`,
    rows: auditRows(report),
    columns: [
      { header: t('Puzzles'), value: ({ name }) => name, isRowHeader: true },
      ...boundedColumns<AuditRow>(t('Solved'), ({ accuracy: { accuracy, low, high } }) => ({
        value: accuracy,
        interval: { low, high },
      })),
      ...boundedColumns<AuditRow>(
        t('Change in points'),
        ({ test }) =>
          test === null ? null : { value: test.difference.mean, interval: test.difference },
        formatPoints,
      ),
      {
        header: t('Told by'),
        hint: t('Which change would give a shortcut away; the other direction tells nothing.'),
        value: tellingChange,
      },
      { header: t('Shortcut'), value: verdict },
    ],
  });
