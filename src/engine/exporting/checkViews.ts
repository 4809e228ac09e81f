/**
 * A few views that an export is tried on: of the run's own images where they are still there, else of
 * noise. Both the engine and what was written are shown the same numbers.
 *
 * Legend: N images, V views per image, L labels per image; channels last.
 */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';

import { decodeSquareFile } from '../data/decodeImage.js';
import type { OpenedCheckpoint } from '../evaluation/openTrunk.js';
import { wholeViewsOf } from '../evaluation/openTrunk.js';
import { LabError } from '../labError.js';
import type { SquareImage, ViewLayout } from '../pretext/pretextViews.js';
import { createViewMaker, type ViewMakerSpec } from '../pretext/viewMakers.js';
import { createRandom } from '../random.js';
import { readImagesJson } from '../runFolder/readImagesJson.js';

/** What a view maker made of the images. */
export interface MadeViews {
  readonly layout: ViewLayout;
  /** float32 [N*V, H, W, 3] */
  readonly views: Float32Array;
  /** int32 [N*L] */
  readonly labels: Int32Array;
}

export interface CheckViews {
  readonly images: number;
  /** False for noise. */
  readonly areReal: boolean;
  readonly whole: MadeViews;
  /** One per task of the run, in its order. */
  readonly tasks: readonly MadeViews[];
}

const wantedImages = 4;
/** Files that are tried before it is given up: those of a folder that is gone fail quickly. */
const mostTries = 20;

/** Squares of the first images that the run lists and that can still be read. */
const readSquares = async (
  { runFolder, run }: OpenedCheckpoint,
  sizePx: number,
): Promise<SquareImage[]> => {
  const squares: SquareImage[] = [];
  let tries = 0;
  try {
    for await (const line of readImagesJson(runFolder)) {
      if (line.kind === 'skipped' || squares.length === wantedImages || tries === mostTries) break;
      tries += 1;
      const file = join(run.folder, line.image.path);
      const found = await stat(file).catch(() => null);
      // Reading a pipe would never end.
      if (found?.isFile() !== true) continue;
      const { outcome } = await decodeSquareFile(file, sizePx, run.config.data);
      if (outcome.ok) squares.push({ sizePx, pixels: outcome.pixels });
    }
  } catch (error) {
    // Without its list of images a run can be exported all the same.
    if (!(error instanceof LabError)) throw error;
  }
  return squares;
};

const makeNoise = (sizePx: number): SquareImage[] => {
  const random = createRandom(0).split('checkViews');
  return Array.from({ length: wantedImages }, (_, i) => {
    const stream = random.split(i);
    const pixels = Uint8Array.from({ length: sizePx * sizePx * 3 }, () => stream.below(256));
    return { sizePx, pixels };
  });
};

const makeViews = (spec: ViewMakerSpec, squares: readonly SquareImage[], seed: number) => {
  const maker = createViewMaker(spec);
  const { layout } = maker;
  const viewLength = layout.viewsPerImage * layout.viewSizePx ** 2 * 3;
  const views = new Float32Array(squares.length * viewLength);
  const labels = new Int32Array(squares.length * layout.labelsPerImage);
  for (const [i, square] of squares.entries()) {
    maker.render(
      square,
      'validation',
      createRandom(seed).split('checkViews', i),
      views.subarray(i * viewLength, (i + 1) * viewLength),
      labels.subarray(i * layout.labelsPerImage, (i + 1) * layout.labelsPerImage),
    );
  }
  return { layout, views, labels };
};

/** Makes the views of a run's trunk and of each of its tasks, as validation does. */
export const makeCheckViews = async (opened: OpenedCheckpoint): Promise<CheckViews> => {
  const { run, tasks } = opened;
  // Tasks that share a run share their source.
  const sizePx = Math.max(...tasks.map(({ layout }) => layout.sourceSizePx));
  const real = await readSquares(opened, sizePx);
  const squares = real.length > 0 ? real : makeNoise(sizePx);
  return {
    images: squares.length,
    areReal: real.length > 0,
    whole: makeViews(wholeViewsOf(opened), squares, run.config.seed),
    tasks: tasks.map(({ spec }) => makeViews(spec, squares, run.config.seed)),
  };
};
