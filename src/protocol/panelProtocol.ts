/**
 * Messages between the extension host and its two webviews, the Lab and the Training view.
 *
 * The host owns history. On `ready` a webview gets everything it shows; while it is visible it gets
 * deltas that say which step they follow; when one does not fit it asks for a snapshot. While it is
 * hidden nothing is sent. Everything that arrives is parsed.
 */
import * as z from 'zod';

import {
  analysisNameSchema,
  analysisOutcomeSchema,
  analysisRequestSchema,
  analysisStateSchema,
} from './analysis.js';
import { usedBackendSchema } from './backend.js';
import { comparisonSchema } from './comparison.js';
import { engineRequests, runDetailsSchema } from './engineProtocol.js';
import { movedImagesSchema, moveImagesParamsSchema } from './moving.js';
import {
  calibrationSchema,
  epochMetricsSchema,
  networkSizeSchema,
  permutationSetSchema,
  presetNameSchema,
  runConfigSchema,
  runResultSchema,
  stepMetricsSchema,
  taskSchema,
} from './run.js';
import {
  epochSamplesSchema,
  photoSchema,
  runImagesSchema,
  stepColumnsSchema,
} from './runContents.js';
import { comparedFoldersSchema, listedGroupSchema } from './runListing.js';
import { copiedTextSchema, savedFileSchema } from './savedFile.js';
import { sentenceSchema } from './sentence.js';

export const panelProtocolVersion = 4;

const index = z.number().int().min(0);
const nothing = z.object({});

export const runPhaseSchema = z.enum([
  /** The engine starts, reads the folder, fills the cache, chooses the precision. */
  'preparing',
  'training',
  'paused',
  /** A stop was asked for; the engine saves. */
  'stopping',
  'completed',
  'stopped',
  'interrupted',
  'failed',
]);
/** Where a run stands. The last four are ends. */
export type RunPhase = z.infer<typeof runPhaseSchema>;

export const runStatusSchema = z.object({
  /** Names the run in requests: the job of this window, or the run folder where no engine of it trains. */
  id: z.string(),
  /** Null until the engine has made it. */
  runFolder: z.string().nullable(),
  /** Name of the run folder, or of the folder of images until there is one. */
  title: z.string(),
  /** Absolute path of the folder of images. */
  folder: z.string(),
  config: runConfigSchema,
  phase: runPhaseSchema,
  /** True while an engine of this window trains it. */
  live: z.boolean(),
  /** The process that trains it elsewhere, or null. */
  holder: runDetailsSchema.shape.summary.shape.holder,
  resumable: z.boolean(),
  /** What the engine does before the first step; `total` is null while unknown. */
  preparing: z
    .object({
      stage: z.enum(['engine', 'scan', 'decode', 'network']),
      done: index,
      total: index.nullable(),
    })
    .nullable(),
  step: index,
  /** Finished epochs. */
  epoch: index,
  /** Zero until the engine has told. */
  plannedSteps: index,
  stepsPerEpoch: index,
  trainImages: index,
  validationImages: index,
  skippedImages: index,
  latest: stepMetricsSchema.nullable(),
  remainingMs: z.number().nullable(),
  validation: runResultSchema.shape.validation,
  networkSize: networkSizeSchema.nullable(),
  calibration: calibrationSchema.nullable(),
  /** What it computes with, or computed with last; null until that is known. */
  backend: usedBackendSchema.nullable(),
  hardware: runDetailsSchema.shape.hardware.nullable(),
  /** Version by name of program, library and Node; empty until known. */
  versions: z.record(z.string(), z.string()),
  createdAt: z.string().nullable(),
  resumedFromStep: index.nullable(),
  /** The newest first. */
  checkpoints: z.array(z.object({ file: z.string(), step: index })),
  sampleEpochs: z.array(index),
  warnings: z.array(z.object({ code: z.string(), message: sentenceSchema })),
  /** Why it failed or was interrupted, in one sentence in the user's language. */
  message: z.string().nullable(),
  /** What can be done something about, where that is why it ended. */
  failure: runResultSchema.shape.failure.unwrap().nullable(),
});
/** All that is shown of a run besides its curves. Small, and sent whole. */
export type RunStatus = z.infer<typeof runStatusSchema>;

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

const greetingParams = z.object({ protocolVersion: z.number().int() });
const greeting = z.object({
  protocolVersion: z.number().int(),
  /** BCP 47, such as `en` or `ko`. */
  language: z.string(),
  /** Translations by their English text; empty in English. */
  translations: z.record(z.string(), z.string()),
});

export const steerSchema = z.enum(['pause', 'unpause', 'stop', 'resume']);
/** What may be done to the run that is shown. */
export type Steer = z.infer<typeof steerSchema>;
/** `id` is that of the run that the page shows: another one may have begun since, and is not meant. */
const steerParams = z.object({ action: steerSchema, id: z.string() });

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

