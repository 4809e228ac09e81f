/** Whether a run has learnt an up at all: without one, the doubt of its rotation head says nothing. */
import type { AnomalyReport } from '../../../protocol/findings.js';
import { sentence, type Sentence } from '../../../protocol/sentence.js';
import { readEpochs } from '../../runFolder/metricsLog.js';
import type { OpenedTrunk } from '../openTrunk.js';

type RotationAccuracy = NonNullable<AnomalyReport['rotationAccuracy']>;

/** Share of the way from chance to certainty below which an accuracy is as good as guessed. */
const littleLearnt = 0.2;

/**
 * How well the run told rotations apart in its last validation up to the opened checkpoint.
 * @returns null when the run has no rotation task or held no images out
 */
export const readRotationAccuracy = async ({
  runFolder,
  epoch: opened,
}: Pick<OpenedTrunk, 'runFolder' | 'epoch'>): Promise<RotationAccuracy | null> => {
  const epochs = await readEpochs(runFolder);
  const last = epochs.filter(({ epoch }) => epoch <= opened).at(-1);
  const rotation = last?.tasks.find(({ task }) => task === 'rotation');
  return rotation === undefined ? null : { accuracy: rotation.accuracy, chance: rotation.chance };
};

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

/** @returns a sentence when the accuracy is near that of guessing, else null */
export const describeNoUpright = ({ accuracy, chance }: RotationAccuracy): Sentence | null =>
  accuracy >= chance + littleLearnt * (1 - chance)
    ? null
    : sentence(
        'The run told rotations of its validation images apart with an accuracy of {0}, where guessing gives {1}: either these images have no natural up (coins, aerial and microscope views have none) or it was trained too briefly, so its rotation score means little; rank by the distance to training images instead (--score neighbors).',
        percent(accuracy),
        percent(chance),
      );
