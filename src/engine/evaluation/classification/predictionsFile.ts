/** Predictions as a CSV file, which is written anew or not at all. */
import { sentence } from '../../../protocol/sentence.js';
import { csvCell } from '../../exporting/features/csv.js';
import { encodeTexts, type Disk } from '../../runFolder/atomicFile.js';
import { writeNewFile } from '../../runFolder/newFile.js';

/** What is told of one image. */
export interface Prediction {
  readonly path: string;
  readonly label: string;
  /** Of the label. */
  readonly probability: number;
  /** Of each class, in the order of the classes. */
  readonly probabilities: readonly number[];
}

/** Six digits are more than any classifier knows. */
const digits = (probability: number): string => `${Number(probability.toPrecision(6))}`;

/** The lines: `path,label,probability`, then `p_<class>` for each class. */
export function* predictionsCsv(
  classes: readonly string[],
  predictions: Iterable<Prediction>,
): Generator<string> {
  const columns = ['path', 'label', 'probability', ...classes.map((name) => `p_${name}`)];
  yield `${columns.map(csvCell).join(',')}\r\n`;
  for (const { path, label, probability, probabilities } of predictions) {
    const cells = [csvCell(path), csvCell(label), ...[probability, ...probabilities].map(digits)];
    yield `${cells.join(',')}\r\n`;
  }
}

/** @throws LabError `notWritable` when there is something at the path already, `diskFull` */
export const writePredictions = (
  file: string,
  classes: readonly string[],
  predictions: Iterable<Prediction>,
  disk: Disk,
): Promise<void> =>
  writeNewFile(file, encodeTexts(predictionsCsv(classes, predictions)), disk, {
    whenRefused: sentence('Allow writing there, or name another file (--out).'),
    whenFull: sentence('Free some space, or name a file on another disk (--out).'),
  });
