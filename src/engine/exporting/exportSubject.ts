/** What is exported: everything that the formats need of a run, without tensors. */
import type { OpenedCheckpoint } from '../evaluation/openTrunk.js';
import { wholeViewsOf } from '../evaluation/openTrunk.js';
import { networkSpec } from '../model/presets.js';
import { float32Tensors } from '../runFolder/checkpointTensors.js';
import type { ValuesByName } from '../model/parameters.js';
import { planHead, planTrunk, type PlannedBlock, type PlannedHead } from './inferencePlan.js';
import {
  headPreprocessing,
  wholePreprocessing,
  type HeadPreprocessing,
  type Preprocessing,
} from './preprocessing.js';

export interface ExportedHead {
  readonly head: PlannedHead;
  /** For views of the head's size. */
  readonly blocks: readonly PlannedBlock[];
  readonly preprocessing: HeadPreprocessing;
}

export interface ExportSubject {
  readonly opened: OpenedCheckpoint;
  readonly weights: ValuesByName;
  /** For whole images. */
  readonly viewSizePx: number;
  readonly blocks: readonly PlannedBlock[];
  readonly preprocessing: Preprocessing;
  readonly heads: readonly ExportedHead[];
  /** Of the program that writes. */
  readonly version: string;
}

export const createExportSubject = (opened: OpenedCheckpoint, version: string): ExportSubject => {
  const { run, tasks, checkpoint } = opened;
  const spec = networkSpec(run.config.preset);
  const views = wholeViewsOf(opened);
  return {
    opened,
    version,
    weights: float32Tensors(checkpoint),
    viewSizePx: views.viewSizePx,
    blocks: planTrunk(spec.trunk, views.viewSizePx),
    preprocessing: wholePreprocessing(views),
    heads: tasks.map((task) => {
      const head = planHead(task, spec);
      const blocks = planTrunk(spec.trunk, head.viewSizePx);
      return { head, blocks, preprocessing: headPreprocessing(task) };
    }),
  };
};

/** Texts about the run that travel inside a file; `preprocessing` is JSON. */
export const fileMetadata = (
  { opened, version }: ExportSubject,
  layout: 'NCHW' | 'NHWC',
  preprocessing: Preprocessing | HeadPreprocessing,
): Record<string, string> => {
  const { config } = opened.run;
  const { step, epoch } = opened.checkpoint.state;
  return {
    producer: `pretext-lab ${version}`,
    task: config.task,
    preset: config.preset,
    step: String(step),
    epoch: String(epoch),
    layout,
    preprocessing: JSON.stringify(preprocessing),
  };
};
