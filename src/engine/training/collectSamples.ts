/** Keeps a few validation images with what the network said about them. */
import { toColors } from '../pretext/sheet/panel.js';
import type { FedImage, ValidationSample } from '../runFolder/runSamples.js';
import type { ValidatedBatch } from './validate.js';

/** Samples kept per task; rotation keeps every view of an image. */
const samplesPerTask = 16;

/** One view or tile of a batch as a picture. */
const fedImage = (batch: ValidatedBatch, index: number): FedImage => {
  const { layout, spec } = batch.task.plan;
  const side = layout.viewSizePx;
  const values = side * side * 3;
  const views = batch.part.views.subarray(index * values, (index + 1) * values);
  const perTile = spec.task === 'jigsaw' && spec.normaliseTiles;
  return { widthPx: side, heightPx: side, pixels: Uint8Array.from(toColors(views, perTile)) };
};

/**
 * Collects samples from the first validation batches, always the same images.
 * @param pathOf path of a dataset index
 * @param permutations of the run, or null without a jigsaw
 */
export const createSampleCollector = (
  pathOf: (image: number) => string,
  permutations: readonly (readonly number[])[] | null,
): { add(batch: ValidatedBatch): void; readonly samples: readonly ValidationSample[] } => {
  const samples: ValidationSample[] = [];
  return {
    samples,
    add: (batch) => {
      const { task, layout } = batch.task.plan;
      const { viewsPerImage, labelsPerImage, classes } = layout;
      // The jigsaw's labels are permutations of the same tiles; one of them per image is enough.
      const keptLabels = task === 'rotation' ? labelsPerImage : 1;
      for (const [i, image] of batch.images.entries()) {
        for (let label = 0; label < keptLabels; label++) {
          if (samples.filter((sample) => sample.task === task).length >= samplesPerTask) return;
          const row = i * labelsPerImage + label;
          const truth = batch.part.labels[row] ?? 0;
          const shown = task === 'rotation' ? [label] : (permutations?.[truth] ?? []);
          samples.push({
            task,
            path: pathOf(image),
            truth,
            probabilities: batch.probabilities.subarray(row * classes, (row + 1) * classes),
            fed: shown.map((view) => fedImage(batch, i * viewsPerImage + view)),
          });
        }
      }
    },
  };
};
