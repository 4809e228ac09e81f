/** How fast a configuration trains on this machine, before there is a run. */
import type { EngineResult } from '../../protocol/engineProtocol.js';
import type { RunConfig } from '../../protocol/run.js';
import type { BatchPart } from '../data/batch.js';
import type { PretextTask } from '../pretext/pretextTask.js';
import { planTasks } from '../pretext/tasks.js';
import { createRandom, type Random } from '../random.js';
import type { EngineWorld } from '../world.js';
import { calibrate } from './calibrate.js';
import { permutationSetOf } from './openRunData.js';
import { stepMsOf } from './planRun.js';
import { createRunNetwork } from './pretextNetwork.js';

/** Multiply-adds of a timed step's forward pass: a third of a second a step on a slow processor. */
const mostMultiplyAdds = 3e9;
/** Fewer images do not fill the processor's cores. */
const fewestImages = 4;
/** Random numbers that a batch is filled with, over and over. */
const distinctValues = 65_536;

/** Views of noise with random labels. */
const makePart = ({ layout }: PretextTask, images: number, random: Random): BatchPart => {
  const noise = Float32Array.from({ length: distinctValues }, () => random.normal());
  const valuesPerImage = layout.viewsPerImage * layout.viewSizePx ** 2 * 3;
  return {
    views: Float32Array.from(
      { length: images * valuesPerImage },
      (_, i) => noise[i % distinctValues] ?? 0,
    ),
    labels: Int32Array.from({ length: images * layout.labelsPerImage }, () =>
      random.below(layout.classes),
    ),
  };
};

/**
 * Times training steps on made-up images, in the precision that a run would choose. Of large
 * batches a part is timed, so that it takes seconds at most.
 * @throws LabError `badArgument` when the configuration does not fit together
 */
export const measureSpeed = async (
  config: RunConfig,
  world: Pick<EngineWorld, 'backend' | 'clock'>,
): Promise<EngineResult<'measureSpeed'>> => {
  // Which permutations they are does not matter here, and choosing good ones takes long.
  const jigsaw = { ...config.jigsaw, permutationMethod: 'random' as const };
  const tasks = planTasks(config, permutationSetOf({ ...config, jigsaw }));
  const createNetwork = () => createRunNetwork(config, tasks);
  const sizing = createNetwork();
  const { multiplyAddsPerImage } = sizing.size;
  sizing.dispose();
  const affordable = Math.max(fewestImages, Math.floor(mostMultiplyAdds / multiplyAddsPerImage));
  const images = Math.min(config.batchSize, affordable);
  const random = createRandom(config.seed).split('speed');
  const parts = tasks.map((task) => makePart(task, images, random.split(task.name)));
  const { backend, clock } = world;
  const { bfloat16Available } = backend;
  const calibration = await calibrate({
    ...{ createNetwork, parts, config, bfloat16Available, clock },
    needsTime: true,
  });
  return {
    imagesPerSecond: (images * 1000) / stepMsOf(calibration),
    precision: calibration.chosen,
  };
};
