/** Looks at the losses of steps, each while the step after it is computed. */
import type * as tf from '@tensorflow/tfjs';

export interface LossWatch {
  /**
   * Takes the loss of a step, and reads the one before.
   * @param loss float32 scalar, nats; disposed here
   * @throws what `refuse` makes of a loss that is not finite
   */
  watch(loss: tf.Scalar, step: number): Promise<void>;
  /** Reads the last one. @throws as `watch` */
  finish(): Promise<void>;
  /** Lets go of the one that was not read, if any. */
  dispose(): void;
}

/** @param refuse makes an error of a loss that is not finite, and the step that had it */
export const createLossWatch = (refuse: (loss: number, step: number) => Error): LossWatch => {
  let unread: { readonly loss: tf.Scalar; readonly step: number } | null = null;
  const look = async (seen: typeof unread): Promise<void> => {
    if (seen === null) return;
    const [value = NaN] = await seen.loss.data().finally(() => seen.loss.dispose());
    if (!Number.isFinite(value)) throw refuse(value, seen.step);
  };
  return {
    watch: async (loss, step) => {
      const before = unread;
      unread = { loss, step };
      await look(before);
    },
    finish: async () => {
      const last = unread;
      unread = null;
      await look(last);
    },
    dispose: () => {
      unread?.loss.dispose();
      unread = null;
    },
  };
};
