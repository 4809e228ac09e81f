/** Features of a folder, and cosines straight from their definition. */
import type { Dataset } from '../../src/engine/data/prepareDataset.js';
import { openLoaderPool } from '../../src/engine/evaluation/evaluationImages.js';
import { extractFeatures } from '../../src/engine/evaluation/extractFeatures.js';
import type { OpenedTrunk } from '../../src/engine/evaluation/openTrunk.js';
import type { createReadingWorld } from './evaluationFixtures.js';

/** The features of some images after one block, a row each. */
export const featureRows = async (
  trunk: OpenedTrunk,
  dataset: Dataset,
  images: Int32Array,
  block: string,
  poolGrid: number,
  world: ReturnType<typeof createReadingWorld>,
): Promise<number[][]> => {
  const pool = openLoaderPool(world, 1);
  try {
    const source = { dataset, images, pool, clock: world.clock };
    const [matrix] = await extractFeatures(trunk, source, { poolGrid, blocks: [block] });
    const { values = new Float32Array(), dimension = 0 } = matrix ?? {};
    return Array.from(images, (_, row) => [
      ...values.subarray(row * dimension, (row + 1) * dimension),
    ]);
  } finally {
    await pool.close();
  }
};

/** In double precision. */
export const plainCosine = (a: readonly number[], b: readonly number[]): number => {
  const dot = (x: readonly number[], y: readonly number[]): number =>
    x.reduce((sum, value, i) => sum + value * (y[i] ?? NaN), 0);
  return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
};
