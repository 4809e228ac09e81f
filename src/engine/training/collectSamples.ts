/** Keeps a few validation images with what the network said about them. */
import { toColors } from '../pretext/sheet/panel.js';
import type { FedImage, ValidationSample } from '../runFolder/runSamples.js';
import type { ValidatedBatch } from './validate.js';

/** Samples kept per task. */
const samplesPerTask = 16;

/** One view or tile of a batch as a picture. */
const fedImage = (batch: ValidatedBatch, index: number): FedImage => {
  const { layout, normalisesEachView } = batch.task;
  const side = layout.viewSizePx;
  const values = side * side * 3;
  const views = batch.part.views.subarray(index * values, (index + 1) * values);
  const pixels = Uint8Array.from(toColors(views, normalisesEachView));
  return { widthPx: side, heightPx: side, pixels };
};

/**
 * Collects samples from the first validation batches, always the same images.
 * @param pathOf path of a dataset index
 */
export const createSampleCollector = (
  pathOf: (image: number) => string,
): { add(batch: ValidatedBatch): void; readonly samples: readonly ValidationSample[] } => {
  const samples: ValidationSample[] = [];
  return {
    samples,
    add: (batch) => {
      const { task } = batch;
      const { viewsPerImage, labelsPerImage, classes } = task.layout;
      for (const [i, image] of batch.images.entries()) {
        for (let place = 0; place < task.sampledLabels; place++) {
          if (samples.filter((sample) => sample.task === task.name).length >= samplesPerTask)
            return;
          const row = i * labelsPerImage + place;
          const truth = batch.part.labels[row] ?? 0;
          samples.push({
            task: task.name,
            path: pathOf(image),
            truth,
            probabilities: batch.probabilities.subarray(row * classes, (row + 1) * classes),
            fed: task
              .viewsOfLabel(place, truth)
              .map((view) => fedImage(batch, i * viewsPerImage + view)),
          });
        }
      }
    },
  };
};
