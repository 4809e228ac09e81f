/** Counts parameters and multiply-adds from the specs alone. */
import type { NetworkSize } from '../../protocol/run.js';
import type { PretextTask } from '../pretext/pretextTask.js';
import { layerOutputShape, type ActivationShape } from './layers.js';
import type { Parameters } from './parameters.js';
import type { NetworkSpec } from './presets.js';
import type { TrunkSpec } from './trunk.js';

/** Multiply-adds of a trunk's convolutions for one view. */
export const trunkMultiplyAdds = (spec: TrunkSpec, viewSizePx: number): number => {
  let shape: ActivationShape = { height: viewSizePx, width: viewSizePx, channels: 3 };
  let total = 0;
  for (const layer of spec.blocks.flatMap((block) => block.layers)) {
    const output = layerOutputShape(layer, shape);
    if (layer.kind === 'conv') {
      const perPixel = layer.size ** 2 * shape.channels * layer.channels;
      total += output.height * output.width * perPixel;
    }
    shape = output;
  }
  return total;
};

/** What one image costs in a forward pass of all tasks, and how many numbers are trained. */
export const networkSizeOf = (
  network: NetworkSpec,
  tasks: readonly PretextTask[],
  parameters: Parameters,
): NetworkSize => ({
  parameters: parameters.trainable.reduce((sum, { value }) => sum + value.size, 0),
  multiplyAddsPerImage: tasks.reduce((sum, task) => {
    const { viewsPerImage, viewSizePx } = task.layout;
    const trunk = viewsPerImage * trunkMultiplyAdds(network.trunk, viewSizePx);
    return sum + trunk + task.headMultiplyAdds(network);
  }, 0),
});
