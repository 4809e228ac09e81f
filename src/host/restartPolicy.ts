/** How often something that ends by itself may be started again. */
import type { Sentence } from '../protocol/sentence.js';

export interface RestartPolicy {
  /** Takes down an unexpected end. */
  recordEnd(reason: Sentence): void;
  /** The last reason, once there were too many ends in a short time; null while it may be started. */
  refusal(): Sentence | null;
  /** True when it has ended at least once since the user asked to try again. */
  readonly hasEnded: boolean;
  /** The user asked to try again. */
  clear(): void;
}

const mostEnds = 3;
const withinMs = 5 * 60_000;

/** @param nowMs milliseconds that never go back */
export const createRestartPolicy = (nowMs: () => number): RestartPolicy => {
  let ends: { readonly atMs: number; readonly reason: Sentence }[] = [];
  return {
    recordEnd: (reason) => {
      ends = [...ends, { atMs: nowMs(), reason }].slice(-mostEnds);
    },
    refusal: () => {
      const oldest = ends.at(0);
      const isOver = oldest === undefined || ends.length < mostEnds;
      return isOver || nowMs() - oldest.atMs > withinMs ? null : (ends.at(-1)?.reason ?? null);
    },
    get hasEnded() {
      return ends.length > 0;
    },
    clear: () => {
      ends = [];
    },
  };
};
