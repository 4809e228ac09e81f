/** How the outside steers a run: pause, go on, stop. */
import { sentence, type Sentence } from '../../protocol/sentence.js';
import { LabError } from '../labError.js';

export type StopOutcome = 'stopped' | 'interrupted';

const stoppedBeforeTraining = sentence(
  'The run was stopped before its first step; decoded images stay in the cache.',
);

/** Asked by the training loop between two steps, and by other long work between two batches. */
export class RunControl {
  readonly #stoppedMessage: Sentence;
  readonly #abort = new AbortController();
  #stop: StopOutcome | null = null;
  #paused = false;
  #wake: (() => void) | null = null;

  /** @param stoppedMessage with which the signal aborts */
  constructor(stoppedMessage = stoppedBeforeTraining) {
    this.#stoppedMessage = stoppedMessage;
  }

  /** The outcome that was asked for, or null. */
  get stopRequest(): StopOutcome | null {
    return this.#stop;
  }

  /** Aborted with the first stop: ends what comes before the first step. */
  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  get paused(): boolean {
    return this.#paused;
  }

  pause(): void {
    this.#paused = true;
  }

  unpause(): void {
    this.#paused = false;
    this.#wake?.();
  }

  /** Ends the run after the current step, also when it is paused. */
  stop(outcome: StopOutcome): void {
    this.#stop = outcome;
    this.#abort.abort(new LabError('engineStopped', this.#stoppedMessage));
    this.#wake?.();
  }

  /** Resolves when the run may go on: at once unless it is paused. */
  async whilePaused(): Promise<void> {
    while (this.#paused && this.#stop === null) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    this.#wake = null;
  }
}
