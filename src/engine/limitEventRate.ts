/** Keeps the number of messages to the parent bounded, whatever the size of a folder. */
import type { EngineEvent, ReportEvent } from '../protocol/engineEvents.js';
import { sentence } from '../protocol/sentence.js';

const progressEveryMs = 100;
/** Skipped files that are told one by one; all of them are in the summary or the run folder. */
export const mostSkippedReports = 200;

type Progress = Extract<EngineEvent, { kind: 'dataProgress' | 'evaluationProgress' }>;

const isProgress = (event: EngineEvent): event is Progress =>
  event.kind === 'dataProgress' || event.kind === 'evaluationProgress';

/**
 * Passes events on, but progress at most ten times a second (and always when it is complete), and
 * not more than `mostSkippedReports` skipped files; that there are more is told once.
 * @param clock monotonic time in ms
 */
export const limitEventRate = (report: ReportEvent, clock: () => number): ReportEvent => {
  let lastProgressMs = -Infinity;
  let skipped = 0;
  return (event) => {
    if (isProgress(event) && event.done !== event.total) {
      if (clock() - lastProgressMs < progressEveryMs) return;
      lastProgressMs = clock();
    }
    if (event.kind !== 'imageSkipped' || ++skipped <= mostSkippedReports) {
      report(event);
    } else if (skipped === mostSkippedReports + 1) {
      report({
        kind: 'warning',
        code: 'data',
        message: sentence(
          'More than {0} files were skipped; the others are not named here, but all of them are in images.json of the run, or in the report of a folder check (inspect).',
          mostSkippedReports,
        ),
      });
    }
  };
};
