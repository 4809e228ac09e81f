/** How many puzzles are solved under each change, beside the unchanged ones and guessing. */
import type { AuditReport } from '../../../src/protocol/audit.js';
import { drawBarRows } from '../../parts/figure/barRows.js';
import type { FigureLook } from '../../parts/figure/figureLook.js';
import type { LegendEntry } from '../../parts/figure/figurePage.js';
import type { Chart } from '../../parts/figure/figureView.js';
import { formatPercent } from '../../parts/format.js';
import { t } from '../../text.js';
import { formatShare } from '../probe/figureWords.js';
import { auditRows, type AuditRow } from './auditRows.js';

const unchangedDash = [6, 4];
const chanceDash = [2, 4];

const colourOf = ({ test }: AuditRow): 'blue' | 'red' | 'description' => {
  if (test === null) return 'description';
  return test.leans ? 'red' : 'blue';
};

const legendOf = (
  { unchanged, chance, tests }: AuditReport,
  { colours }: FigureLook,
): readonly LegendEntry[] => {
  const { foreground: colour } = colours;
  const entries: LegendEntry[] = [
    {
      label: t('As validated, {0}', formatPercent(unchanged.accuracy)),
      ...{ colour, look: 'line', dash: unchangedDash },
    },
    {
      label: t('Chance {0}', formatPercent(chance)),
      ...{ colour, look: 'line', dash: chanceDash },
    },
  ];
  if (tests.some(({ leans }) => leans)) {
    entries.push({ label: t('Gives a shortcut away'), colour: colours.red, look: 'area' });
  }
  return entries;
};

/** @param subtitle what the figures are of */
export const auditChart = (report: AuditReport, subtitle: string): Chart => {
  const rows = auditRows(report);
  return {
    title: t('Puzzles solved'),
    subtitle,
    description: t(
      'Bars with intervals: {0}.',
      rows.map(({ name, accuracy }) => `${name} ${formatPercent(accuracy.accuracy)}`).join(', '),
    ),
    legend: (look) => legendOf(report, look),
    draw: (box, look) =>
      drawBarRows(
        {
          bars: rows.map((row) => ({
            label: row.name,
            value: row.accuracy.accuracy,
            colour: colourOf(row),
            interval: [row.accuracy.low, row.accuracy.high],
          })),
          ...{ format: formatPercent, formatTick: formatShare, label: '', highest: 1 },
          levels: [
            { value: report.unchanged.accuracy, dash: unchangedDash },
            { value: report.chance, dash: chanceDash },
          ],
        },
        box,
        look,
      ),
  };
};
