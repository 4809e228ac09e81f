/**
 * Messages between the engine's child process and whoever started it (command line or editor).
 * A request is one line in `engineRequests`; call and reply types follow from it. Everything that
 * arrives is parsed. The version rises with every change that an older side would misread.
 */
import * as z from 'zod';

import { attentionReportSchema, explainImagesParamsSchema } from './attention.js';
import { embedFolderParamsSchema, imageMapSchema } from './embedding.js';
import { auditParamsSchema, auditReportSchema } from './audit.js';
import { usedBackendSchema } from './backend.js';
import { comparisonSchema } from './comparison.js';
import { classificationResultSchema, classifyParamsSchema } from './classification.js';
import { evaluationParamsSchema, evaluationResultSchema } from './evaluation.js';
import {
  anomalyReportSchema,
  findAnomaliesParamsSchema,
  findNearDuplicatesParamsSchema,
  nearDuplicatesReportSchema,
  searchImagesParamsSchema,
  searchReportSchema,
} from './findings.js';
import {
  folderSummarySchema,
  gridSchema,
  permutationMethodSchema,
  permutationSetSchema,
  precisionSchema,
  runConfigSchema,
  runResultSchema,
} from './run.js';
import {
  exportFormatSchema,
  exportResultSchema,
  featureFormatSchema,
  featuresResultSchema,
} from './exporting.js';
import { filtersSchema, readFiltersParamsSchema } from './filters.js';
import { engineEventSchema } from './engineEvents.js';
import { runDetailsSchema } from './runDetails.js';
import type { Client, Handlers } from './rpc.js';
import { runSummarySchema } from './runSummary.js';
import { sentenceSchema } from './sentence.js';
import {
  epochSamplesSchema,
  photoSchema,
  runHistorySchema,
  runImagesSchema,
} from './runContents.js';
import { index, nothing, path } from './values.js';

export const engineProtocolVersion = 4;

const previewParams = z.object({
  folder: path,
  /** Images on the sheet. */
  count: z.number().int().min(1).max(64),
  /** The run whose views are shown. */
  config: runConfigSchema,
  outFile: path,
});

