/** Labels of images: from the subfolders that they lie in, or from a CSV file. */
import { readFile } from 'node:fs/promises';

import { sentence, type Sentence } from '../../protocol/sentence.js';
import { LabError } from '../labError.js';
import { systemCode } from '../systemCode.js';
import { regularFileBytes } from '../runFolder/readUntrusted.js';
import { CsvError, parseCsv } from './csv.js';

/** The paths of a data set. */
export interface ImagePaths {
  readonly length: number;
  at(i: number): string;
}

/** The label of each image, or null where it has none. */
export interface LabelNames {
  readonly names: readonly (string | null)[];
  /** Labels that name no readable image of the folder. */
  readonly unmatched: readonly string[];
}

/** Labelled images, ready to be fitted or measured. */
export interface LabelledImages {
  /** In ascending order; a label is a place in this list. */
  readonly classes: readonly string[];
  /** int32 [N], dataset indices of the images with a label, ascending. */
  readonly images: Int32Array;
  /** int32 [N], each 0 .. classes.length - 1. */
  readonly labels: Int32Array;
  /** Images without a label, which are left out. */
  readonly unlabelled: number;
}

const largestCsvBytes = 256 * 2 ** 20;

/** All that can be wrong with labels, in the words that the user reads. */
const refuse = {
  noSubfolders: (folder: string): LabError =>
    new LabError(
      'badArgument',
      sentence(
        'No image in {0} has a label: put the images of each class into a subfolder of its own, or name a CSV file of paths and labels.',
        folder,
      ),
    ),
  noneMatches: (file: string, folder: string, label: string): LabError =>
    new LabError(
      'badArgument',
      sentence(
        'None of the labels in {0} names an image of {1}; the first one is for "{2}", and paths must be relative to that folder.',
        file,
        folder,
        label,
      ),
    ),
  oneClass: (folder: string, name: string): LabError =>
    new LabError(
      'badArgument',
      sentence(
        'All labelled images in {0} are of the class "{1}"; there is nothing to tell apart with fewer than two classes.',
        folder,
        name,
      ),
    ),
  oneImage: (folder: string, name: string): LabError =>
    new LabError(
      'badArgument',
      sentence(
        'The class "{0}" in {1} has one image only, but needs at least two: one to fit and one to choose settings on; add images, or leave the class out.',
        name,
        folder,
      ),
    ),
  unknownClass: (folder: string, name: string): LabError =>
    new LabError(
      'badArgument',
      sentence(
        'The test images in {0} have the class "{1}", of which there are no training images; name a training folder that has it, or leave it out.',
        folder,
        name,
      ),
    ),
  unreadable: (file: string, why: string): LabError =>
    new LabError('badArgument', sentence('The labels in {0} cannot be read ({1}).', file, why)),
  misquoted: (file: string, line: number): LabError =>
    new LabError(
      'badArgument',
      sentence('A quotation mark in line {0} of {1} is out of place.', line, file),
    ),
  nameless: (file: string): LabError =>
    new LabError(
      'badArgument',
      sentence('The first line of {0} must name the columns, path and label among them.', file),
    ),
  ragged: (file: string, line: number, cells: number, columns: number): LabError =>
    new LabError(
      'badArgument',
      sentence('Line {0} of {1} has {2} cells instead of {3}.', line, file, cells, columns),
    ),
  labelledTwice: (file: string, line: number, path: string, labels: readonly [string, string]) =>
    new LabError(
      'badArgument',
      sentence(
        'Line {0} of {1} gives {2} a second label, "{4}" after "{3}".',
        line,
        file,
        path,
        ...labels,
      ),
    ),
};

/** Says that a file of labels has some for images that are not there. @param first one of them */
export const unmatchedLabels = (
  count: number,
  file: string,
  folder: string,
  first: string,
): Sentence =>
  sentence(
    '{0} of the labels in {1} name no readable image of {2}, such as "{3}"; they are left out.',
    count,
    file,
    folder,
    first,
  );

/** The first-level subfolder of each image; images beside the subfolders have no label. */
export const labelsOfFolders = (paths: ImagePaths): LabelNames => ({
  names: Array.from({ length: paths.length }, (_, i) => {
    const path = paths.at(i);
    const end = path.indexOf('/');
    return end === -1 ? null : path.slice(0, end);
  }),
  unmatched: [],
});

