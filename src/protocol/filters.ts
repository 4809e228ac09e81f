/** The filters of a network's first convolution as pictures: what it looks for in the pixels. */
import * as z from 'zod';

import { index } from './values.js';

export const readFiltersParamsSchema = z.object({
  runFolder: z.string().min(1),
  /** Side of a picture at about this many px, a whole number of them for each weight. */
  sidePx: z.number().int().min(8).max(256),
  /** A PNG file to draw all of them into besides; null for none. */
  outFile: z.string().min(1).nullable(),
});
export type ReadFiltersParams = z.infer<typeof readFiltersParamsSchema>;

const filterSchema = z.object({
  /** PNG; middle grey is 0, and the filter's own largest weight is black or white in its channel. */
  picture: z.instanceof(Uint8Array),
  /** Its largest weight without the sign: the pictures do not show how strong a filter is. */
  largest: z.number().min(0),
});

export const filtersSchema = z.object({
  kind: z.literal('filters'),
  /** Block and layer, such as `block1.conv`. */
  layer: z.string(),
  /** Side of a filter in weights. */
  sizePx: z.number().int().min(1),
  /** Side of a picture in px. */
  pictureSidePx: z.number().int().min(1),
  /** Steps of the checkpoint that was opened. */
  step: index,
  /** One per channel of the layer. */
  filters: z.array(
    z.object({
      trained: filterSchema,
      /** The same filter as the run began. */
      start: filterSchema,
      /** Cosine of the two: 1 for a filter that only grew or shrank, 0 also for one that died. */
      similarity: z.number().min(-1.001).max(1.001),
    }),
  ),
  /** The file that was drawn, absolute; null for none. */
  file: z.string().nullable(),
});
/** The first filters of a run, before and after. */
export type Filters = z.infer<typeof filtersSchema>;
