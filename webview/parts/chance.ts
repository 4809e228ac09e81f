/** What guessing gives: the level that a network has to rise above. */
import type { RunConfig } from '../../src/protocol/run.js';

/** Accuracy of guessing, as a mean over the run's tasks, 0..1. */
export const chanceOf = ({ task, rotation, jigsaw }: RunConfig): number => {
  const turns = rotation.turns === 'all' ? 1 / 4 : 1 / 2;
  const orders = 1 / jigsaw.permutations;
  if (task === 'both') return (turns + orders) / 2;
  return task === 'rotation' ? turns : orders;
};