/** Every request that the engine answers. */
export const engineRequests = {
  /** Compares protocol versions; the first request of a connection. */
  hello: {
    params: z.object({ protocolVersion: z.number().int() }),
    result: z.object({ protocolVersion: z.number().int(), engineVersion: z.string() }),
  },
  /** Loads what this engine computes with. Refused with `engineMissing` where it does not work. */
  describeBackend: {
    params: nothing,
    result: usedBackendSchema.extend({
      /** What decides the numbers that it computes, by name. */
      versions: z.record(z.string(), z.string()),
    }),
  },
  /** Scans and decodes a folder without training. */
  inspectFolder: {
    params: z.object({
      folder: path,
      workers: z.number().int().min(1).max(64),
      maxPixels: index,
      maxFileBytes: index,
    }),
    result: folderSummarySchema,
  },
  /** Writes a contact sheet of what the network is fed, with a section for each task. */
  previewSamples: {
    params: previewParams,
    result: z.object({
      kind: z.literal('preview'),
      file: z.string(),
      widthPx: index,
      heightPx: index,
      images: z.array(z.string()),
    }),
  },
  /** Chooses a permutation set. */
  makePermutationSet: {
    params: z.object({
      method: permutationMethodSchema,
      count: z.number().int().min(2),
      grid: gridSchema,
      seed: index,
    }),
    result: permutationSetSchema,
  },
  /** Draws a folder of sample images to try the Lab on. */
  writeSampleImages: {
    params: z.object({
      folder: path,
      count: z.number().int().min(1).max(100_000),
      seed: index,
      sizePx: z.number().int().min(32).max(1024),
    }),
    result: z.object({
      kind: z.literal('sampleImages'),
      folder: z.string(),
      written: index,
      classes: z.array(z.string()),
    }),
  },
  /** Trains a new run to its end; answers with its result. */
  pretrain: {
    params: z.object({ folder: path, runsFolder: path.nullable(), config: runConfigSchema }),
    result: runResultSchema,
  },
  /** Goes on with an unfinished run from its last good checkpoint. */
  resumeRun: {
    params: z.object({ runFolder: path }),
    result: runResultSchema,
  },
  /** Holds the run after the current step. */
  pause: { params: nothing, result: nothing },
  /** Lets a paused run go on. */
  unpause: { params: nothing, result: nothing },
  /**
   * Ends the run after the current step and a checkpoint, and `pretrain` then answers; ends an
   * evaluation or a look at images without a result.
   */
  stop: {
    params: z.object({ outcome: z.enum(['stopped', 'interrupted']) }),
    result: nothing,
  },
  /** Lists the runs of a folder, newest first. */
  listRuns: {
    params: z.object({ folder: path, runsFolder: path.nullable() }),
    result: z.object({ runs: z.array(runSummarySchema) }),
  },
  /** Reads one run folder. */
  showRun: { params: z.object({ runFolder: path }), result: runDetailsSchema },
  /** Reads what a run measured. */
  readHistory: { params: z.object({ runFolder: path }), result: runHistorySchema },
  /** Reads what the network was fed and answered in the validation after an epoch. */
  readSamples: {
    params: z.object({ runFolder: path, epoch: index }),
    result: epochSamplesSchema,
  },
  /** Reads images of a run's folder as the network sees them before they are cut or turned. */
  readPhotos: {
    params: z.object({
      runFolder: path,
      /** Only paths of the run's own list are read. */
      paths: z.array(path).max(64),
      sidePx: z.number().int().min(16).max(512),
    }),
    result: z.object({ photos: z.array(photoSchema) }),
  },
  /** Reads images of any folder, as `readPhotos` does; paths that lead out of it are not read. */
  readThumbnails: {
    params: z.object({
      folder: path,
      /** Relative, with forward slashes. */
      paths: z.array(path).max(64),
      sidePx: z.number().int().min(16).max(512),
    }),
    result: z.object({ photos: z.array(photoSchema) }),
  },
  /** Reads a run's permutation set; null when its task has none. */
  readPermutations: {
    params: z.object({ runFolder: path }),
    result: z.object({ permutationSet: permutationSetSchema.nullable() }),
  },
  /** Tells what a run read, what it skipped, and how large the images are. */
  describeImages: { params: z.object({ runFolder: path }), result: runImagesSchema },
  /** Sets runs side by side; those that cannot be read are named, and the others compared. */
  compareRuns: {
    params: z.object({ runFolders: z.array(path).min(1).max(32) }),
    result: comparisonSchema,
  },
  /** Writes all that a run tells as one HTML file that loads nothing. */
  writeReport: {
    params: z.object({
      runFolder: path,
      outFile: path,
      /** Whether a file that is no report of the Lab may be replaced. */
      overwrite: z.boolean(),
      /** Of the reader, such as `en` or `pt-br`. */
      language: z.string().regex(/^[a-z]{2,3}(-[a-zA-Z]{2})?$/),
      /** By English text; what is missing stays English. */
      translations: z.record(z.string(), z.string()),
    }),
    result: z.object({
      kind: z.literal('report'),
      file: z.string(),
      bytes: index,
      /** What could not be read and is missing from the report. */
      problems: z.array(sentenceSchema),
    }),
  },
  /** Removes a run folder for good; refused while a living process trains it. */
  deleteRun: { params: z.object({ runFolder: path }), result: nothing },
  /** Counts the images of a folder by their first bytes, without decoding. */
  countImages: {
    params: z.object({ folder: path }),
    result: z.object({ images: index }),
  },
  /** Times a few training steps of a configuration on made-up images. */
  measureSpeed: {
    params: z.object({ config: runConfigSchema }),
    result: z.object({ imagesPerSecond: z.number(), precision: precisionSchema }),
  },
  /** Measures what a run's trunk is worth on labelled images; `stop` ends it without a result. */
  evaluate: { params: evaluationParamsSchema, result: evaluationResultSchema },
  /** Reads the evaluations that are kept with a run, the newest first. */
  readEvaluations: {
    params: z.object({ runFolder: path }),
    result: z.object({ evaluations: z.array(evaluationResultSchema) }),
  },
  /** Sorts a folder of images into the classes of labelled ones; `stop` ends it without a result. */
  classify: { params: classifyParamsSchema, result: classificationResultSchema },
  /** Tests by which shortcuts a run solves its puzzles. */
  auditShortcuts: { params: auditParamsSchema, result: auditReportSchema },
  /** Ranks the images of a folder by how unlike the run's training images they are. */
  findAnomalies: { params: findAnomaliesParamsSchema, result: anomalyReportSchema },
  /** Finds the images of a folder that are nearest to one image, in features of a run. */
  searchImages: { params: searchImagesParamsSchema, result: searchReportSchema },
  /** Groups the images of a folder that are nearly the same, in features of a run. */
  findNearDuplicates: {
    params: findNearDuplicatesParamsSchema,
    result: nearDuplicatesReportSchema,
  },
  /** Lays the images of a folder out on a map, so that those with like features lie together. */
  embedFolder: { params: embedFolderParamsSchema, result: imageMapSchema },
  /** Draws the filters of the first convolution, beside those that the run began with. */
  readFilters: { params: readFiltersParamsSchema, result: filtersSchema },
  /** Shows where the network looks for its answer to its pretext task. */
  explainImages: { params: explainImagesParamsSchema, result: attentionReportSchema },
  /** Writes a run's network in other formats, into a new or empty folder, and compares it. */
  exportRun: {
    params: z.object({
      runFolder: path,
      outFolder: path,
      formats: z.array(exportFormatSchema).min(1),
    }),
    result: exportResultSchema,
  },
  /** Writes the features of a folder of images, into a new or empty folder. */
  exportFeatures: {
    params: z.object({
      runFolder: path,
      folder: path,
      outFolder: path,
      formats: z.array(featureFormatSchema).min(1),
      /** Names of blocks; null for all of them. */
      blocks: z.array(z.string()).min(1).nullable(),
      /** Features are averaged over this many cells along each side; 1 is the global mean. */
      poolGrid: z.number().int().min(1).max(64),
      workers: z.number().int().min(1).max(64),
    }),
    result: featuresResultSchema,
  },
} as const;

export type EngineRequests = typeof engineRequests;
export type EngineRequestName = keyof EngineRequests;
export type EngineParams<N extends EngineRequestName> = z.infer<EngineRequests[N]['params']>;
export type EngineResult<N extends EngineRequestName> = z.infer<EngineRequests[N]['result']>;
export type EngineClient = Client<EngineRequests>;
export type EngineHandlers = Handlers<EngineRequests>;

/** The engine as its owner calls it. */
export const engineService = { requests: engineRequests, eventSchema: engineEventSchema };
