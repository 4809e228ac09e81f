/** What the commands and views of one window share. */
import type { LogOutputChannel, Uri } from 'vscode';

import type { BackendChoice } from '../launcher/choice/backendChoice.js';
import type { Analyses } from './analyses.js';
import type { Clock, Memory, Words } from './outside.js';
import type { FolderBook } from './folderBook.js';
import type { ReaderEngine } from './readerEngine.js';
import type { RunsList } from './runsList.js';
import type { RunsNews } from './runsNews.js';
import type { RunUnderWayNote } from './runUnderWay.js';
import type { Settings } from './settings.js';
import type { SpeedBook } from './speedBook.js';
import type { TensorflowEngines } from './tensorflowEngine/tensorflowEngines.js';
import type { Trainer } from './trainer.js';
import type { WorkspaceFacts } from './workspaceGuard.js';

export interface HostServices {
  readonly extensionUri: Uri;
  /** A folder of the extension's own, outside every workspace. */
  readonly storageUri: Uri;
  readonly words: Words;
  readonly clock: Clock;
  readonly log: LogOutputChannel;
  /** What is remembered of this workspace. */
  readonly memory: Memory;
  readonly settings: () => Settings;
  readonly facts: () => WorkspaceFacts;
  /** Looks things up. */
  readonly reader: ReaderEngine;
  /** Does the analyses, beside it. */
  readonly analyst: ReaderEngine;
  readonly analyses: Analyses;
  /** Which backend is computed with, and what was measured of them. */
  readonly choice: BackendChoice;
  /** Another backend is wanted from now on: drops what belongs to the one before. */
  readonly onBackendChosen: () => void;
  readonly trainer: Trainer;
  readonly speeds: SpeedBook;
  readonly note: RunUnderWayNote;
  readonly folders: FolderBook;
  readonly runs: RunsList;
  readonly runsNews: RunsNews;
  /** The engine that is an offer. */
  readonly tensorflow: TensorflowEngines;
  /** Why no engine can be started, in one sentence, or null. */
  readonly engineObstacle: () => string | null;
  /** Why the extension's package does not fit this machine, in one sentence, or null. */
  readonly packageObstacle: () => string | null;
}
