/** The outside world as the engine's parts see it; only `main.ts` makes one. */
import type { ReportEvent } from '../protocol/engineEvents.js';
import type { Backend } from './backend/backend.js';
import type { Disk } from './runFolder/atomicFile.js';
import type { RunJson } from './runFolder/runFolder.js';
import type { ProcessTable } from './runFolder/runLock.js';

export interface EngineWorld {
  readonly report: ReportEvent;
  /** Monotonic time in ms. */
  readonly clock: () => number;
  readonly now: () => Date;
  readonly hostName: string;
  /** Where run folders are written. */
  readonly disk: Disk;
  readonly processes: ProcessTable;
  readonly hardware: RunJson['hardware'];
  readonly versions: RunJson['versions'];
  /** The bundled `loaderWorker.ts`. */
  readonly workerUrl: URL;
  /** What tfjs computes with in this process. */
  readonly backend: Backend;
}
