/** What was measured of the backends of this machine, and what follows from it. Pure. */
import * as z from 'zod';

import { backendNameSchema, type BackendName } from '../../protocol/backend.js';
import { sentence, sentenceSchema, type Sentence } from '../../protocol/sentence.js';

/** Images of the step that all backends are compared by. */
export const standardImages = 16;

const ms = z.number().nonnegative();

export const measuredBackendSchema = z.object({
  backend: backendNameSchema,
  works: z.boolean(),
  /** In the backend's own words; empty where it did not come to that. */
  device: z.string(),
  /** From the start of a process until it can compute; null where it could not. */
  startMs: ms.nullable(),
  /** A training step of `standardImages` images; null where none was timed to its end. */
  stepMs: ms.nullable(),
  /** Why it does not work, or why it is as slow as it is. */
  reason: sentenceSchema.optional(),
});
export type MeasuredBackend = z.infer<typeof measuredBackendSchema>;
/** One line for each backend that was tried, the fastest first. */
export type BackendTable = readonly MeasuredBackend[];

/** What works comes before what does not, and what was timed before what was not. */
const rank = ({ works, stepMs }: MeasuredBackend): number => (!works ? 2 : stepMs === null ? 1 : 0);

export const fastestFirst = (measured: readonly MeasuredBackend[]): MeasuredBackend[] =>
  measured.toSorted(
    (a, b) => rank(a) - rank(b) || (a.stepMs ?? Infinity) - (b.stepMs ?? Infinity) || 0,
  );

/** What Auto takes, or null where nothing works. */
export const chosenByAuto = (table: BackendTable): MeasuredBackend | null =>
  table.find(({ works }) => works) ?? null;

/** Images that a measured backend trains on in a second, or null. */
export const imagesPerSecondOf = ({ stepMs }: MeasuredBackend): number | null =>
  stepMs === null || stepMs === 0 ? null : (standardImages * 1000) / stepMs;

/** What a backend tells of itself. */
interface Described {
  readonly name: BackendName;
  readonly device: string;
  readonly versions: Readonly<Record<string, string>>;
}

/** Programs that stand in for a graphics processor, by what they call themselves. */
const software = /swiftshader|llvmpipe|microsoft basic render/i;

/** Whether a graphics processor is none, but a program that computes in its place. */
export const isSoftware = ({ name, device, versions }: Described): boolean =>
  name === 'webgpu' && [device, ...Object.values(versions)].some((text) => software.test(text));

/** What slows a backend down, or null. */
export const handicapOf = (described: Described): Sentence | null => {
  if (isSoftware(described)) {
    return sentence(
      'There is no graphics processor (software only: {0}).',
      described.device === '' ? '?' : described.device,
    );
  }
  if (described.name === 'wasm' && described.versions['simd'] === 'false') {
    return sentence(
      'WebAssembly has no vector instructions (SIMD) here, so it trains several times more slowly than it could.',
    );
  }
  return null;
};
