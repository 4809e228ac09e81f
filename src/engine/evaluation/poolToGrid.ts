/** Averages features over a grid, so that a vector says what is where, as coarsely as wanted. */
import * as tf from '@tensorflow/tfjs';

/** Cells along `side` features: never more than there are features. */
export const gridCells = (side: number, grid: number): number => Math.min(side, grid);

/** Means over `cells` stretches of one axis, which overlap by one where they do not come out even. */
const poolAxis = (x: tf.Tensor, axis: 1 | 2, cells: number): tf.Tensor => {
  const side = x.shape[axis] ?? 0;
  if (side === cells) return x;
  const means = Array.from({ length: cells }, (_, cell) => {
    const start = Math.floor((cell * side) / cells);
    const end = Math.ceil(((cell + 1) * side) / cells);
    const begin = [0, 0, 0, 0];
    const size = [-1, -1, -1, -1];
    begin[axis] = start;
    size[axis] = end - start;
    return tf.mean(tf.slice(x, begin, size), axis, true);
  });
  return tf.concat(means, axis);
};

/**
 * Average pooling to a grid of any size; a grid of 1 is the global mean. Run within `tf.tidy`.
 * @param x float32 [N, h, w, C]
 * @param grid cells along each side, at least 1; at most the features there are count
 * @returns float32 [N, rows * columns * C], cells in reading order
 */
export const poolToGrid = (x: tf.Tensor, grid: number): tf.Tensor => {
  const [images = 0, height = 0, width = 0] = x.shape;
  const rows = poolAxis(x, 1, gridCells(height, grid));
  return tf.reshape(poolAxis(rows, 2, gridCells(width, grid)), [images, -1]);
};
