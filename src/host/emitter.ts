/** Tells listeners of something, in the order in which they came. */
import type { Subscription } from './outside.js';

export interface Emitter<T> {
  on(listener: (value: T) => void): Subscription;
  emit(value: T): void;
}

export const createEmitter = <T>(): Emitter<T> => {
  // A wrapper for each subscription: the same function may listen twice.
  const subscribed = new Set<{ readonly listener: (value: T) => void }>();
  return {
    on: (listener) => {
      const entry = { listener };
      subscribed.add(entry);
      return {
        dispose: () => {
          subscribed.delete(entry);
        },
      };
    },
    emit: (value) => {
      for (const entry of [...subscribed]) if (subscribed.has(entry)) entry.listener(value);
    },
  };
};
