/** Messages between the extension host and the Lab; see `panelProtocol.ts`. */
import * as z from 'zod';

import {
  analysisNameSchema,
  analysisOutcomeSchema,
  analysisRequestSchema,
  analysisStateSchema,
} from './analysis.js';
import { comparisonSchema } from './comparison.js';
import { engineRequests } from './engineProtocol.js';
import { movedImagesSchema, moveImagesParamsSchema } from './moving.js';
import { greeting, greetingParams, steerParams } from './panelProtocol.js';
import { epochMetricsSchema, permutationSetSchema } from './run.js';
import {
  epochSamplesSchema,
  photoSchema,
  runImagesSchema,
  stepColumnsSchema,
} from './runContents.js';
import { comparedFoldersSchema, listedGroupSchema } from './runListing.js';
import { runStatusSchema } from './runStatus.js';
import { copiedTextSchema, savedFileSchema } from './savedFile.js';
import { index, nothing } from './values.js';

export const labTabSchema = z.enum([
  'curves',
  'puzzles',
  'rotations',
  'permutations',
  'images',
  'probe',
  'map',
  'filters',
  'anomalies',
  'search',
  'export',
  'compare',
  'run',
]);
export type LabTab = z.infer<typeof labTabSchema>;

export const snapshotSchema = z.object({
  kind: z.literal('snapshot'),
  /** Null when there is no run to show. */
  status: runStatusSchema.nullable(),
  steps: stepColumnsSchema,
  epochs: z.array(epochMetricsSchema),
  /** What cannot be shown of the run, or why there is none, in one sentence; null when all is there. */
  problem: z.string().nullable(),
});
/** Everything about the run that the Lab shows. */
export type Snapshot = z.infer<typeof snapshotSchema>;

export const deltaSchema = z.object({
  kind: z.literal('delta'),
  /** The last step that the receiver must have; another one means a gap. 0 before the first. */
  afterStep: index,
  steps: stepColumnsSchema,
  epochs: z.array(epochMetricsSchema),
  status: runStatusSchema,
  /** As in a snapshot. */
  problem: z.string().nullable(),
});
/** What came since the last message, at most ten times a second. */
export type Delta = z.infer<typeof deltaSchema>;

/** What the Lab is told unasked. */
export const labEventSchema = z.discriminatedUnion('kind', [
  snapshotSchema,
  deltaSchema,
  /** Bring a tab to the front. */
  z.object({ kind: z.literal('showTab'), tab: labTabSchema }),
  /** Bring the comparison to the front, with these runs chosen. */
  z.object({ kind: z.literal('compare'), runFolders: comparedFoldersSchema }),
  /** Where the analyses of the run that is shown stand, the last one of each name; all of them. */
  z.object({ kind: z.literal('analyses'), analyses: z.array(analysisStateSchema) }),
]);
export type LabEvent = z.infer<typeof labEventSchema>;

