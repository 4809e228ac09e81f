/** The world outside the host's core, as small interfaces: the core runs and is tested without an editor. */
import type { Translate } from '../protocol/sentence.js';

export interface Subscription {
  dispose(): void;
}

export interface Clock {
  /** Milliseconds that never go back. */
  nowMs(): number;
  /** The date and the time of day. */
  now(): Date;
  /** Runs something once, unless it is disposed before. */
  after(delayMs: number, run: () => void): Subscription;
}

export interface Logger {
  debug(message: string): void;
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}

/** What outlives the window. What is read back was written by any version, and is parsed. */
export interface Memory {
  get(key: string): unknown;
  /** `undefined` forgets the key. */
  set(key: string, value: unknown): Promise<void>;
}

/** What a text for the user needs. */
export interface Words {
  readonly t: Translate;
  /** BCP 47, such as `en` or `ko`. */
  readonly language: string;
}
