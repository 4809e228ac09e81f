/** Keeps the number of messages to the parent bounded, whatever the size of a folder. */
import type { ReportEvent } from '../protocol/engineProtocol.js';

const progressEveryMs = 100;
/** Skipped files that are told one by one; all of them are in the summary and in the run folder. */
export const mostSkippedReports = 200;

/**
 * Passes events on, but progress at most ten times a second (and always when it is complete), and
 * not more than `mostSkippedReports` skipped files.
 * @param clock monotonic time in ms
 */
export const limitEventRate = (report: ReportEvent, clock: () => number): ReportEvent => {
  let lastProgressMs = -Infinity;
  let skipped = 0;
  return (event) => {
    if (event.kind === 'dataProgress' && event.done !== event.total) {
      if (clock() - lastProgressMs < progressEveryMs) return;
      lastProgressMs = clock();
    }
    if (event.kind === 'imageSkipped' && ++skipped > mostSkippedReports) return;
    report(event);
  };
};
