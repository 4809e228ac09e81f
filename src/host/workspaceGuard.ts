/** What a workspace does not allow, each in one sentence. */
import type { Translate } from '../protocol/sentence.js';
import { SpokenError } from './spokenError.js';

/** What matters of the workspace that is open. */
export interface WorkspaceFacts {
  readonly isTrusted: boolean;
  /** True where no folder of the workspace is on a disk. */
  readonly isVirtual: boolean;
}

/** Why no image can be read, or null. */
export const readingObstacle = ({ isVirtual }: WorkspaceFacts, t: Translate): string | null =>
  isVirtual
    ? t(
        'This workspace is not on a disk, so the engine cannot read its images; open a folder on a disk.',
      )
    : null;

/** Why no run can be started or changed, or null. */
export const trainingObstacle = (facts: WorkspaceFacts, t: Translate): string | null => {
  const obstacle = readingObstacle(facts, t);
  if (obstacle !== null || facts.isTrusted) return obstacle;
  return t(
    'Training starts the engine’s programs and writes into the folder of images, so it needs trust in this workspace; earlier runs can be looked at without it.',
  );
};

/** Why no file of the user may be moved, or null. */
export const changingObstacle = (facts: WorkspaceFacts, t: Translate): string | null => {
  const obstacle = readingObstacle(facts, t);
  if (obstacle !== null || facts.isTrusted) return obstacle;
  return t('Moving images changes your files, so it needs trust in this workspace.');
};

/** @throws SpokenError with the obstacle, if there is one */
export const refuse = (obstacle: string | null): void => {
  if (obstacle !== null) throw new SpokenError(obstacle);
};
