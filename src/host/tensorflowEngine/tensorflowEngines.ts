/** The TensorFlow engine of this machine, as one window knows it. */
import type { EngineProcess } from '../../launcher/engineProcess.js';
import { inEnglish } from '../../protocol/sentence.js';
import { wheelFor } from '../../tensorflowLibrary/wheels.mjs';
import { createEmitter } from '../emitter.js';
import type { Logger, Subscription } from '../outside.js';
import {
  checkTensorflowEngine,
  findTensorflowEngine,
  type TensorflowEngine,
} from './findTensorflowEngine.js';
import { addonCandidates } from './installation.js';

/** Starts an engine that computes with the library of a folder. @throws RpcError or SpokenError when there is no engine */
export type LaunchTensorflow = (
  tensorflowFolder: string,
  onLog: (line: string) => void,
) => EngineProcess;

export interface TensorflowEngines {
  /** Looks anew: other windows install and remove it too. */
  readonly find: () => TensorflowEngine;
  readonly launch: LaunchTensorflow;
  /** An engine did not work: reads the files of an installation once, and writes down if they are damaged. */
  readonly suspect: () => void;
  /** Whether there is one for this machine, as far as a glance tells. */
  readonly canInstall: () => boolean;
  /** Where the addon may be, the best place first. */
  readonly addons: () => readonly string[];
  /** To be called after installing or removing. */
  readonly tellChange: () => void;
  /** It was installed or removed in this window. */
  readonly onChange: (listener: () => void) => Subscription;
}

export interface TensorflowEnginesOptions {
  /** The extension's own storage; absolute. */
  readonly storageFolder: string;
  /** Where the extension itself is installed. */
  readonly extensionFolder: string;
  /** Absolute path of the folder that the engine is run from, or null where there is none. */
  readonly engineFolder: () => string | null;
  readonly launch: LaunchTensorflow;
  readonly logger: Pick<Logger, 'warn'>;
  /** As in `process.platform`. */
  readonly platform: string;
  /** As in `process.arch`. */
  readonly architecture: string;
  readonly exists: (path: string) => boolean;
}

export const createTensorflowEngines = (options: TensorflowEnginesOptions): TensorflowEngines => {
  const { storageFolder, extensionFolder, engineFolder, launch, platform, architecture } = options;
  const changes = createEmitter<undefined>();
  const suspected = new Set<string>();
  // Nobody could have installed one where the C library does not fit.
  const wheel = wheelFor(platform, architecture, true);
  const find = (): TensorflowEngine =>
    findTensorflowEngine({ storageFolder, engineFolder: engineFolder(), wheel });
  const addons = (): readonly string[] => addonCandidates(extensionFolder, engineFolder());
  return {
    find,
    suspect: () => {
      const engine = find();
      if (engine.state !== 'installed' || suspected.has(engine.build)) return;
      suspected.add(engine.build);
      void checkTensorflowEngine(engine.folder).then((reason) => {
        if (reason !== null) options.logger.warn(inEnglish(reason));
      });
    },
    canInstall: () => wheel !== null && addons().some(options.exists),
    addons,
    launch,
    tellChange: () => changes.emit(undefined),
    onChange: (listener) => changes.on(() => listener()),
  };
};
