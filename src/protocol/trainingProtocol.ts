/** Messages between the extension host and the Training view; see `panelProtocol.ts`. */
import * as z from 'zod';

import { greeting, greetingParams, steerParams } from './panelProtocol.js';
import { presetNameSchema, runConfigSchema, taskSchema } from './run.js';
import { stepColumnsSchema } from './runContents.js';
import { runStatusSchema } from './runStatus.js';
import { index, nothing } from './values.js';

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
