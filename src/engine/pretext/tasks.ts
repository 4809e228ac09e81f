/** The registry of tasks, beside TensorFlow: which of them a configuration names. */
import type { PermutationSet, RunConfig } from '../../protocol/run.js';
import { createJigsawTask } from './jigsaw/jigsawTask.js';
import type { PretextTask } from './pretextTask.js';
import { createRotationTask } from './rotation/rotationTask.js';

/**
 * The tasks that a configuration names, in the order in which batches carry them.
 * @param permutationSet needed if one of them is the jigsaw
 * @throws LabError `badArgument` when views or tiles do not fit into the image
 */
export const planTasks = (
  config: RunConfig,
  permutationSet: PermutationSet | null,
): PretextTask[] => {
  if (config.task === 'rotation') return [createRotationTask(config, null)];
  if (permutationSet === null) throw new Error('A jigsaw needs its permutation set.');
  const jigsaw = createJigsawTask(config, permutationSet);
  return config.task === 'jigsaw' ? [jigsaw] : [createRotationTask(config, jigsaw.layout), jigsaw];
};
