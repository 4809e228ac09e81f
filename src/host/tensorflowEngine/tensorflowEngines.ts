/** The TensorFlow engine of this machine, as one window knows it. */
import type { EngineProcess } from '../../launcher/engineProcess.js';
import { wheelFor } from '../../tensorflowLibrary/wheels.mjs';
import { createEmitter } from '../emitter.js';
import type { Subscription } from '../outside.js';
import { findTensorflowEngine, type TensorflowEngine } from './findTensorflowEngine.js';

/** Starts an engine that computes with the library of a folder. @throws RpcError or SpokenError when there is no engine */
export type LaunchTensorflow = (
  tensorflowFolder: string,
  onLog: (line: string) => void,
) => EngineProcess;

export interface TensorflowEngines {
  /** Looks anew: other windows install and remove it too. */
  readonly find: () => TensorflowEngine;
  readonly launch: LaunchTensorflow;
  /** Absolute path of the folder that the engine is run from, or null where there is none. */
  readonly engineFolder: () => string | null;
  /** To be called after installing or removing. */
  readonly tellChange: () => void;
  /** It was installed or removed in this window. */
  readonly onChange: (listener: () => void) => Subscription;
}

export interface TensorflowEnginesOptions {
  /** The extension's own storage; absolute. */
  readonly storageFolder: string;
  readonly engineFolder: () => string | null;
  readonly launch: LaunchTensorflow;
  /** As in `process.platform`. */
  readonly platform: string;
  /** As in `process.arch`. */
  readonly architecture: string;
}

export const createTensorflowEngines = (options: TensorflowEnginesOptions): TensorflowEngines => {
  const { storageFolder, engineFolder, launch, platform, architecture } = options;
  const changes = createEmitter<undefined>();
  return {
    find: () =>
      findTensorflowEngine({
        storageFolder,
        engineFolder: engineFolder(),
        // Nobody could have installed one where the C library does not fit.
        wheel: wheelFor(platform, architecture, true),
      }),
    launch,
    engineFolder,
    tellChange: () => changes.emit(undefined),
    onChange: (listener) => changes.on(() => listener()),
  };
};
