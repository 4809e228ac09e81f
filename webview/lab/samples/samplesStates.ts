/** What a tab with samples shows while there are none. */
import type { TemplateResult } from 'lit';

import type { RunStatus } from '../../../src/protocol/runStatus.js';
import { emptyState, type NextStep } from '../../parts/emptyState.js';
import { errorState, loadingState } from '../../parts/errorState.js';
import { t } from '../../text.js';
import type { SamplesController } from './samplesController.js';

/** A sentence for a run without samples, or null when there are some. */
export const noSamplesState = (
  { sampleEpochs, epoch, live, validationImages }: RunStatus,
  startRun: NextStep,
): TemplateResult | null => {
  if (sampleEpochs.length > 0) return null;
  if (epoch > 0 && validationImages === 0) {
    return emptyState({
      text: t(
        'This run holds no images back for validation, so there is nothing to show here. Raise the validation share for the next run.',
      ),
      icon: 'eye',
      steps: [startRun],
    });
  }
  if (live) {
    return emptyState({
      text: t('The first samples appear here as soon as the first epoch is finished.'),
      icon: 'history',
    });
  }
  return emptyState({
    text: t('This run ended before its first epoch was finished, so it has no samples.'),
    icon: 'history',
    steps: [startRun],
  });
};

/** What stands in for samples that are not there yet or cannot be read, or null when they are there. */
export const notLoadedState = (samples: SamplesController): TemplateResult | null => {
  const { shown, problem } = samples.state;
  if (problem !== null) return errorState({ text: problem, onRetry: () => samples.retry() });
  return shown === null ? loadingState(t('Reading samples…')) : null;
};
