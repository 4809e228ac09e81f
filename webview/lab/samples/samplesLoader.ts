/**
 * Loads the samples of epochs on demand and keeps the last few. While another epoch is under way the
 * one before stays shown, so that moving through time does not flicker.
 */
import type { EpochSamples, Sample } from '../../../src/protocol/runContents.js';
import type { ImageUrls } from './imageUrls.js';

/** Epochs kept in memory; their texts are small and their images are shared. */
const mostEpochs = 32;

export interface LoadedEpoch {
  /** Finished epochs. */
  readonly epoch: number;
  readonly samples: readonly Sample[];
}

export interface SamplesState {
  /** What can be shown now: the wanted epoch, or the one before until it is there. */
  readonly shown: LoadedEpoch | null;
  readonly loading: boolean;
  /** Why the wanted epoch cannot be shown, in one sentence. */
  readonly problem: string | null;
}

export interface SamplesLoader {
  readonly state: SamplesState;
  /** Shows an epoch as soon as it is there. The last wish counts. */
  show(epoch: number): void;
  /** Reads an epoch that will be wanted soon; failure is told when it is wanted. */
  prefetch(epoch: number): void;
  /** Tries the wanted epoch once more. */
  retry(): void;
  /** Stops telling, and releases all images. */
  dispose(): void;
}

export interface SamplesLoaderOptions {
  readonly read: (epoch: number) => Promise<EpochSamples>;
  readonly urls: ImageUrls;
  readonly onChange: () => void;
  /** Turns what was thrown into a sentence. */
  readonly describeError: (error: unknown) => string;
}

export const createSamplesLoader = (options: SamplesLoaderOptions): SamplesLoader => {
  const { read, urls, onChange, describeError } = options;
  /** The last used at the end. */
  const epochs = new Map<number, LoadedEpoch>();
  const underWay = new Set<number>();
  let wanted: number | null = null;
  let state: SamplesState = { shown: null, loading: false, problem: null };
  let disposed = false;

  const change = (next: SamplesState): void => {
    state = next;
    onChange();
  };

  const keep = ({ epoch, samples, images }: EpochSamples): void => {
    epochs.set(epoch, { epoch, samples });
    urls.add(images);
    let dropped = false;
    for (const old of [...epochs.keys()]) {
      if (epochs.size <= mostEpochs) break;
      if (old === wanted || old === state.shown?.epoch || old === epoch) continue;
      epochs.delete(old);
      dropped = true;
    }
    if (dropped) urls.keepOnly(imageNames(epochs.values()));
  };

  const load = async (epoch: number): Promise<void> => {
    if (underWay.has(epoch)) return;
    underWay.add(epoch);
    let problem: string | null = null;
    try {
      const answer = await read(epoch);
      // The answer is filed under what was asked for, whatever it says itself.
      if (!disposed) keep({ ...answer, epoch });
    } catch (error) {
      problem = describeError(error);
    } finally {
      underWay.delete(epoch);
    }
    if (disposed || epoch !== wanted) return;
    const shown = epochs.get(epoch) ?? state.shown;
    change({ shown, loading: false, problem });
  };

  const show = (epoch: number): void => {
    wanted = epoch;
    const known = epochs.get(epoch);
    if (known === undefined) {
      change({ shown: state.shown, loading: true, problem: null });
      void load(epoch);
      return;
    }
    epochs.delete(epoch);
    epochs.set(epoch, known);
    change({ shown: known, loading: false, problem: null });
  };

  return {
    get state() {
      return state;
    },
    show: (epoch) => {
      if (epoch !== wanted) show(epoch);
    },
    prefetch: (epoch) => {
      if (!epochs.has(epoch)) void load(epoch);
    },
    retry: () => {
      if (wanted !== null) show(wanted);
    },
    dispose: () => {
      disposed = true;
      urls.dispose();
    },
  };
};

const imageNames = (epochs: Iterable<LoadedEpoch>): Set<string> => {
  const names = new Set<string>();
  for (const { samples } of epochs) {
    for (const { fed } of samples) {
      for (const name of fed) if (name !== null) names.add(name);
    }
  }
  return names;
};
