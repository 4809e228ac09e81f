/** Whether what is told now is told of the run of before. */
import type { RunStatus } from '../../src/protocol/runStatus.js';

/** A run gets its folder, and with it its title, only when training begins. */
export const isSameRun = (before: RunStatus, now: RunStatus): boolean =>
  before.folder === now.folder &&
  before.config.task === now.config.task &&
  (before.runFolder === now.runFolder || before.runFolder === null);
