/** The weights of a checkpoint as other formats hold them. Plain arrays, no tensors. */
import { batchNormEpsilon } from '../backend/networkOps.js';
import type { Values, ValuesByName } from '../model/parameters.js';
import type { PlannedConv, PlannedDense } from './inferencePlan.js';

/** @throws Error when there is none of that name */
export const valuesOf = (weights: ValuesByName, name: string): Values => {
  const values = weights.get(name);
  if (values === undefined) throw new Error(`The checkpoint has no tensor ${name}.`);
  return values;
};

/** A filter or matrix with the bias that follows it. */
export interface AffineWeights {
  /** Convolution [k, k, in, out]; dense [in, out]. */
  readonly weights: Values;
  /** [out] */
  readonly bias: Values;
}

/**
 * The weights of a layer with its batch norm folded into them, as the engine itself evaluates: with
 * fixed statistics batch norm is affine.
 */
export const foldedWeights = (
  layer: PlannedConv | PlannedDense,
  source: ValuesByName,
): AffineWeights => {
  const { name, activation } = layer;
  const kind = 'size' in layer ? 'filter' : 'matrix';
  const weights = valuesOf(source, `${name}.${kind}`);
  if (activation !== 'batchNormRelu') return { weights, bias: valuesOf(source, `${name}.bias`) };
  const [gamma, beta, mean, variance] = ['gamma', 'beta', 'mean', 'variance'].map(
    (part) => valuesOf(source, `${name}.${part}`).data,
  );
  if (!gamma || !beta || !mean || !variance) throw new Error(`${name} lacks its batch norm.`);
  const channels = gamma.length;
  const scale = gamma.map((value, c) => value / Math.sqrt(variance[c]! + batchNormEpsilon));
  // Output channels come last.
  const folded = weights.data.map((value, i) => value * scale[i % channels]!);
  const bias = beta.map((value, c) => value - mean[c]! * scale[c]!);
  return {
    weights: { shape: weights.shape, data: folded },
    bias: { shape: [channels], data: bias },
  };
};

/**
 * Reorders the axes of a tensor.
 * @param axes for each axis of the result, the axis that it was
 */
export const permuteAxes = ({ shape, data }: Values, axes: readonly number[]): Values => {
  const strides = shape.map((_, axis) =>
    shape.slice(axis + 1).reduce((product, side) => product * side, 1),
  );
  const newShape = axes.map((axis) => shape[axis] ?? 0);
  const newStrides = axes.map((axis) => strides[axis] ?? 0);
  const moved = new Float32Array(data.length);
  const place = newShape.map(() => 0);
  let from = 0;
  for (let to = 0; to < moved.length; to++) {
    moved[to] = data[from]!;
    // Counts up like an odometer, the last axis fastest.
    for (let axis = place.length - 1; axis >= 0; axis--) {
      from += newStrides[axis]!;
      place[axis]! += 1;
      if (place[axis]! < newShape[axis]!) break;
      from -= newStrides[axis]! * newShape[axis]!;
      place[axis] = 0;
    }
  }
  return { shape: newShape, data: moved };
};

/** A filter [k, k, in, out] as [out, in, k, k], as ONNX and PyTorch hold it. */
export const filterOutputFirst = (filter: Values): Values => permuteAxes(filter, [3, 2, 0, 1]);
/** The way back. */
export const filterOutputLast = (filter: Values): Values => permuteAxes(filter, [2, 3, 1, 0]);
/** A matrix [in, out] as [out, in], or back. */
export const transposeMatrix = (matrix: Values): Values => permuteAxes(matrix, [1, 0]);
