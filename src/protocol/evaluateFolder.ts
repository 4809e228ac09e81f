/** An evaluation of the run that the Lab shows, when nothing but the folder is said. */
import type { RequestOf } from './analysis.js';
import { defaultEvaluation } from './evaluation.js';

/** @param trainFolder absolute path of labelled images; the names of its subfolders are the labels */
export const evaluateFolder = (trainFolder: string): RequestOf<'evaluate'> => ({
  name: 'evaluate',
  params: {
    ...defaultEvaluation,
    trainFolder,
    testFolder: null,
    trainLabels: null,
    testLabels: null,
    blocks: null,
    fewLabels: true,
  },
});
