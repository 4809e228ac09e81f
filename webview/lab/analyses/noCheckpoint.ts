/** What tabs show that need a network which has learnt something. */
import type { TemplateResult } from 'lit';

import { emptyState } from '../../parts/emptyState.js';
import { t } from '../../text.js';
import type { LabRun } from '../labStore.js';

/**
 * What stands in place of a tab while its run has no checkpoint; null when it has one.
 * @param purpose what the tab is for, in a sentence or two
 */
export const noCheckpoint = (run: LabRun, purpose: string): TemplateResult | null =>
  run.status.checkpoints.length > 0
    ? null
    : emptyState({
        icon: 'beaker',
        text: t('{0} This can be done as soon as the run has a checkpoint.', purpose),
      });
