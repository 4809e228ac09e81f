/** How fast configurations trained on this machine, for estimates before a run. */
import * as z from 'zod';

import { speedSchema, type Speed } from '../protocol/trainingProtocol.js';
import type { Memory, Subscription } from './outside.js';
import { createEmitter } from './emitter.js';

const key = 'pretextLab.speeds';
/** Configurations that are remembered, the last measured. */
const mostSpeeds = 50;

export interface SpeedBook {
  /** The last measured first. */
  all(): readonly Speed[];
  /** Notes a speed in place of an earlier one of the same key. */
  remember(speed: Speed): Promise<void>;
  /** Another engine computes from now on. */
  forget(): Promise<void>;
  onChange(listener: () => void): Subscription;
}

export const createSpeedBook = (memory: Memory): SpeedBook => {
  const changes = createEmitter<undefined>();
  const all = (): readonly Speed[] => {
    const parsed = z.array(speedSchema).safeParse(memory.get(key));
    return parsed.success ? parsed.data : [];
  };
  return {
    all,
    remember: async (speed) => {
      if (!Number.isFinite(speed.imagesPerSecond) || speed.imagesPerSecond <= 0) return;
      const others = all().filter((known) => known.key !== speed.key);
      await memory.set(key, [speed, ...others].slice(0, mostSpeeds));
      changes.emit(undefined);
    },
    forget: async () => {
      await memory.set(key, undefined);
      changes.emit(undefined);
    },
    onChange: (listener) => changes.on(() => listener()),
  };
};