/** What the Lab may ask for. Errors are sentences for the user. */
export const labRequests = {
  /** The first request of each page load. */
  ready: {
    params: greetingParams,
    result: greeting.extend({
      snapshot: snapshotSchema,
      analyses: z.array(analysisStateSchema),
      tab: labTabSchema.nullable(),
      /** Runs to compare that were named before the page was there, or null. */
      compare: comparedFoldersSchema.nullable(),
    }),
  },
  /** After a gap. */
  snapshot: { params: nothing, result: snapshotSchema },
  /** Tries once more what `problem` says is missing. */
  retry: { params: nothing, result: nothing },
  steer: { params: steerParams, result: nothing },
  readSamples: { params: z.object({ epoch: index }), result: epochSamplesSchema },
  readPhotos: {
    params: z.object({
      paths: z.array(z.string().min(1)).max(64),
      sidePx: z.number().int().min(16).max(512),
    }),
    result: z.object({ photos: z.array(photoSchema) }),
  },
  readPermutations: {
    params: nothing,
    result: z.object({ permutationSet: permutationSetSchema.nullable() }),
  },
  describeImages: { params: nothing, result: runImagesSchema },
  /** The evaluations that are kept with the run, the newest first. */
  readEvaluations: { params: nothing, result: engineRequests.readEvaluations.result },
  /** Has the engine do something with the run; `analyses` events tell how far it is. */
  startAnalysis: { params: analysisRequestSchema, result: nothing },
  /** Ends the analysis of a name that waits or runs, without a result. */
  stopAnalysis: { params: z.object({ name: analysisNameSchema }), result: nothing },
  /** The last outcome of a name; null when there is none. */
  readAnalysis: {
    params: z.object({ name: analysisNameSchema }),
    result: z.object({ outcome: analysisOutcomeSchema.nullable() }),
  },
  /** Opens an image by its relative path in the editor. */
  openImage: {
    params: z.object({
      /** A folder that an analysis has looked at; null is the run's folder of images. */
      folder: z.string().min(1).nullable(),
      path: z.string().min(1),
    }),
    result: nothing,
  },
  /** Opens images of a folder that an analysis has looked at, each in an editor that stays. */
  openImages: {
    params: z.object({
      folder: z.string().min(1),
      paths: z.array(z.string().min(1)).min(1).max(8),
    }),
    result: nothing,
  },
  /** Has the user choose a folder and moves images there. Null when the user thought better of it. */
  moveImages: {
    params: moveImagesParamsSchema,
    result: z.object({ outcome: movedImagesSchema.nullable() }),
  },
  /** Moves back what was moved last in this window. */
  moveImagesBack: { params: nothing, result: z.object({ outcome: movedImagesSchema }) },
  /** Reads images of a folder that an analysis has looked at, as thumbnails. */
  readThumbnails: {
    params: z.object({
      folder: z.string().min(1),
      paths: z.array(z.string().min(1)).max(64),
      sidePx: z.number().int().min(16).max(512),
    }),
    result: z.object({ photos: z.array(photoSchema) }),
  },
  /** Opens a dialog. Null when the user chose nothing. */
  choosePath: {
    params: z.object({ kind: z.enum(['folder', 'image', 'csv']), title: z.string() }),
    result: z.object({ path: z.string().nullable() }),
  },
  /** The runs that can be compared, by the folder that they are in. */
  listRuns: { params: nothing, result: z.object({ groups: z.array(listedGroupSchema) }) },
  /** Asks for a run folder anywhere on the disk, which is listed from then on; null when none was chosen. */
  chooseRunFolder: {
    params: nothing,
    result: z.object({ runFolder: z.string().nullable() }),
  },
  /** Sets runs side by side that `listRuns` names, or that is shown; others are called unreadable. */
  compareRuns: {
    params: z.object({ runFolders: comparedFoldersSchema }),
    result: comparisonSchema,
  },
  /** Puts text on the clipboard. */
  copyText: { params: copiedTextSchema, result: nothing },
  /** Asks where to save a file, and saves it. */
  saveFile: {
    params: savedFileSchema,
    /** Name of the file, or null where the user closed the dialog. */
    result: z.object({ savedAs: z.string().nullable() }),
  },
  revealRunFolder: { params: nothing, result: nothing },
  /** Shows a folder that an analysis has to do with where the user can get at it. */
  revealFolder: { params: z.object({ folder: z.string().min(1) }), result: nothing },
  /** Asks where to, and writes the report of the run. */
  writeReport: { params: nothing, result: nothing },
  showLog: { params: nothing, result: nothing },
  /** Brings the form that starts runs to the front. */
  showTraining: { params: nothing, result: nothing },
  /** Lets the user choose a run to look at. */
  chooseRun: { params: nothing, result: nothing },
} as const;
export type LabRequests = typeof labRequests;
/** The host as the Lab calls it. */
export const labService = { requests: labRequests, eventSchema: labEventSchema };
