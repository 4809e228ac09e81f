/** RotNet's head: global average pooling and one linear layer (Gidaris et al. 2018, section 4.1). */
import * as tf from '@tensorflow/tfjs';

import { cast } from '../../backend/networkOps.js';
import { createDense, type ActivationShape } from '../../model/layers.js';
import type { Parameters } from '../../model/parameters.js';
import type { PretextHead } from '../pretextHead.js';

/**
 * @param features shape of the trunk's output for one view
 * @param classes 4, or 2 when only half or quarter turns are told apart
 */
export const createRotationHead = (
  features: ActivationShape,
  classes: number,
  parameters: Parameters,
): PretextHead => {
  const classify = createDense('rotation.logits', features.channels, classes, 'bias', parameters);
  return {
    logits: (x, _labels, mode, precision) => {
      const pooled = tf.mean(cast(x, precision, 'float32'), [1, 2]); // [B*V, C]
      return classify(pooled, mode);
    },
  };
};
