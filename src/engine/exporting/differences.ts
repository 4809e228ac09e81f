/** How far what was written is from what the engine computes. */
import { sentence, type Sentence } from '../../protocol/sentence.js';
import { LabError } from '../labError.js';
import type { Values } from '../model/parameters.js';

/** One comparison of a written file with the engine. */
export interface FileCheck {
  /** Relative to the export's folder. */
  readonly file: string;
  /** What was compared with what, as the end of a sentence. */
  readonly compared: Sentence;
  /** Over all values. */
  readonly maxAbsoluteDifference: number;
}

/** Rounding in another order may differ by this much of the largest value; a wrong layer by far more. */
const mostRelativeDifference = 1e-3;

/**
 * Compares values in pairs.
 * @throws LabError `internal` when they are not the same numbers up to rounding, so that a file which
 *   computes something else is never handed out
 */
export const compareValues = (
  file: string,
  compared: Sentence,
  pairs: readonly { readonly expected: Values; readonly actual: Values }[],
): FileCheck => {
  let furthest = 0;
  let largest = 1;
  for (const { expected, actual } of pairs) {
    const sameShape = expected.shape.join() === actual.shape.join();
    if (!sameShape || expected.data.length !== actual.data.length) {
      throw new LabError(
        'internal',
        sentence(
          'The file {0} gives [{1}] where the engine computes [{2}]; nothing was exported.',
          file,
          actual.shape.join(', '),
          expected.shape.join(', '),
        ),
      );
    }
    for (let i = 0; i < expected.data.length; i++) {
      const difference = Math.abs(expected.data[i]! - actual.data[i]!);
      // A value that is not a number is as wrong as can be.
      furthest = Number.isNaN(difference) ? Infinity : Math.max(furthest, difference);
      largest = Math.max(largest, Math.abs(expected.data[i]!));
    }
  }
  if (furthest > mostRelativeDifference * largest) {
    throw new LabError(
      'internal',
      sentence(
        'The file {0} does not compute what the engine computes (it is off by {1}); nothing was exported.',
        file,
        furthest,
      ),
    );
  }
  return { file, compared, maxAbsoluteDifference: furthest };
};
