/** The first filters of a run as pictures, beside those that it began with. */
import { resolve } from 'node:path';

import type { Filters, ReadFiltersParams } from '../../../protocol/filters.js';
import { networkSpec } from '../../model/presets.js';
import { encodePicture, shownSidePx } from '../../pretext/sheet/encodePicture.js';
import { nodeDisk, writeFileAtomically } from '../../runFolder/atomicFile.js';
import { outFileAdvice, requirePlace } from '../../outFile.js';
import { createFrozenTrunk, type FrozenTrunk } from '../frozenTrunk.js';
import { pauseBetween, type LookingWorld } from '../lookedAtFolder.js';
import { openTrunk, type OpenedTrunk } from '../openTrunk.js';
import { drawFiltersSheet } from './filtersSheet.js';

/** The weights of one channel, float32 [k, k, 3], in reading order. */
type Filter = Float32Array;

/** The first convolution of a preset, as its parameters are called. */
const firstLayerOf = ({ run }: OpenedTrunk): string => {
  for (const { name, layers } of networkSpec(run.config.preset).trunk.blocks) {
    const layer = layers.find(({ kind }) => kind === 'conv');
    if (layer !== undefined) return `${name}.${layer.name}`;
  }
  throw new Error(`The preset ${run.config.preset} has no convolution.`);
};

/** @returns the side k, and one filter per channel */
const filtersOf = async ({ parameters }: FrozenTrunk, layer: string) => {
  const found = parameters.trainable.find(({ name }) => name === `${layer}.filter`);
  if (found === undefined) throw new Error(`There is no filter of ${layer}.`);
  const [sizePx = 0, , , channels = 0] = found.value.shape; // [k, k, 3, channels]
  const values = await found.value.data();
  const filters = Array.from({ length: channels }, (_, channel): Filter =>
    Float32Array.from(
      { length: sizePx * sizePx * 3 },
      (__, i) => values[i * channels + channel] ?? NaN,
    ),
  );
  return { sizePx, filters };
};

const largestOf = (filter: Filter): number =>
  filter.reduce((most, weight) => Math.max(most, Math.abs(weight)), 0);

/**
 * Around zero, and by the filter's own largest weight: on a scale of all filters, weak ones, which are
 * as regular as strong ones, would be plain grey.
 */
const drawFilter = async (filter: Filter, sizePx: number, pictureSidePx: number) => {
  const largest = largestOf(filter);
  const pixels = Uint8ClampedArray.from(filter, (weight) =>
    largest > 0 ? 127.5 + (127.5 * weight) / largest : 127.5,
  );
  const square = { sizePx, channels: 3, pixels } as const;
  return { picture: await encodePicture(square, pictureSidePx, false), largest };
};

const cosine = (a: Filter, b: Filter): number => {
  const dot = (x: Filter, y: Filter): number =>
    x.reduce((sum, value, i) => sum + value * (y[i] ?? NaN), 0);
  const lengths = Math.sqrt(dot(a, a) * dot(b, b));
  return lengths > 0 ? dot(a, b) / lengths : 0;
};

/**
 * Draws every filter of the first convolution.
 * @param signal gives up between two filters; its reason is thrown
 * @throws LabError `notWritable`, `diskFull`, those of opening a trunk
 */
export const readFilters = async (
  { runFolder, sidePx, outFile }: ReadFiltersParams,
  world: LookingWorld,
  signal: AbortSignal,
): Promise<Filters> => {
  const file = outFile === null ? null : resolve(outFile);
  if (file !== null) await requirePlace(file);
  const opened = await openTrunk(runFolder, world);
  try {
    const layer = firstLayerOf(opened);
    const { sizePx, filters } = await filtersOf(opened, layer);
    const begun = createFrozenTrunk(opened.run.config, opened.views, 'float32');
    const { filters: starts } = await filtersOf(begun, layer).finally(() => {
      begun.dispose();
    });
    const pictureSidePx = shownSidePx(sizePx, sidePx);
    const pause = pauseBetween(signal);
    const drawn: Filters['filters'] = [];
    for (const [channel, filter] of filters.entries()) {
      const start = starts[channel] ?? new Float32Array(filter.length);
      drawn.push({
        trained: await drawFilter(filter, sizePx, pictureSidePx),
        start: await drawFilter(start, sizePx, pictureSidePx),
        similarity: cosine(filter, start),
      });
      await pause();
    }
    const { step } = opened;
    if (file !== null) {
      const { png } = await drawFiltersSheet({ layer, filters: drawn });
      await writeFileAtomically(file, [png], png.byteLength, nodeDisk, outFileAdvice);
    }
    return { kind: 'filters', layer, sizePx, pictureSidePx, step, filters: drawn, file };
  } finally {
    opened.dispose();
  }
};
