/** The tasks of a run: how each one makes views, and the head that it puts on the trunk. */
import type { PermutationSet, RunConfig } from '../../protocol/run.js';
import type { Parameters } from '../model/parameters.js';
import type { NetworkSpec } from '../model/presets.js';
import { trunkOutputShape } from '../model/trunk.js';
import { createJigsawHead } from './jigsaw/jigsawHead.js';
import { jigsawGeometry } from './jigsaw/tiles.js';
import type { PretextHead } from './pretextHead.js';
import type { ViewLayout } from './pretextTask.js';
import { createRotationHead } from './rotation/rotationHead.js';
import { createViewMaker, type ViewMakerSpec } from './viewMakers.js';

export type TaskName = ViewMakerSpec['task'];

/** One task of a run, before there is a network. */
export interface TaskPlan {
  readonly task: TaskName;
  readonly spec: ViewMakerSpec;
  readonly layout: ViewLayout;
  /** Adds the head's parameters. */
  createHead(network: NetworkSpec, parameters: Parameters): PretextHead;
}

/** Shift of the random crop as a share of the view: 4 of 32 px, as RotNet's padding on CIFAR-10. */
const shiftShare = 1 / 8;

const rotationPlan = (config: RunConfig, shared: { sourceSizePx: number } | null): TaskPlan => {
  // Beside a jigsaw the source is large: views are random crops of it at half resolution.
  const viewSizePx = shared === null ? config.imageSizePx : Math.floor(config.imageSizePx / 2);
  const spec: ViewMakerSpec = {
    task: 'rotation',
    turns: config.rotation.turns,
    sourceSizePx: shared?.sourceSizePx ?? config.imageSizePx,
    viewSizePx,
    shrink: shared === null ? 1 : 2,
    shiftPx: shared === null ? Math.round(config.imageSizePx * shiftShare) : 0,
    augment: config.overfitImages === null,
  };
  const { layout } = createViewMaker(spec);
  return {
    task: 'rotation',
    spec,
    layout,
    createHead: (network, parameters) =>
      createRotationHead(trunkOutputShape(network.trunk, viewSizePx), layout.classes, parameters),
  };
};

const jigsawPlan = (config: RunConfig, permutationSet: PermutationSet): TaskPlan => {
  const { jigsaw } = config;
  const geometry = jigsawGeometry(config.imageSizePx, jigsaw.grid);
  const spec: ViewMakerSpec = {
    task: 'jigsaw',
    grid: jigsaw.grid,
    permutations: jigsaw.permutations,
    permutationsPerImage: jigsaw.permutationsPerImage,
    sourceSizePx: geometry.sourceSizePx,
    cropSizePx: geometry.cropSizePx,
    tileSizePx: geometry.tileSizePx,
    randomGap: jigsaw.randomGap,
    normaliseTiles: jigsaw.normaliseTiles,
    grayShare: jigsaw.grayShare,
    channelShiftPx: jigsaw.channelShiftPx,
    augment: config.overfitImages === null,
  };
  return {
    task: 'jigsaw',
    spec,
    layout: createViewMaker(spec).layout,
    createHead: (network, parameters) =>
      createJigsawHead(
        {
          spec: network.jigsawHead,
          features: trunkOutputShape(network.trunk, geometry.tileSizePx),
          permutations: permutationSet.permutations,
          labelsPerImage: jigsaw.permutationsPerImage,
        },
        parameters,
      ),
  };
};

/**
 * The tasks that a configuration names, in the order in which batches carry them.
 * @param permutationSet needed if one of them is the jigsaw
 */
export const planTasks = (config: RunConfig, permutationSet: PermutationSet | null): TaskPlan[] => {
  if (config.task === 'rotation') return [rotationPlan(config, null)];
  if (permutationSet === null) throw new Error('A jigsaw needs its permutation set.');
  const jigsaw = jigsawPlan(config, permutationSet);
  return config.task === 'jigsaw' ? [jigsaw] : [rotationPlan(config, jigsaw.layout), jigsaw];
};
