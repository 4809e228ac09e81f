/**
 * `evaluations/`: what a run's trunk was measured to be worth, one file for each train folder, test
 * folder, labels and settings. Measuring the same again replaces the file.
 */
import { createHash } from 'node:crypto';
import { lstat, mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';

import * as z from 'zod';

import { evaluationResultSchema, type EvaluationResult } from '../../protocol/evaluation.js';
import { sentence, type Sentence } from '../../protocol/sentence.js';
import { LabError, reasonOf } from '../labError.js';
import { explainWriteError, writeJsonAtomically, type Disk } from './atomicFile.js';
import { systemCode } from '../systemCode.js';
import { formatVersion, readVersionedJson } from './readUntrusted.js';

const largestEvaluationBytes = 1024 * 1024;
/** More files than this are not read; those that were written last are. */
const mostEvaluations = 100;
/** Files of which it is asked when they were written. */
const mostNames = 1000;

/** The run is the one whose folder the file lies in, wherever that was moved to. */
const storedSchema = evaluationResultSchema
  .omit({ runFolder: true })
  .extend({ formatVersion: z.literal(formatVersion) });

const evaluationsFolder = (runFolder: string): string => join(runFolder, 'evaluations');

/** The same for two evaluations of which the later one replaces the earlier one. */
const evaluationName = (result: EvaluationResult): string => {
  const { dataset, settings, perBlock, fewLabels, references } = result;
  const { trainFolder, testFolder, trainLabels, testLabels } = dataset;
  const { poolGrid, neighbors, temperature, seed, testShare } = settings;
  const asked = [
    [trainFolder, testFolder, trainLabels, testLabels],
    [poolGrid, neighbors, temperature, seed, testShare],
    [perBlock.map(({ block }) => block), fewLabels.length > 0],
    // Training with labels takes long: what it gave is not lost to a shorter evaluation.
    [
      references.supervised !== null,
      references.fineTuned?.epochs,
      references.fineTuned?.labelsPerClass,
    ],
  ];
  const hash = createHash('sha256').update(JSON.stringify(asked)).digest('hex');
  return `${hash.slice(0, 24)}.json`;
};

/** A link would lead out of the run folder. */
const isFolder = async (path: string): Promise<boolean> =>
  (await lstat(path).catch(() => null))?.isDirectory() === true;

/** Makes the folder, but none above it: a run that was deleted meanwhile stays deleted. */
const makeFolder = async (folder: string): Promise<void> => {
  await mkdir(folder).catch((error: unknown) => {
    if (systemCode(error) !== 'EEXIST') throw explainWriteError(error, folder, 0);
  });
  if (!(await isFolder(folder))) {
    throw new LabError(
      'notWritable',
      sentence('{0} is a link or a file, not a folder, so nothing is written there.', folder),
    );
  }
};

/**
 * Keeps an evaluation with its run.
 * @throws LabError `notWritable` or `diskFull`
 */
export const saveEvaluation = async (
  runFolder: string,
  result: EvaluationResult,
  disk: Disk,
): Promise<void> => {
  const folder = evaluationsFolder(runFolder);
  await makeFolder(folder);
  const stored = storedSchema.parse({ formatVersion, ...result });
  await writeJsonAtomically(join(folder, evaluationName(result)), stored, disk);
};

/** Names of evaluations, those that were written last first; nothing where there is no folder. */
const listNames = async (folder: string): Promise<string[]> => {
  if (!(await isFolder(folder))) return [];
  const names = (await readdir(folder)).filter((name) => /^[0-9a-f]{24}\.json$/.test(name));
  const written: { readonly name: string; readonly writtenMs: number }[] = [];
  for (const name of names.sort().slice(0, mostNames)) {
    const found = await lstat(join(folder, name)).catch(() => null);
    if (found !== null) written.push({ name, writtenMs: found.mtimeMs });
  }
  written.sort((a, b) => b.writtenMs - a.writtenMs);
  return written.slice(0, mostEvaluations).map(({ name }) => name);
};

/**
 * Reads the evaluations that are kept with a run, which may come from anyone; the newest first.
 * @param onUnreadable is told of each file that cannot be read
 * @returns at most 100
 * @throws LabError `folderUnreadable`
 */
export const readEvaluations = async (
  runFolder: string,
  onUnreadable: (message: Sentence) => void,
): Promise<EvaluationResult[]> => {
  const folder = evaluationsFolder(runFolder);
  const names = await listNames(folder).catch((error: unknown) => {
    throw new LabError(
      'folderUnreadable',
      sentence('Cannot list the evaluations in {0} ({1}).', folder, reasonOf(error)),
      { cause: error },
    );
  });
  const evaluations: EvaluationResult[] = [];
  for (const name of names) {
    try {
      const read = await readVersionedJson(
        join(folder, name),
        storedSchema,
        largestEvaluationBytes,
      );
      // Parsing again leaves out the version.
      evaluations.push(evaluationResultSchema.parse({ ...read, runFolder }));
    } catch (error) {
      onUnreadable(sentence('An evaluation was left out: {0}', reasonOf(error)));
    }
  }
  return evaluations.sort((a, b) => Date.parse(b.createdAt) - Date.parse(a.createdAt));
};
