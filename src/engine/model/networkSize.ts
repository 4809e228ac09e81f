/** Counts parameters and multiply-adds from the specs alone. */
import type { NetworkSize } from '../../protocol/run.js';
import type { TaskPlan } from '../pretext/tasks.js';
import { layerOutputShape, type ActivationShape } from './layers.js';
import type { Parameters } from './parameters.js';
import type { NetworkSpec } from './presets.js';
import { trunkOutputShape, type TrunkSpec } from './trunk.js';

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

const headMultiplyAdds = (network: NetworkSpec, plan: TaskPlan): number => {
  const { layout } = plan;
  const features = trunkOutputShape(network.trunk, layout.viewSizePx);
  if (plan.task === 'rotation') return layout.viewsPerImage * features.channels * layout.classes;
  const { tileUnits, puzzleUnits } = network.jigsawHead;
  const flat = features.height * features.width * features.channels;
  const perTile = flat * tileUnits;
  const perPuzzle = (layout.viewsPerImage * tileUnits + layout.classes) * puzzleUnits;
  return layout.viewsPerImage * perTile + layout.labelsPerImage * perPuzzle;
};

/** What one image costs in a forward pass of all tasks, and how many numbers are trained. */
export const networkSizeOf = (
  network: NetworkSpec,
  plans: readonly TaskPlan[],
  parameters: Parameters,
): NetworkSize => ({
  parameters: parameters.trainable.reduce((sum, { value }) => sum + value.size, 0),
  multiplyAddsPerImage: plans.reduce(
    (sum, plan) =>
      sum +
      plan.layout.viewsPerImage * trunkMultiplyAdds(network.trunk, plan.layout.viewSizePx) +
      headMultiplyAdds(network, plan),
    0,
  ),
});
