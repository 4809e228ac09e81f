/** What the form of a map holds, and what it asks for. */
import * as z from 'zod';

import type { RequestOf } from '../../../src/protocol/analysis.js';
import { mostMapImages } from '../../../src/protocol/embedding.js';
import { parseNumber, parseWholeNumber, type Parsed } from '../../parts/parseText.js';

export const mapFormSchema = z.object({
  /** Null for the folder of the run. */
  folder: z.string().nullable(),
  labelsFile: z.string().nullable(),
  block: z.string(),
  neighbors: z.string(),
  minDistance: z.string(),
  seed: z.string(),
  mostImages: z.string(),
  withRotation: z.boolean(),
});
/** Texts as they were typed. */
export type MapForm = z.infer<typeof mapFormSchema>;

export const untouchedForm: MapForm = {
  folder: null,
  labelsFile: null,
  block: '',
  neighbors: '15',
  minDistance: '0.1',
  seed: '0',
  mostImages: String(mostMapImages),
  withRotation: true,
};

export interface ParsedForm {
  readonly neighbors: Parsed<number>;
  readonly minDistance: Parsed<number>;
  readonly seed: Parsed<number>;
  readonly mostImages: Parsed<number>;
}

export const parseForm = (form: MapForm): ParsedForm => ({
  neighbors: parseWholeNumber(form.neighbors, 2, 200),
  minDistance: parseNumber(form.minDistance, { min: 0, max: 1 }),
  seed: parseWholeNumber(form.seed, 0, 0xffff_ffff),
  mostImages: parseWholeNumber(form.mostImages, 1, mostMapImages),
});

/**
 * @param folder of the run's images
 * @returns null while a field is wrong
 */
export const requestOf = (form: MapForm, folder: string): RequestOf<'embedFolder'> | null => {
  const { neighbors, minDistance, seed, mostImages } = parseForm(form);
  const isWrong = [neighbors, minDistance, seed, mostImages].some(({ error }) => error !== null);
  if (isWrong) return null;
  return {
    name: 'embedFolder',
    params: {
      folder: form.folder ?? folder,
      block: form.block.trim() === '' ? null : form.block.trim(),
      labelsFile: form.labelsFile,
      neighbors: neighbors.value ?? 0,
      minDistance: minDistance.value ?? 0,
      seed: seed.value ?? 0,
      mostImages: mostImages.value ?? 0,
      withRotation: form.withRotation,
    },
  };
};
