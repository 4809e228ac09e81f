/** What the owner of the engine is told while a folder of images is read. */
import type { ReportEvent } from '../../protocol/engineEvents.js';
import type { PrepareOptions } from './prepareDataset.js';

/** The hooks of `prepareDataset`, as events. */
export const reportReading = (
  report: ReportEvent,
): Pick<PrepareOptions, 'onProgress' | 'onSkipped' | 'onWarning'> => ({
  onProgress: (phase, done, total) => {
    report({ kind: 'dataProgress', phase, done, total });
  },
  onSkipped: (file) => {
    report({ kind: 'imageSkipped', file });
  },
  onWarning: (message) => {
    report({ kind: 'warning', code: 'data', message });
  },
});