export const queuedRunSchema = z.object({
  id: z.string(),
  folder: z.string(),
  task: taskSchema,
  preset: presetNameSchema,
  /** True when an earlier run goes on. */
  isResume: z.boolean(),
});
/** A run that waits for the one before it. */
export type QueuedRun = z.infer<typeof queuedRunSchema>;

export const speedSchema = z.object({
  /** See `speedKey`. */
  key: z.string(),
  imagesPerSecond: z.number(),
});
/** How fast a configuration trained on this machine. */
export type Speed = z.infer<typeof speedSchema>;

export const trainingStateSchema = z.object({
  kind: z.literal('state'),
  /** Folders to choose from. `path` is absolute. */
  folders: z.array(
    z.object({ path: z.string(), label: z.string(), kind: z.enum(['workspace', 'recent']) }),
  ),
  /** The folder that a command chose for the form, or null. `number` rises with every choice. */
  chosen: z.object({ folder: z.string(), task: taskSchema.nullable(), number: index }).nullable(),
  /** Why no run can be started at all (trust, virtual workspace, engine), in one sentence, or null. */
  obstacle: z.string().nullable(),
  queue: z.array(queuedRunSchema),
  /** True when the queue waits until `startNext`, or until a run is started. */
  isQueueHeld: z.boolean(),
  /** The run under way in this window, else the last one that ended in it, or null. */
  run: runStatusSchema.nullable(),
  speeds: z.array(speedSchema),
  /** What the user's settings say about every new run. */
  data: runConfigSchema.shape.data,
  precision: runConfigSchema.shape.precision,
  /** True while the first image of this workspace was never trained on: shows the welcome text. */
  isFirstRun: z.boolean(),
});
/** All that the Training view shows besides the small curve. */
export type TrainingState = z.infer<typeof trainingStateSchema>;

/** What the Training view is told unasked. */
export const trainingEventSchema = z.discriminatedUnion('kind', [
  trainingStateSchema,
  /** The run that the state names: at most ten times a second, with at most 200 points of its curve. */
  z.object({ kind: z.literal('progress'), run: runStatusSchema, curve: stepColumnsSchema }),
]);
export type TrainingEvent = z.infer<typeof trainingEventSchema>;

/** What the Training view may ask for. */
export const trainingRequests = {
  ready: { params: greetingParams, result: greeting.extend({ state: trainingStateSchema }) },
  /** Opens a dialog; a chosen folder comes back in a state. */
  browseFolder: { params: nothing, result: nothing },
  /** Looks at a folder while the user fills in the form. */
  checkFolder: {
    params: z.object({ folder: z.string().min(1) }),
    result: z.object({
      images: index.nullable(),
      /** Why no run can train on it, in one sentence, or null. */
      problem: z.string().nullable(),
    }),
  },
  /** Times a few steps; the speed comes back in a state. Refused while a run is on. */
  measureSpeed: { params: z.object({ config: runConfigSchema }), result: nothing },
  /** Starts a run, or queues it behind the one under way. */
  start: {
    params: z.object({ folder: z.string().min(1), config: runConfigSchema }),
    result: nothing,
  },
  steer: { params: steerParams, result: nothing },
  /** Moves a queued run to a place in the queue, 0 being the next. */
  moveQueued: { params: z.object({ id: z.string(), place: index }), result: nothing },
  removeQueued: { params: z.object({ id: z.string() }), result: nothing },
  /** Starts the next queued run after the queue was held. */
  startNext: { params: nothing, result: nothing },
  openLab: { params: nothing, result: nothing },
  createSampleFolder: { params: nothing, result: nothing },
  /** Shows a contact sheet of what the network would be fed. */
  preview: {
    params: z.object({ folder: z.string().min(1), config: runConfigSchema }),
    result: nothing,
  },
} as const;
export type TrainingRequests = typeof trainingRequests;
/** The host as the Training view calls it. */
export const trainingService = { requests: trainingRequests, eventSchema: trainingEventSchema };

/**
 * What decides the speed of training on one machine: the network, and how many views and labels each
 * image makes. Settings of a task that the run does not train on are left out.
 */
export const speedKey = (config: z.infer<typeof runConfigSchema>): string => {
  const { task, preset, imageSizePx, batchSize, precision, rotation, jigsaw } = config;
  const views = task === 'jigsaw' ? [] : [rotation.turns];
  const { grid, permutations, permutationsPerImage } = jigsaw;
  const puzzles = task === 'rotation' ? [] : [grid, permutations, permutationsPerImage];
  return [task, preset, imageSizePx, batchSize, precision, ...views, ...puzzles].join(' ');
};
