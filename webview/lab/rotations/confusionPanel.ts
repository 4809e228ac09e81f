/** The confusion matrix with the choice of what it counts. */
import { html, type TemplateResult } from 'lit';

import type { EpochMetrics } from '../../../src/protocol/run.js';
import type { Sample } from '../../../src/protocol/runContents.js';
import { formatCount } from '../../parts/format.js';
import { tableMenu } from '../../parts/table/tableItems.js';
import { t } from '../../text.js';
import { segments } from '../samples/segments.js';
import { confusionOfEpoch, countConfusion, rowTotal } from './confusion.js';
import { confusionCounts } from './confusionCounts.js';
import { confusionTable, type ConfusionCell } from './confusionTable.js';

type Counted = 'validation' | 'samples';

export const confusionPanel = (options: {
  readonly epochs: readonly EpochMetrics[];
  /** Finished epochs, of the samples that are shown. */
  readonly epoch: number;
  readonly views: readonly Sample[];
  readonly angles: readonly number[];
  readonly counted: Counted;
  readonly onCounted: (counted: Counted) => void;
  readonly cell: ConfusionCell;
  readonly onCell: (cell: ConfusionCell) => void;
}): TemplateResult => {
  const { epochs, epoch, views, angles, counted, onCounted, cell, onCell } = options;
  const validation = confusionOfEpoch(epochs, epoch, angles.length);
  const all = validation?.reduce((total, row) => total + rowTotal(row), 0) ?? 0;
  // Without the epoch's figures there is still what is shown.
  const isWhole = counted === 'validation' && validation !== null;
  const confusion = isWhole ? validation : countConfusion(views, angles.length);
  return html`
    <div class="table-bar">
      <h2>${t('Confusion matrix')}</h2>
      ${tableMenu(confusionCounts(confusion, angles))}
    </div>
    ${
      validation === null
        ? null
        : segments<Counted>({
            label: t('Views counted'),
            name: 'counted',
            value: counted,
            options: [
              { value: 'validation', label: t('Validation {0}', formatCount(all)) },
              { value: 'samples', label: t('Samples {0}', formatCount(views.length)) },
            ],
            onChange: onCounted,
          })
    }
    ${confusionTable({
      confusion,
      angles,
      caption: isWhole
        ? t('Confusion matrix of the whole validation after epoch {0}', epoch)
        : t('Confusion matrix of the views kept after epoch {0}', epoch),
      cell:
        angles.length > Math.max(cell.truth, cell.prediction) ? cell : { truth: 0, prediction: 0 },
      onCell,
    })}
  `;
};