const normalisePath = (path: string): string =>
  path.trim().replaceAll('\\', '/').replace(/^\.\//u, '');

/** Label by path. @throws LabError where the text is not a table of paths and labels */
const parseLabels = (text: string, file: string): Map<string, string> => {
  const rows = (() => {
    try {
      return parseCsv(text);
    } catch (error) {
      if (error instanceof CsvError) throw refuse.misquoted(file, error.line);
      throw error;
    }
  })();
  const header = rows[0]?.cells.map((cell) => cell.trim().toLowerCase()) ?? [];
  const [pathAt, labelAt] = [header.indexOf('path'), header.indexOf('label')];
  if (pathAt === -1 || labelAt === -1) {
    throw refuse.nameless(file);
  }
  const labels = new Map<string, string>();
  for (const { line, cells } of rows.slice(1)) {
    if (cells.length !== header.length) {
      throw refuse.ragged(file, line, cells.length, header.length);
    }
    const path = normalisePath(cells[pathAt] ?? '');
    const label = (cells[labelAt] ?? '').trim();
    const before = labels.get(path);
    if (before !== undefined && before !== label) {
      throw refuse.labelledTwice(file, line, path, [before, label]);
    }
    labels.set(path, label);
  }
  return labels;
};

/**
 * The labels of a CSV file with a header that names `path` (relative to the folder) and `label`. Other
 * columns are left alone; an empty label is none.
 * @param folder of the images, for the sentence of an error
 * @throws LabError `badArgument` when the file cannot be read, is not such a table, or names no image
 */
export const labelsOfCsv = async (
  file: string,
  paths: ImagePaths,
  folder: string,
): Promise<LabelNames> => {
  const text = await regularFileBytes(file, largestCsvBytes)
    .then(() => readFile(file, 'utf8'))
    .catch((error: unknown) => {
      const why = systemCode(error) ?? (error instanceof Error ? error.message : String(error));
      throw refuse.unreadable(file, why.replace(/\.$/u, ''));
    });
  const labels = parseLabels(text, file);
  const unmatched = new Set(labels.keys());
  const names = Array.from({ length: paths.length }, (_, i) => {
    unmatched.delete(paths.at(i));
    const label = labels.get(paths.at(i)) ?? '';
    return label === '' ? null : label;
  });
  const [first] = unmatched;
  if (first !== undefined && unmatched.size === labels.size) {
    throw refuse.noneMatches(file, folder, first);
  }
  return { names, unmatched: [...unmatched] };
};

const collect = ({ names }: LabelNames, classes: readonly string[]): LabelledImages => {
  const numbers = new Map(classes.map((name, label) => [name, label]));
  const images: number[] = [];
  const labels: number[] = [];
  for (const [image, name] of names.entries()) {
    const label = name === null ? undefined : numbers.get(name);
    if (label === undefined) continue;
    images.push(image);
    labels.push(label);
  }
  const unlabelled = names.length - images.length;
  return { classes, images: Int32Array.from(images), labels: Int32Array.from(labels), unlabelled };
};

/** How many images there are of each class. @returns [classes] */
export const countClasses = (labels: Int32Array, classes: number): number[] => {
  const counts = Array.from({ length: classes }, () => 0);
  for (const label of labels) counts[label]! += 1;
  return counts;
};

/**
 * Images that classifiers are fitted on.
 * @throws LabError `badArgument` without labels, with one class only, or with a class of one image
 */
export const trainingLabels = (labels: LabelNames, folder: string): LabelledImages => {
  const classes = [...new Set(labels.names)].filter((name) => name !== null).sort();
  const [first, second] = classes;
  if (first === undefined) throw refuse.noSubfolders(folder);
  if (second === undefined) throw refuse.oneClass(folder, first);
  const labelled = collect(labels, classes);
  const lonely = countClasses(labelled.labels, classes.length).indexOf(1);
  if (lonely !== -1) throw refuse.oneImage(folder, classes[lonely] ?? '');
  return labelled;
};

/**
 * Images that classifiers are measured on.
 * @param classes of the training images
 * @throws LabError `badArgument` without labels, or with a class that the training images have not
 */
export const testLabels = (
  labels: LabelNames,
  classes: readonly string[],
  folder: string,
): LabelledImages => {
  const foreign = labels.names.find((name) => name !== null && !classes.includes(name));
  if (foreign != null) throw refuse.unknownClass(folder, foreign);
  const labelled = collect(labels, classes);
  if (labelled.images.length === 0) throw refuse.noSubfolders(folder);
  return labelled;
};
