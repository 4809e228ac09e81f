/**
 * The Lab's kernels, registered with tfjs for the `tensorflow` backend. `elements` below is float32
 * or bfloat16; channels last; `[...]` any leading shape. See `networkOps.ts` for their gradients.
 */
export const kernelNames = {
  /** {x, filter} -> z: convolution with SAME or VALID padding. */
  conv: 'PretextConv',
  /** {filter, dy}, attrs inputShape -> dx */
  convInputGrad: 'PretextConvInputGrad',
  /** {x, dy}, attrs filterShape -> dfilter, float32 */
  convFilterGrad: 'PretextConvFilterGrad',
  /** {x, gamma, beta} -> [y, mean, variance, inverseSigma] */
  batchNormRelu: 'PretextBatchNormRelu',
  /** {dy, x, y, gamma, beta, mean, inverseSigma} -> [dx, dgamma, dbeta] */
  batchNormReluGrad: 'PretextBatchNormReluGrad',
  /** {x, bias}, attrs relu -> y */
  bias: 'PretextBias',
  /** {dy, y}, attrs relu -> [dx, dbias] */
  biasGrad: 'PretextBiasGrad',
  /** {x} -> [y, argmax] */
  maxPool: 'PretextMaxPool',
  /** {dy, argmax, x} -> dx */
  maxPoolGrad: 'PretextMaxPoolGrad',
  /** {x} -> y */
  averagePool: 'PretextAveragePool',
  /** {dy, x} -> dx */
  averagePoolGrad: 'PretextAveragePoolGrad',
  /** {a, b}, attrs transposeA, transposeB -> a b; b takes the element type of a */
  matMul: 'PretextMatMul',
  /** {x}, attrs to -> x in another element type */
  cast: 'PretextCast',
  /** {x, like} -> x in the element type of `like` */
  castLike: 'PretextCastLike',
  /** {logits, labels} -> [loss per row, gradient by logits] */
  softmaxCrossEntropy: 'PretextSoftmaxCrossEntropy',
  /** {weights, velocity, gradient, settings} -> [weights, velocity] */
  momentum: 'PretextMomentum',
} as const;

export type KernelName = (typeof kernelNames)[keyof typeof kernelNames];
