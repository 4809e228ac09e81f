/** Taking only a few labels of each class. */
import { sentence } from '../../../protocol/sentence.js';
import { LabError } from '../../labError.js';
import type { Random } from '../../random.js';
import { rowsOf, type LabelledRows } from '../evaluationData.js';
import { countClasses } from '../labels.js';
import { drawPerClass } from '../stratify.js';

/**
 * Draws the same number of images of each class.
 * @throws LabError `badArgument` when a class has fewer
 */
export const drawLabels = (
  labelled: LabelledRows,
  classes: readonly string[],
  perClass: number,
  random: Random,
): LabelledRows => {
  const counts = countClasses(labelled.labels, classes.length);
  const scarce = counts.findIndex((images) => images < perClass);
  if (scarce !== -1) {
    throw new LabError(
      'badArgument',
      sentence(
        'The class "{0}" has only {1} images to train on, so {2} labels of each class cannot be taken; ask for fewer (--labels-per-class).',
        classes[scarce] ?? '',
        counts[scarce] ?? 0,
        perClass,
      ),
    );
  }
  return rowsOf(labelled, drawPerClass(labelled.labels, classes.length, perClass, random));
};
