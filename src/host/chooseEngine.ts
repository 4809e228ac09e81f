/** Lets the user see what was measured of the backends, and choose one. */
import type { BackendChoice } from '../launcher/choice/backendChoice.js';
import type { ComputeEngine } from '../protocol/backend.js';
import { engineBusy } from './engineBusy.js';
import { engineItems, type EngineItem } from './engineItems.js';
import type { Words } from './outside.js';

export interface ChooseEngineOptions {
  readonly choice: Pick<BackendChoice, 'known' | 'measure' | 'hasTensorflow'>;
  readonly wanted: () => ComputeEngine;
  /** True while an engine trains: what is measured beside it would be no measure. */
  readonly isBusy: () => boolean;
  /** Whether there is a TensorFlow engine for this machine. */
  readonly canInstall: () => boolean;
  /** Null when the user chooses nothing. */
  readonly pick: (items: readonly EngineItem[]) => Promise<EngineItem | null>;
  readonly use: (engine: ComputeEngine) => Promise<void>;
  readonly install: () => Promise<void>;
  readonly words: Words;
}

/** @throws SpokenError when a run is under way and something is to be measured; RpcError without an engine */
export const chooseEngine = async (options: ChooseEngineOptions): Promise<void> => {
  const { choice, wanted, isBusy, words } = options;
  let table = await choice.known();
  // A list without figures would be nothing to choose from.
  if (table === null && !isBusy()) table = await choice.measure();
  for (;;) {
    const canInstall = !choice.hasTensorflow && options.canInstall();
    const item = await options.pick(engineItems({ table, wanted: wanted(), canInstall }, words));
    if (item === null) return;
    const { action } = item;
    switch (action.kind) {
      case 'use':
        return options.use(action.engine);
      case 'install':
        return options.install();
      case 'measure':
        if (isBusy()) throw engineBusy(words.t);
        table = (await choice.measure()) ?? table;
    }
  }
};
