/** Refusing blocks that a trunk does not have. */
import { sentence } from '../../protocol/sentence.js';
import { LabError } from '../labError.js';
import type { OpenedTrunk } from './openTrunk.js';

/**
 * @param wanted names of blocks; null for all of them
 * @throws LabError `badArgument` when the trunk has no block of one of the names
 */
export const requireBlocks = (
  { blocks }: Pick<OpenedTrunk, 'blocks'>,
  wanted: readonly string[] | null,
): void => {
  const names = blocks.map(({ name }) => name);
  const unknown = wanted?.find((name) => !names.includes(name));
  if (unknown === undefined) return;
  throw new LabError(
    'badArgument',
    sentence('This trunk has no block named {0}; its blocks are {1}.', unknown, names.join(', ')),
  );
};
