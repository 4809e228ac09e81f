/** What the engine itself computes, in float32: what an export is measured against. */
import type { OpenedCheckpoint } from '../evaluation/openTrunk.js';
import type { NamedValues } from '../model/parameters.js';
import { shuffledTileRows } from '../pretext/jigsaw/jigsawHead.js';
import { createRunNetwork } from '../training/pretextNetwork.js';
import type { CheckViews, MadeViews } from './checkViews.js';
import type { Values, ValuesByName } from '../model/parameters.js';
import { readValues, tensorOf } from './plainTensors.js';

/** The input of an exported head and what it should answer. */
export interface HeadOutputs {
  readonly task: string;
  /** float32 [N, H, W, 3]; of a jigsaw [N*T, H, W, 3], tiles where they are shown. */
  readonly inputs: Values;
  /** float32 [N, classes] */
  readonly logits: Values;
}

export interface EngineOutputs {
  /** float32 [N, H, W, 3] */
  readonly views: Values;
  /** One float32 [N, h, w, C] per block. */
  readonly blocks: readonly NamedValues[];
  readonly heads: readonly HeadOutputs[];
}

const viewsOf = ({ layout, views }: MadeViews): Values => {
  const side = layout.viewSizePx;
  return { shape: [views.length / (side * side * 3), side, side, 3], data: views };
};

/** Copies the views of each label in the order in which the network meets them. */
const shownViews = (made: MadeViews, permutations: readonly (readonly number[])[] | null) => {
  const { shape, data } = viewsOf(made);
  if (permutations === null) return { shape, data };
  const rows = shuffledTileRows(made.labels, permutations, made.layout.labelsPerImage);
  const length = made.layout.viewSizePx ** 2 * 3;
  const shown = new Float32Array(rows.length * length);
  rows.forEach((row, i) => {
    shown.set(data.subarray(row * length, (row + 1) * length), i * length);
  });
  return { shape: [rows.length, ...shape.slice(1)], data: shown };
};

/** Momentum has no meaning here, but a network takes it with its weights. */
const withMomentum = (weights: ValuesByName): Map<string, Values> => {
  const all = new Map(weights);
  for (const [name, { shape, data }] of weights) {
    const velocity = `${name}.velocity`;
    if (!all.has(velocity)) all.set(velocity, { shape, data: new Float32Array(data.length) });
  }
  return all;
};

/**
 * Shows the views to the run's network with the given weights.
 * @throws Error when a weight is missing or has another shape
 */
export const engineOutputs = async (
  { run, tasks, permutationSet }: OpenedCheckpoint,
  weights: ValuesByName,
  checkViews: CheckViews,
): Promise<EngineOutputs> => {
  const network = createRunNetwork(run.config, tasks);
  try {
    network.parameters.import(withMomentum(weights));
    const { trunk } = network;
    const views = viewsOf(checkViews.whole);
    const features = await readValues(() =>
      trunk.blockFeatures(tensorOf(views), 'evaluate', 'float32'),
    );
    const heads: HeadOutputs[] = [];
    for (const [i, { task, head }] of network.tasks.entries()) {
      const made = checkViews.tasks[i];
      if (made === undefined) continue;
      const [logits] = await readValues(() => {
        const last = trunk.features(tensorOf(viewsOf(made)), 'evaluate', 'float32');
        return [head.logits(last, made.labels, 'evaluate', 'float32')];
      });
      if (logits === undefined) continue;
      const permutations = task.name === 'jigsaw' ? (permutationSet?.permutations ?? null) : null;
      heads.push({ task: task.name, inputs: shownViews(made, permutations), logits });
    }
    const blocks = features.map((values, i) => ({ name: trunk.blockNames[i] ?? '', ...values }));
    return { views, blocks, heads };
  } finally {
    network.dispose();
  }
};
