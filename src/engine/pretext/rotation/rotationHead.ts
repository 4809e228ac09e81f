/** RotNet's head: global average pooling and one linear layer (Gidaris et al. 2018, section 4.1). */
import type { ActivationShape } from '../../model/layers.js';
import type { Parameters } from '../../model/parameters.js';
import { createPooledHead } from '../../model/pooledHead.js';
import type { PretextHead } from '../pretextHead.js';

/**
 * @param features shape of the trunk's output for one view
 * @param classes 4, or 2 when only half or quarter turns are told apart
 */
export const createRotationHead = (
  { channels }: ActivationShape,
  classes: number,
  parameters: Parameters,
): PretextHead => {
  const classify = createPooledHead('rotation.logits', channels, classes, parameters);
  return { logits: (x, _labels, mode, precision) => classify(x, mode, precision) };
};
