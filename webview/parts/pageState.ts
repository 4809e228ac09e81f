/**
 * What a page remembers across a reload of its window: the chosen tab, filters, sliders.
 * Until `keepStateIn` names a store, it is remembered until the page goes.
 */
import * as z from 'zod';

/** Where the editor keeps one value for the page. */
export interface StateStore {
  getState(): unknown;
  setState(state: unknown): void;
}

const createMemory = (): StateStore => {
  const memory: { state: unknown } = { state: undefined };
  return {
    getState: () => memory.state,
    setState: (state) => {
      memory.state = state;
    },
  };
};
const owned = { store: createMemory() };

const entriesSchema = z.record(z.string(), z.unknown());

const entries = (): Record<string, unknown> => {
  const parsed = entriesSchema.safeParse(owned.store.getState());
  return parsed.success ? parsed.data : {};
};

/** Names the store; called once, before the first element is drawn. */
export const keepStateIn = (store: StateStore): void => {
  owned.store = store;
};

/** The value kept under a key, or the fallback when there is none of this shape. */
export const readState = <T>(key: string, schema: z.ZodType<T>, fallback: T): T => {
  const parsed = schema.safeParse(entries()[key]);
  return parsed.success ? parsed.data : fallback;
};

/** Keeps a plain value (no typed arrays) under a key. */
export const writeState = (key: string, value: unknown): void => {
  owned.store.setState({ ...entries(), [key]: value });
};

/** What was chosen for one run; only the run shown last is remembered. */
const ofRunSchema = z.object({ run: z.string(), value: z.unknown() });

/** The value kept for a run under a key, or the fallback when there is none, or one of another run. */
export const readRunState = <T>(key: string, run: string, schema: z.ZodType<T>, fallback: T): T => {
  const kept = readState(key, ofRunSchema.nullable(), null);
  if (kept?.run !== run) return fallback;
  const parsed = schema.safeParse(kept.value);
  return parsed.success ? parsed.data : fallback;
};

/** Keeps a plain value for a run under a key; see `writeState`. */
export const writeRunState = (key: string, run: string, value: unknown): void =>
  writeState(key, { run, value });
